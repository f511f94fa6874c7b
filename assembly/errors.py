"""The kinds of failure a person may meet; each carries the sentence that is shown as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assembly.text import Text


class Refused(Exception):
    """A rule says no: shown with its article, 409 (or 403 where the person may not)."""

    def __init__(self, sentence: Text, *, article: Text | None = None, code: str = "refused", forbidden: bool = False):
        super().__init__(str(sentence))
        self.sentence = sentence
        self.article = article
        self.code = code
        self.forbidden = forbidden


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a file or form that its sender can mend."""

    problem: Text
    fix: Text
    where: Text | None = None
    field: str | None = None


class Fixable(Exception):
    """The user's file or form is wrong in the ways listed: 422, what they gave is kept."""

    def __init__(self, problems: Sequence[Problem]):
        super().__init__("; ".join(str(problem.problem) for problem in problems))
        self.problems = tuple(problems)

    @classmethod
    def one(cls, problem: Text, fix: Text, *, where: Text | None = None, field: str | None = None) -> Fixable:
        """The common case of a single problem."""
        return cls([Problem(problem, fix, where, field)])


class NotFound(Exception):
    """No such thing for this person: 404, and never a hint that it exists for somebody else."""


class BrokenPromise(Exception):
    """What must always hold does not: stop and alarm; there is no fallback value."""
