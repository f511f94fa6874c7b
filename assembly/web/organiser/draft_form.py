"""The form of an assembly: what it is called, when, by which rules it counts, and who answers for it."""

from __future__ import annotations

from typing import Any

from assembly.model import Assembly, CrossChannelPolicy, Form
from assembly.text import Text
from assembly.web import forms
from assembly.web.organiser.frame import field_moment, maybe_moment
from assembly.wording import FORMS

FORM_NOTES = {
    "mixed": Text("Обсуждение в зале и решения на бумаге до последнего дня приёма."),
    "system": Text(
        "Голосуют в государственной или региональной системе; решения на бумаге принимают до назначенного часа."
    ),
    "absentee": Text("Только решения на бумаге. Обычно после очного собрания без кворума."),
    "in_person": Text("Голосуют на месте, в день собрания."),
}
POLICIES = {
    CrossChannelPolicy.FIRST: Text("Первое по времени"),
    CrossChannelPolicy.LAST: Text("Последнее по времени"),
    CrossChannelPolicy.PAPER: Text("Решение на бумаге"),
    CrossChannelPolicy.ONLINE: Text("Решение в системе"),
}
MOMENTS = ("opens_at", "closes_at", "written_until", "discussion_at")
PLAIN = (
    "title", "discussion_place", "acceptance_address", "materials_place", "telephone", "objection_days",
    "enrolment_wait_days", "chair", "secretary", "storage_place", "is_annual", "vote_change_allowed",
    "parking_counted_both_ways",
)  # fmt: skip
INITIATOR = ("name", "premises", "title_document", "passport", "ogrn")
ADMINISTRATOR = ("name", "address", "contacts")


def form_choices(visit: Any) -> list[tuple[str, str, str]]:
    """The forms of an assembly with a line about each."""
    language = visit.language
    return [(name, FORMS[name][language].capitalize(), visit.say(note)) for name, note in FORM_NOTES.items()]


def policy_choices(visit: Any) -> list[tuple[str, str, str]]:
    """Which decision counts where an owner answered twice."""
    return [(str(policy), visit.say(words), "") for policy, words in POLICIES.items()]


def read_draft(form: forms.Form, zone: str) -> dict[str, Any]:
    """The fields as `create_assembly` and `change_assembly` take them; raises Fixable with everything that is wrong."""
    fields: dict[str, Any] = {
        "title": form.text("title", Text("название собрания")),
        "form": form.choice("form", Text("форма собрания"), [str(one) for one in Form]),
        "is_annual": form.ticked("is_annual"),
        "opens_at": form.moment("opens_at", Text("начало приёма решений"), zone),
        "closes_at": form.moment("closes_at", Text("конец приёма решений"), zone),
        "written_until": maybe_moment(form, "written_until", Text("конец приёма на бумаге"), zone),
        "discussion_at": maybe_moment(form, "discussion_at", Text("время обсуждения"), zone),
        "discussion_place": form.text("discussion_place", Text("место обсуждения"), at_most=500, required=False)
        or None,
        "acceptance_address": form.text("acceptance_address", Text("куда передать решение"), at_most=500),
        "materials_place": form.text("materials_place", Text("где материалы"), at_most=500, required=False) or None,
        "telephone": form.text("telephone", Text("телефон"), at_most=60),
        "cross_channel_policy": form.choice("cross_channel_policy", Text("какое решение считать"), list(POLICIES)),
        "vote_change_allowed": form.ticked("vote_change_allowed"),
        "parking_counted_both_ways": form.ticked("parking_counted_both_ways"),
        "objection_days": form.whole("objection_days", Text("дней на возражения"), low=0, high=30),
        "enrolment_wait_days": form.whole("enrolment_wait_days", Text("дней ожидания"), low=0, high=30),
        "initiator": _group(form, "initiator", INITIATOR),
        "administrator": _group(form, "administrator", ADMINISTRATOR),
        **read_protocol_fields(form),
    }
    form.check()
    return fields


def read_protocol_fields(form: forms.Form) -> dict[str, Any]:
    """What the protocol alone says."""
    return {
        "chair": form.text("chair", Text("председатель"), required=False) or None,
        "secretary": form.text("secretary", Text("секретарь"), required=False) or None,
        "commission": _lines(form, "commission"),
        "attendees": _lines(form, "attendees"),
        "storage_place": form.text("storage_place", Text("место хранения"), at_most=500, required=False) or None,
    }


def draft_values(assembly: Assembly) -> dict[str, Any]:
    """The assembly as the form shows it."""
    zone = assembly.building.timezone
    return {
        **{name: getattr(assembly, name) for name in PLAIN},
        **{name: field_moment(getattr(assembly, name), zone) for name in MOMENTS},
        "form": str(assembly.form), "cross_channel_policy": str(assembly.cross_channel_policy),
        "commission": "\n".join(str(one) for one in assembly.commission),
        "attendees": "\n".join(str(one) for one in assembly.attendees),
        **{f"initiator_{key}": assembly.initiator.get(key, "") for key in INITIATOR},
        **{f"administrator_{key}": assembly.administrator.get(key, "") for key in ADMINISTRATOR},
    }  # fmt: skip


def empty_values() -> dict[str, Any]:
    """The form with nothing in it."""
    people = [*(f"initiator_{key}" for key in INITIATOR), *(f"administrator_{key}" for key in ADMINISTRATOR)]
    return dict.fromkeys([*PLAIN, *MOMENTS, "form", "cross_channel_policy", "commission", "attendees", *people], "")


def typed_values(form: forms.Form) -> dict[str, str]:
    """What was typed, for showing it again as it is, emptied fields too; nothing where no form came."""
    ticks = {"is_annual", "vote_change_allowed", "parking_counted_both_ways"}
    return {name: form.get(name) for name in form.names() if name in empty_values() and name not in ticks}


def _group(form: forms.Form, name: str, keys: tuple[str, ...]) -> dict[str, str]:
    given = {key: form.get(f"{name}_{key}")[:300] for key in keys}
    return {key: value for key, value in given.items() if value}


def _lines(form: forms.Form, name: str) -> list[str]:
    return [line.strip()[:300] for line in form.get(name).splitlines() if line.strip()][:500]
