"""The cases of a pack around the vote (key ``around``): dates, calls, mandates, channels, convening rights, protocols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from legal_rules.around import Asked, Unknown
from legal_rules.calls import check_call
from legal_rules.cases import case_places
from legal_rules.channels import Vote, which_counts
from legal_rules.convening import Right, convening_rights
from legal_rules.dates import check_dates, clock_of, plan
from legal_rules.figures import MEASURES, CaseRefused
from legal_rules.numbers import NumberRefused, exact_text, parse_number
from legal_rules.online import online_rule
from legal_rules.pack import Pack
from legal_rules.policy import policy_of
from legal_rules.protocol import Duty, check_protocol, secrecy_rule, yearly_duties
from legal_rules.provisions import FORMS
from legal_rules.proxies import Holder, Mandate, check_proxies
from legal_rules.reading import At, required
from legal_rules.windows import When, Window

UNKNOWN = "unknown"
_KEYS = ("case", "ask", "on", "form", "facts", "decision", "given", "expect", "source")


@dataclass(frozen=True, slots=True)
class AroundCase:
    """One case: a sentence, what is asked, and what the source says must be answered."""

    file: str
    number: int
    sentence: str
    ask: str
    asked: Asked
    given: Mapping[str, Any]
    expect: Any
    source: str

    def differences(self, pack: Pack) -> list[str]:
        """Where the pack answers otherwise, one sentence each; nothing when it answers as expected."""
        try:
            answer = _ANSWERS[self.ask](pack, self.asked, _Given(self.given, pack))
        except (CaseRefused, NumberRefused, KeyError, ValueError, TypeError, AttributeError) as wrong:
            return [f"the case cannot be answered: {wrong!r}"]
        return list(_differences(self.expect, answer, ZoneInfo(pack.time_zone)))


def read_around(folder: Path) -> list[AroundCase]:
    """The cases around the vote of a pack's folder. Raises PackRefused with file, number of the case and reason."""
    return [read_around_case(number, at) for number, at in case_places(folder, "around")]


def read_around_case(number: int, at: At) -> AroundCase:
    """Read one entry of ``around``. Raises PackRefused."""
    parts = at.mapping(_KEYS)
    on = required(at, parts, "on").day()
    if on is None:
        raise parts["on"].refuse("a date YYYY-MM-DD is expected here")
    facts, given = (parts[key].value if key in parts else {} for key in ("facts", "given"))
    for key, value in (("facts", facts), ("given", given)):
        if not isinstance(value, Mapping):
            raise parts[key].refuse("named values are expected here")
    asked = Asked(
        on,
        parts["form"].one_of(FORMS) if "form" in parts else "in_person",
        facts,
        parts["decision"].text() if "decision" in parts else None,
    )
    return AroundCase(
        at.file,
        number,
        required(at, parts, "case").text(),
        required(at, parts, "ask").one_of(_ANSWERS),
        asked,
        given,
        required(at, parts, "expect").value,
        required(at, parts, "source").text(),
    )


class _Given:
    """What a case gives, read exactly."""

    def __init__(self, given: Mapping[str, Any], pack: Pack) -> None:
        self.given, self.pack, self.zone = given, pack, ZoneInfo(pack.time_zone)

    def get(self, name: str, default: Any = None) -> Any:
        return self.given.get(name, default)

    def when(self, value: Any) -> When:
        """A day, or a moment on the clock of the house."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return at.replace(tzinfo=self.zone)

    def day(self, value: Any) -> date:
        return clock_of(self.pack).day(self.when(value))

    def dates(self, given: Mapping[str, Any]) -> dict[str, When]:
        return {step: self.when(value) for step, value in given.items()}

    def sums(self, name: str) -> dict[str, Fraction]:
        return _sums(self.get(name, {}))


def _sums(given: Mapping[str, Any]) -> dict[str, Fraction]:
    return {measure: parse_number(given[measure]) for measure in MEASURES if measure in given}


def _dates(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    found = plan(pack, asked, given.dates(given.given))
    answer: dict[str, Any] = dict.fromkeys(found.unknown, UNKNOWN)
    for step, window in found.windows.items():
        ends = {"earliest": window.earliest, "latest": window.latest}
        answer[step] = {name: edge.when if edge is not None else UNKNOWN for name, edge in ends.items()}
    return answer


def _breaches(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    found = check_dates(pack, asked, given.dates(given.given))
    if any(breach.code in {"fact_missing", "cannot_be_told", "not_known"} for breach in found):
        return {}
    return {
        "breaches": sorted({f"{breach.step} {breach.side}" for breach in found}),
        "effect": {breach.step: breach.effect or UNKNOWN for breach in found},
    }


def _call(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    notice = given.get("notice")
    answer = check_call(
        pack,
        asked,
        first=given.when(given.given["first"]),
        second=given.when(given.given["second"]),
        announced=bool(given.get("announced", True)),
        notice=None if notice is None else given.day(notice),
        call=int(given.get("call", 2)),
    )
    return {"allowed": UNKNOWN if answer.allowed is None else answer.allowed}


def _proxies(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    holder = given.get("holder", {})
    mandates = tuple(_mandate(text) for text in given.get("principals", []))
    answer = check_proxies(
        pack,
        asked,
        Holder("holder", _sums(holder), tuple(holder.get("roles", [])), mandates, tuple(holder.get("blanks_from", []))),
        given.sums("whole"),
        meeting=given.day(given.get("meeting", asked.on)),
    )
    if not answer.known or (answer.unknown and not answer.breaches):
        return {}
    return {"breaches": sorted({breach.code for breach in answer.breaches})}


def _mandate(text: str) -> Mandate:
    """``B 25 heads 1 form written given 2026-01-10 ratified 2026-03-01 through C blank``; heads and units are 1."""
    words = iter(str(text).split())
    name, share = next(words, ""), next(words, "")
    amounts = {"share": parse_number(share), "heads": Fraction(1), "units": Fraction(1)}
    said: dict[str, Any] = {}
    for word in words:
        if word in MEASURES:
            amounts[word] = parse_number(next(words, ""))
        elif word == "blank":
            said["blank"] = True
        elif word in {"given", "ratified"}:
            said[f"{word}_on"] = date.fromisoformat(next(words, ""))
        elif word in {"form", "through"}:
            said[word] = next(words, "")
        else:
            raise CaseRefused(f"{word!r} is no word of a mandate")
    return Mandate(name, amounts, **said)


def _convening(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    electorates = {
        part: (_sums(two["whole"]), _sums(two["initiators"])) for part, two in given.get("electorates", {}).items()
    }
    found = convening_rights(
        pack,
        asked,
        whole=given.sums("whole"),
        initiators=given.sums("initiators"),
        offices=given.get("offices", []),
        electorates=electorates,
    )
    return {
        right.name: {
            "held": UNKNOWN if right.held is None else right.held,
            "missing": {
                measure: f"{'>' if bound.strict else '>='} {exact_text(bound.amount)}"
                for measure, bound in right.missing.items()
            },
        }
        for right in found
        if isinstance(right, Right)
    }


def _channel(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    votes = [
        Vote(one["channel"], given.when(one["received"]) if "received" in one else None, one.get("topic"))
        for one in given.given["votes"]
    ]
    known = given.dates({step: value for step, value in given.given.items() if step != "votes"})
    answer = which_counts(pack, asked, votes, known)
    counts = UNKNOWN if answer.unknown else answer.counts or "none"
    return {"counts": counts, "refused": sorted({one.channel for one in answer.refused})}


def _secrecy(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    del given
    found = secrecy_rule(pack, asked)
    if isinstance(found, Unknown):
        return {}
    return {"vote": found.rule.vote, "names": found.rule.names or UNKNOWN}


def _protocol(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    found = check_protocol(
        pack,
        asked,
        says=given.get("says", []),
        annexes=given.get("annexes", []),
        signed=given.get("signed", {}),
        everyone=given.get("everyone", {}),
    )
    if isinstance(found, Unknown):
        return {}
    wanted = given.get("kinds", ["field", "annex", "signature"])
    return {"missing": sorted({gap.name for gap in found if gap.kind in wanted})}


def _challenges(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    found = plan(pack, asked, given.dates(given.given)).windows
    latest = {ground: found.get(f"challenge:{ground}", Window()).latest for ground in pack.around.challenges}
    return {ground: UNKNOWN if edge is None else edge.when for ground, edge in latest.items()}


def _yearly(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    found = yearly_duties(pack, asked, int(given.given["first_year"]), int(given.given["last_year"]))
    duties = [one for one in found if isinstance(one, Duty)]
    return {name: [one.year for one in duties if one.name == name] for name in {one.name for one in duties}}


def _online(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    found = online_rule(pack, asked.on)
    if found is None:
        return {}
    return {"counts": "any" in found.operators or given.get("operator") in found.operators}


def _provision(pack: Pack, asked: Asked, given: _Given) -> dict[str, Any]:
    found = policy_of(pack, asked).get(str(given.given["name"]))
    return {} if found is None else {"value": found.value, "mark": found.mark}


_ANSWERS: dict[str, Callable[[Pack, Asked, _Given], Mapping[str, Any]]] = {
    "dates": _dates,
    "breaches": _breaches,
    "call": _call,
    "proxies": _proxies,
    "convening": _convening,
    "channel": _channel,
    "secrecy": _secrecy,
    "protocol": _protocol,
    "challenges": _challenges,
    "yearly": _yearly,
    "online": _online,
    "provision": _provision,
}


def _differences(expect: Any, answer: Any, zone: ZoneInfo, where: str = "") -> Iterator[str]:
    """What is expected and did not come; what ``expect`` does not name is left alone, what no answer holds is unknown."""
    if isinstance(expect, Mapping):
        for key, value in expect.items():
            came = answer.get(key, UNKNOWN) if isinstance(answer, Mapping) else answer
            yield from _differences(value, came, zone, f"{where}.{key}".lstrip("."))
        return
    came = _plain(answer, zone, with_hour=isinstance(expect, str))
    wanted = sorted(map(str, expect)) if isinstance(expect, list) else expect
    came = sorted(map(str, came)) if isinstance(came, list) else came
    if wanted != came:
        yield f"{where or 'answer'}: expected {wanted}, came {came}"


def _plain(answer: Any, zone: ZoneInfo, *, with_hour: bool) -> Any:
    """An answer as a case writes it: the answer of a right, days and moments on the clock of the house."""
    if isinstance(answer, Mapping):
        if "held" in answer:
            return answer["held"]
        return UNKNOWN if all(value == UNKNOWN for value in answer.values()) else dict(answer)
    if isinstance(answer, datetime):
        at = answer.astimezone(zone)
        return f"{at:%Y-%m-%d %H:%M}" if with_hour else at.date()
    return answer
