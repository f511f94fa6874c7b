"""Reads what changes a count: weights, exclusions, answers, measures, by-laws, ties and results that still wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from legal_rules.by_laws import DIRECTIONS, Override
from legal_rules.case import CHANNELS
from legal_rules.consequences import Pending
from legal_rules.counting import Amendment, AnsweringTogether, AnswerMove, Electorate, Exclusion, Swap, Transform
from legal_rules.figures import ANSWERS, MEASURES
from legal_rules.reading import At, read_guards, read_list, read_tree, required
from legal_rules.ties import TIES, Tie
from legal_rules.tree import SIGNS, Share

COUNTING_KEYS = (
    "exclude", "weights", "answers", "swaps", "amendments", "overrides", "tie", "pending", "together",
)  # fmt: skip
_REACHES = ("test", "quorum")
_OVERRIDE_KEYS = (
    "by_law", "changes", "direction", "article", "measure", "sign", "at_least", "at_most", "when", "test", "allowed",
    "source",
)  # fmt: skip


def read_counting(find: Callable[[str], At | None], switches: Iterable[str]) -> dict[str, Any]:
    """The values of a rule that say how it counts, by the names DecisionRule gives them.

    Args:
        find: the place of a key, in the version or else at the top of the pack.
        switches: names of the pack's disputed readings.
    Raises: PackRefused.
    """
    known = frozenset(switches)
    overrides = read_list(find("overrides"), lambda at: _read_override(at, known))
    tie = find("tie")
    return {
        "swaps": read_list(find("swaps"), lambda at: _read_swap(at, known))
        + tuple(item for item in overrides if isinstance(item, Swap)),
        "overrides": tuple(item for item in overrides if isinstance(item, Override)),
        "answers": read_list(find("answers"), _read_answer),
        "transforms": read_list(find("weights"), _read_transform),
        "amendments": read_list(find("amendments"), _read_amendment),
        "exclusions": read_exclusions(find("exclude"), known),
        "together": read_list(find("together"), _read_together),
        "pending": read_list(find("pending"), lambda at: _read_pending(at, known)),
        "tie": Tie() if tie is None else _read_tie(tie),
    }


def _read_swap(at: At, switches: Iterable[str]) -> Swap:
    parts = at.mapping(("measure", "by_law", "interpretation", "allowed", "when", "becomes", "in", "source"))
    measure = required(at, parts, "measure").one_of(MEASURES)
    reaches = tuple(item.one_of(_REACHES) for item in parts["in"].items()) if "in" in parts else _REACHES
    if "when" in parts:
        at.mapping(("measure", "when", "becomes", "in", "source"))
        becomes = required(at, parts, "becomes").one_of(MEASURES)
        return Swap(measure, "when", "", (becomes,), read_guards(parts["when"], switches), reaches)
    kinds = [kind for kind in ("by_law", "interpretation") if kind in parts]
    if len(kinds) != 1:
        raise at.refuse("one of by_law, interpretation and when chooses the measure")
    chooser = parts[kinds[0]]
    if kinds[0] == "interpretation":
        chooser.one_of(switches)
    allowed = tuple(item.one_of(MEASURES) for item in required(at, parts, "allowed").items())
    return Swap(measure, kinds[0], chooser.text(), allowed, (), reaches)


def _read_override(at: At, switches: Iterable[str]) -> Override | Swap:
    parts = at.mapping(_OVERRIDE_KEYS)
    changes = required(at, parts, "changes").one_of(("fraction", "quorum", "measure"))
    name = required(at, parts, "by_law").text()
    article = required(at, parts, "article").words()
    if changes == "measure":
        at.mapping(("by_law", "changes", "article", "measure", "allowed", "source"))
        allowed = tuple(item.one_of(MEASURES) for item in required(at, parts, "allowed").items())
        return Swap(required(at, parts, "measure").one_of(MEASURES), "by_law", name, allowed)
    test = read_tree(parts["test"]) if "test" in parts else None
    if test is not None and not (changes == "quorum" and isinstance(test, Share)):
        raise parts["test"].refuse("a quorum of one test is expected, and only where the by-law changes the quorum")
    return Override(
        by_law=name,
        changes=changes,
        direction=required(at, parts, "direction").one_of(DIRECTIONS),
        article=article,
        measure=parts["measure"].one_of(MEASURES) if "measure" in parts else "",
        sign=parts["sign"].one_of(SIGNS) if "sign" in parts else "",
        at_least=parts["at_least"].number() if "at_least" in parts else Fraction(0),
        at_most=parts["at_most"].number() if "at_most" in parts else Fraction(1),
        test=test,
        guards=read_guards(parts.get("when"), switches),
    )


def read_exclusions(at: At | None, switches: Iterable[str]) -> tuple[Exclusion, ...]:
    """Read ``exclude``: who has no vote. Raises PackRefused."""
    return read_list(at, lambda item: _read_exclusion(item, switches))


def read_electorate(at: At) -> Electorate:
    """Read ``electorate``: a name, or ``{name, tags}`` where voters carry other tags. Raises PackRefused."""
    if isinstance(at.value, str):
        return Electorate(at.text(), frozenset({at.text()}))
    parts = at.mapping(("name", "tags"))
    tags = frozenset(item.text() for item in required(at, parts, "tags").items())
    return Electorate(required(at, parts, "name").text(), tags)


def _read_together(at: At) -> AnsweringTogether:
    parts = at.mapping(("tag", "unlike", "source"))
    return AnsweringTogether(
        required(at, parts, "tag").text(), required(at, parts, "unlike").one_of(("absent", "hold"))
    )


def _read_exclusion(at: At, switches: Iterable[str]) -> Exclusion:
    parts = at.mapping(("tag", "leaves_base", "counts_as", "when", "source"))
    leaves = required(at, parts, "leaves_base")
    if not isinstance(leaves.value, bool):
        raise leaves.refuse("true or false is expected")
    if leaves.value and "counts_as" in parts:
        raise parts["counts_as"].refuse("who leaves the total counts as nothing")
    counts_as = parts["counts_as"].one_of(("absent", "blank", "invalid")) if "counts_as" in parts else "absent"
    guards = read_guards(parts.get("when"), switches)
    return Exclusion(required(at, parts, "tag").text(), leaves.value, guards, counts_as)


def _read_answer(at: At) -> AnswerMove:
    parts = at.mapping(("answer", "counts_as", "electorate", "source"))
    return AnswerMove(
        required(at, parts, "answer").one_of(("abstain", "blank", "invalid")),
        required(at, parts, "counts_as").one_of((*ANSWERS[:-1], "out")),
        parts["electorate"].text() if "electorate" in parts else None,
    )


def _read_amendment(at: At) -> Amendment:
    parts = at.mapping(("channel", "vote", "source"))
    return Amendment(
        required(at, parts, "channel").one_of(CHANNELS),
        required(at, parts, "vote").one_of(("for", "against", "abstain")),
    )


def _read_transform(at: At) -> Transform:
    parts = at.mapping(("kind", "measure", "among", "fraction", "size", "tag", "round", "at_least", "source"))
    kind = required(at, parts, "kind").one_of(("cap_to_others", "cap_to_fraction", "cut"))
    if kind != "cap_to_others":
        required(at, parts, "fraction")
    return Transform(
        kind,
        required(at, parts, "measure").one_of(MEASURES),
        parts["among"].one_of(("all", "present")) if "among" in parts else "all",
        parts["fraction"].number() if "fraction" in parts else Fraction(0),
        parts["size"].number() if "size" in parts else Fraction(0),
        parts["tag"].text() if "tag" in parts else "",
        parts["round"].one_of(("down", "none")) if "round" in parts else "down",
        parts["at_least"].number() if "at_least" in parts else Fraction(0),
    )


def _read_tie(at: At) -> Tie:
    if isinstance(at.value, str):
        return Tie(at.one_of(TIES))
    parts = at.mapping(("is", "says", "source"))
    return Tie(required(at, parts, "is").one_of(TIES), parts["says"].words() if "says" in parts else None)


def _read_pending(at: At, switches: Iterable[str]) -> Pending:
    parts = at.mapping(("unless", "says", "outcomes", "source"))
    outcomes: tuple[str, ...] = ("carried",)
    if "outcomes" in parts:
        outcomes = tuple(item.one_of(("carried", "not_carried")) for item in parts["outcomes"].items())
    guards = read_guards(required(at, parts, "unless"), switches)
    if not guards:
        raise parts["unless"].refuse("at least one condition is expected")
    return Pending(guards, required(at, parts, "says").words(), outcomes)
