"""Which terms of the law run in an assembly: those of its pack, under the names of ``terms`` and of ``provisions``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from legal_rules.around import Asked, Entry, Found, Term, Unknown, pick
from legal_rules.by_laws import DIRECTIONS
from legal_rules.figures import CaseRefused
from legal_rules.numbers import NumberRefused, parse_number
from legal_rules.pack import Pack
from legal_rules.policy import policy_of
from legal_rules.provisions import Provision
from legal_rules.spans import Span
from legal_rules.words import Words


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A term in force, with the sentence, article and mark of the pack."""

    term: Term
    says: Words
    article: Words
    mark: str

    def between(self, step: str, anchor: str) -> FoundTerm:
        """The same term between steps of other names."""
        return replace(self, term=replace(self.term, step=step, anchor=anchor))


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms in force and, by step, why others cannot be told."""

    found: tuple[FoundTerm, ...]
    unknown: tuple[tuple[str, Unknown], ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts of the house that are missing to tell a term."""
        return tuple(dict.fromkeys(name for _, unknown in self.unknown for name in unknown.missing))


@dataclass(frozen=True, slots=True)
class _Old:
    """A name under ``provisions`` that is a term: its step, the anchors it may run from, and how it is counted."""

    step: str
    relation: str
    anchors: tuple[str, ...]
    bound: str
    unit: str
    exact: bool = False


_OLD = {
    "notice_days": _Old("notice", "before", ("opening",), "at_least", "days"),
    "message_to_administrator_days": _Old("message_to_administrator", "before", ("opening",), "at_least", "days"),
    "voting_min_days": _Old("closing", "after", ("opening",), "at_least", "days", exact=True),
    "voting_max_days": _Old("closing", "after", ("opening",), "at_most", "days", exact=True),
    "voting_max_months": _Old("closing", "after", ("opening",), "at_most", "months"),
    "written_until_hours_before_end": _Old("written_decisions", "before", ("closing",), "at_least", "hours"),
    "protocol_within_days": _Old("protocol", "after", ("closing",), "at_most", "days"),
    "results_within_days": _Old("results", "after", ("closing",), "at_most", "days"),
    "originals_to_manager_days": _Old("originals_to_manager", "after", ("closing",), "at_most", "days"),
    "originals_to_inspectorate_days": _Old(
        "originals_to_inspectorate", "after", ("originals_to_manager", "closing"), "at_most", "days"
    ),
    "kept_years": _Old(
        "kept_until", "after", ("originals_to_inspectorate", "originals_to_manager", "closing"), "at_least", "years"
    ),
}
"""Anchors in order: the first one that is a step of this assembly."""


def terms_of(pack: Pack, asked: Asked) -> Terms:
    """All terms in force for this form on this day, and which cannot be told for want of a fact.

    Raises CaseRefused where a by-law gives no whole number or goes in a direction the law does not allow.
    """
    found, unknown = [], []
    for step, entries in pack.around.terms.items():
        for anchor in dict.fromkeys(filter(None, map(_anchor, entries))) or [""]:
            answer = pick([entry for entry in entries if _anchor(entry) in (anchor, "")], asked, pack.switches)
            if isinstance(answer, Found):
                found.append(_with_by_law(answer, asked, pack))
            elif not answer.nothing_said:
                unknown.append((step, answer))
    policy = policy_of(pack, asked)
    old = {name: one for name, one in policy.provisions.items() if name in _OLD and isinstance(one.value, int)}
    steps = {one.term.step for one in found} | {_OLD[name].step for name in old}
    found += [_from_provision(_OLD[name], one, steps) for name, one in old.items()]
    if policy.missing:
        unknown.append(("", Unknown({}, None, policy.missing)))
    return Terms(tuple(found), tuple(unknown))


def _anchor(entry: Entry[Term]) -> str:
    """What an entry runs from; empty for one that names a gap."""
    return "" if entry.content is None else f"{entry.content.relation} {entry.content.anchor}"


def _with_by_law(answer: Found[Term], asked: Asked, pack: Pack) -> FoundTerm:
    term = answer.rule
    if term.by_law is not None:
        said = asked.situation(pack.switches).by_law(term.by_law)
        if said is not None:
            term = replace(
                term,
                at_least=_changed(term, term.at_least, said),
                at_most=_changed(term, term.at_most, said),
            )
    return FoundTerm(term, answer.entry.says, answer.article, answer.entry.mark)


def _changed(term: Term, span: Span | None, said: str) -> Span | None:
    if span is None:
        return None
    try:
        number = parse_number(said)
    except NumberRefused:
        number = None
    if number is None or number.denominator != 1 or number < 0:
        raise CaseRefused(f"facts: by_law {term.by_law!r}: a whole number of {span.unit} is expected, not {said}")
    if not DIRECTIONS[term.direction](number, parse_number(span.number)):
        raise CaseRefused(
            f"facts: by_law {term.by_law!r}: the law says {span.genitive()['en']}, the house may only {term.direction} it"
        )
    return replace(span, number=int(number))


def _from_provision(old: _Old, provision: Provision, steps: Collection[str]) -> FoundTerm:
    anchor = next((name for name in old.anchors[:-1] if name in steps), old.anchors[-1])
    unit = provision.count if old.unit == "days" else old.unit
    spans: Mapping[str, Span] = {old.bound: Span(provision.number, unit, old.exact)}
    term = Term(old.step, old.relation, anchor, **spans)  # type: ignore[arg-type]
    return FoundTerm(term, provision.says, provision.article, provision.mark)


_SAME_AS = {
    "meeting": ("opening",),
    "opening": ("meeting",),
    "decision": ("closing", "meeting", "opening"),
}
_STANDS_FOR = {"meeting": "opening", "decision": "closing", "knowledge": "results"}


def on_steps(terms: Collection[FoundTerm], known: Collection[str]) -> Iterator[FoundTerm]:
    """The terms on the steps whose dates are known: a meeting without a date of its own is the opening, and so on.

    Who should have known of a decision is taken to know it with the results, where no other day is given.
    """

    def name(step: str) -> str:
        if step in known:
            return step
        return next((other for other in _SAME_AS.get(step, ()) if other in known), _STANDS_FOR.get(step, step))

    for one in terms:
        yield one.between(name(one.term.step), name(one.term.anchor))
