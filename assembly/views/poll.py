"""The poll as pages show it: that it is one, why, and after the count its sums, apart from everything that decides."""

from __future__ import annotations

from dataclasses import dataclass

from assembly.model import Assembly, Decision
from assembly.use_cases.law import online_ruling, takes_poll
from assembly.wording import poll_answers


@dataclass(frozen=True, slots=True)
class PollWords:
    """Why answers given online do not decide here, and the article that says so."""

    why: str
    article: str


def poll_words(assembly: Assembly, language: str) -> PollWords | None:
    """None where answers given online count, or none are taken."""
    if not takes_poll(assembly):
        return None
    ruling = online_ruling(assembly)
    return PollWords(ruling.sentence.read(language), ruling.article.read(language) if ruling.article else "")


def poll_rows(decision: Decision | None, language: str) -> tuple[tuple[str, str], ...]:
    """(answer, m²) of one question's poll; empty where nobody answered."""
    return poll_answers(decision.poll or {}, language) if decision is not None else ()
