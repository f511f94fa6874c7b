"""The sums of every electorate a rule looks at: the whole house, one entrance, the owners of parking places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from legal_rules.case import Case
from legal_rules.figures import Figures
from legal_rules.guards import Held
from legal_rules.resolving import facts_missing
from legal_rules.rule import DecisionRule
from legal_rules.tree import Sight
from legal_rules.weighing import count_voters, exact_sums, measures_of


def measures_counted(case: Case) -> frozenset[str]:
    """The measures a case brings, for everyone concerned by the question."""
    if case.tally is not None:
        return frozenset(case.tally)
    return measures_of(case.voters or [])


def largest_part(case: Case) -> Callable[[str], Fraction | None]:
    """Tells the greatest part of all that one voter of the case holds in a measure; None where it is not known."""

    def largest(measure: str) -> Fraction | None:
        voters = case.voters or []
        if measure not in measures_of(voters):
            return None
        weights = [getattr(voter, measure) for voter in voters]
        total: Fraction = exact_sums(("all" for _ in weights), weights)["all"]
        return max(weights) / total if total else None

    return largest


def sight_of(case: Case, rule: DecisionRule, measures: frozenset[str]) -> Sight:
    """The figures a resolved rule may look at: the sums given, or those of the voters as the rule counts them.

    Raises: CaseRefused for sums that cannot be; Held where voters who must answer together do not,
    and where sums are given and only voters could tell.
    """
    by_part: dict[str | None, Mapping[str, Figures]] = {None: case.tally or {}}
    by_part.update(case.electorates)
    if case.voters is not None:
        by_part.update(_counted(case, rule, measures))
    elif rule.amendments:  # nobody can say from sums which advance votes fell away
        raise Held(facts_missing(["voters"], rule))
    if rule.electorate is not None and rule.electorate in case.electorates:
        by_part[None] = case.electorates[rule.electorate]
    return Sight(
        {
            part: {measure: _moved(figures, rule, part) for measure, figures in tally.items()}
            for part, tally in by_part.items()
        }
    )


def _counted(case: Case, rule: DecisionRule, measures: frozenset[str]) -> dict[str | None, dict[str, Figures]]:
    voters, found = case.voters or [], dict[str | None, dict[str, Figures]]()
    trees = [tree for variant in rule.variants for tree in variant.trees]
    tags = {leaf.part for tree in trees for leaf in tree.leaves() if leaf.part}
    for tag in tags - set(case.electorates):
        concerned = [voter for voter in voters if tag in voter.tags]
        if concerned:
            found[tag] = count_voters(concerned, rule, measures)
    if rule.decided_by is not None:
        deciding = rule.decided_by.tags
        voters = [voter for voter in voters if deciding & voter.tags] or voters
    found[None] = count_voters(voters, rule, measures)
    return found


def _moved(figures: Figures, rule: DecisionRule, part: str | None) -> Figures:
    for move in rule.answers:
        if move.concerns(part):
            figures = figures.moved(move.answer, move.counts_as)
    return figures
