"""Do the shares of a unit add up? Joint owners hold one share together, which counts once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from .draft import Problem
from .exact import ShareReading, show_share
from .lines import Line
from .units import Gathered


def settle_shares(gathered: Gathered) -> tuple[list[Problem], dict[int, int]]:
    """Fills in shares that follow from the others, and says where the shares of a unit do not add up to 1.

    Returns:
        The problems, and for each joint line (by identity) the number of its joint share within the unit.
    """
    problems = list(_fill_missing(gathered))
    lines = gathered.lines
    unreadable = any(line.share.code or line.share.is_missing for line in lines)
    groups = _joint_groups(lines)
    sums = [line.share.share for line in lines if line.share.share is not None and not line.share.joint]
    sums += {groups[id(line)]: line.share.share for line in lines if id(line) in groups and line.share.share}.values()
    total = sum(sums, Fraction(0))
    open_joint = [line for line in lines if line.share.joint and line.share.share is None]
    if len(groups) == 1 and not gathered.repeated:
        problems.append(next(line for line in lines if line.share.joint).problem("joint_alone", "owner"))
    if total > 1:
        problems.append(_above(gathered, total))
    elif unreadable:
        pass  # said already; what the rest adds up to means nothing
    elif open_joint and total:
        problems.append(_give_rest(gathered, open_joint, 1 - total))
    elif total < 1 and not open_joint and lines and not gathered.repeated:
        values = {"number": gathered.unit.number, "sum": show_share(total), "rest": show_share(1 - total)}
        problems.append(lines[0].problem("shares_below_one", "share", **values))
    return problems, groups


def _fill_missing(gathered: Gathered) -> Iterator[Problem]:
    missing = [line for line in gathered.lines if line.share.is_missing]
    if not missing:
        return
    if len(gathered.lines) == 1 and not gathered.repeated:
        line = missing[0]
        line.share = ShareReading(Fraction(1))
        if line.owner_name and "share" in line.titles:
            yield line.problem("share_missing_whole", "share")
        return
    joint = [line for line in gathered.lines if line.share.joint and line.share.share is None]
    if joint and len(joint) + len(missing) == len(gathered.lines) and all(line.continues for line in missing):
        for line in missing:
            line.share = joint[0].share
        return
    taken = sum((line.share.share for line in gathered.lines if line.share.share and not line.share.joint), Fraction(0))
    if len(missing) == 1 and not missing[0].owner_name and not joint and 0 < taken < 1:
        missing[0].share = ShareReading(1 - taken)
        yield missing[0].problem("unknown_rest", "share", number=gathered.unit.number, rest=show_share(1 - taken))
        return
    for line in missing:
        yield line.problem("share_missing", "share", number=gathered.unit.number)


def _joint_groups(lines: list[Line]) -> dict[int, int]:
    """Who holds together with whom: joint lines of one share, or of one share and document where that is needed."""
    joint = [line for line in lines if line.share.joint]
    if not joint:
        return {}
    alone = sum((line.share.share for line in lines if line.share.share and not line.share.joint), Fraction(0))
    by_share = _number(joint, lambda line: (line.share.share,))
    total = alone + sum({by_share[id(line)]: line.share.share or Fraction(0) for line in joint}.values(), Fraction(0))
    if total == 1 or any(line.share.share is None for line in joint):
        return by_share
    by_document = _number(joint, lambda line: (line.share.share, line.title_document))
    sums = {by_document[id(line)]: line.share.share or Fraction(0) for line in joint}
    return by_document if alone + sum(sums.values(), Fraction(0)) == 1 else by_share


def _number(lines: list[Line], key: object) -> dict[int, int]:
    numbers: dict[object, int] = {}
    return {id(line): numbers.setdefault(key(line), len(numbers)) for line in lines}  # type: ignore[operator]


def _above(gathered: Gathered, total: Fraction) -> Problem:
    """Stands at the row where the sum first passes 1."""
    running, line = Fraction(0), gathered.lines[-1]
    for candidate in gathered.lines:
        running += candidate.share.share or 0
        if running > 1:
            line = candidate
            break
    percent = next((one.share.likely for one in gathered.lines if one.share.likely), "")
    rows = ", ".join(str(row) for row in gathered.unit.rows[:20]) or "—"
    return line.problem(
        "shares_above_one", "share", number=gathered.unit.number, sum=show_share(total), rows=rows,
        hint_ru=f" Если это проценты, допишите знак: {percent}." if percent else "",
        hint_en=f" If these are percentages, add the sign: {percent}." if percent else "",
    )  # fmt: skip


def _give_rest(gathered: Gathered, joint: list[Line], rest: Fraction) -> Problem:
    if rest <= 0:
        return joint[0].problem("joint_nothing_left", "share", number=gathered.unit.number)
    for line in joint:
        line.share = replace(line.share, share=rest)
    return joint[0].problem("joint_rest", "share", number=gathered.unit.number, rest=show_share(rest))
