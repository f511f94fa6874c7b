"""Which rule decides a question on a day; the list of kinds of decisions."""

from __future__ import annotations

from datetime import date

from legal_rules.pack import Pack, packs
from legal_rules.rule import CatalogueEntry, Decision, DecisionRule, Hold
from legal_rules.words import Words


def find_pack(name: str) -> Pack | None:
    """The pack of a name or of a decision (``ru`` for ``ru:44.2.1``), or None."""
    return packs().get(name.partition(":")[0])


def find_rule(decision: str, on: date, pack: Pack | None = None) -> DecisionRule | Hold:
    """The rule of a decision on a day, or the reason why none is known.

    Args:
        decision: ``<pack>:<the law's own numbering>``.
        on: the day whose law applies.
        pack: the pack to look in; by default the product's own of that name.
    """
    pack = pack or find_pack(decision)
    if pack is None:
        name = decision.partition(":")[0]
        return Hold(decision, {"ru": f"Правила страны «{name}» не известны.", "en": f"No pack {name!r} is known."})
    found = pack.decisions.get(decision)
    if found is None:
        return Hold(decision, _unknown(pack, decision))
    return _in_force(pack, found, on)


def _in_force(pack: Pack, decision: Decision, on: date) -> DecisionRule | Hold:
    for dated in decision.versions:
        if dated.is_in_force(on):
            return dated.rule
    day = {"ru": on.strftime("%d.%m.%Y"), "en": on.isoformat()}
    why = {
        "ru": f"Для решения {decision.name} на {day['ru']} правило не установлено («{pack.title['ru']}»).",
        "en": f"For decision {decision.name} no rule is known on {day['en']} ({pack.title['en']}).",
    }
    return Hold(decision.name, why)


def _unknown(pack: Pack, decision: str) -> Words:
    return {
        "ru": f"Вид решения {decision} неизвестен («{pack.title['ru']}»).",
        "en": f"The kind of decision {decision} is not known ({pack.title['en']}).",
    }


def catalogue(pack: str | Pack, on: date) -> list[CatalogueEntry]:
    """All kinds of decisions of a pack (or of the pack of that name) with the rule of that day.

    Raises KeyError for an unknown name.
    """
    found = packs()[pack] if isinstance(pack, str) else pack
    return [
        CatalogueEntry(decision.name, decision.subject, decision.keywords, _in_force(found, decision, on))
        for decision in found.decisions.values()
    ]
