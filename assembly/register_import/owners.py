"""Several owners in one cell: who they are, and which share is whose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .exact import ShareReading, read_share
from .kinds import owner_kind_of_name
from .table import Value, one_line, text_of

_WORD = r"(?:[А-ЯЁA-ZӘҒҚҢӨҰҮҺІҖҔ][\w'’`.-]*|оглы|кызы|қызы|улы|ұлы|оғлы|гызы|де|фон|ван|да)"
_FULL_NAME = re.compile(rf"^{_WORD}(?: {_WORD}){{1,4}}$")
_INITIALS = re.compile(r"^[А-ЯЁA-ZӘҒҚҢӨҰҮҺІ][\w-]+ [А-ЯЁA-Z]\. ?(?:[А-ЯЁA-Z]\.?)?$")
_TRAILING_SHARE = re.compile(
    r"^(.*?\w[.»\"']?)[\s,:(–—-]+((?:\d{1,9}\s*[/⁄]\s*\d{1,9}|[½⅓⅔¼¾⅕⅙⅛]|\d{1,3}(?:[.,]\d+)?\s?%)(?:\s*дол\w*)?)\)?$"
)
_LEADING_SHARE = re.compile(r"^(\d{1,9}\s*[/⁄]\s*\d{1,9}|[½⅓⅔¼¾⅕⅙⅛])(?: дол[яи]\w*)?[\s:–—-]+(\D+)$")
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+")


@dataclass(frozen=True, slots=True)
class Split:
    """The owners of one cell and their shares; `code` says what keeps them from being told apart."""

    names: list[str]
    shares: list[ShareReading]
    code: str = ""


def split_owners(owner: str, share: Value | None, *, percent: bool = False, joint: bool = False) -> Split:
    """Tells the owners of a cell apart and gives each the share that is theirs.

    Args:
        owner: the cell as shown, line breaks kept.
        share: the cell of the share.
        percent: bare numbers of the share column are percentages.
        joint: another column says that the ownership is joint.
    """
    names = split_names(owner)
    shares = split_shares(share, percent=percent)
    if len(names) == 1:
        return _one(names[0], shares, joint=joint)
    own = [_TRAILING_SHARE.match(name) for name in names]
    if all(own) and (shares[0].is_missing or (len(shares) == 1 and shares[0].share == 1)):
        return Split([m[1].strip(" ,(") for m in own if m], [read_share(m[2]) for m in own if m])
    if len(shares) == len(names):
        return Split(names, shares)
    if len(shares) > 1:
        return Split(names, shares, "shares_do_not_fit_owners")
    whole = shares[0]
    if whole.joint or (joint and not whole.code):
        part = None if whole.joint or whole.share == 1 else whole.share
        return Split(names, [ShareReading(whole.share if whole.joint else part, joint=True)] * len(names))
    if whole.code:
        return Split(names, [whole] * len(names))
    if whole.each and whole.share is not None:
        return Split(names, [whole] * len(names))
    return Split(names, [whole] * len(names), "owners_in_one_cell")


def _one(name: str, shares: list[ShareReading], *, joint: bool) -> Split:
    if len(shares) > 1:
        return Split([name], shares, "shares_do_not_fit_owners")
    reading = shares[0]
    if joint and not reading.code and not reading.joint:
        # «Общая совместная» beside a share of 1 means: the whole, together with the others of this unit.
        part = None if reading.share in {None, 1} else reading.share
        return Split([name], [ShareReading(part, joint=True)])
    own = _TRAILING_SHARE.match(name)
    if own and (reading.is_missing or read_share(own[2]).share == reading.share):
        return Split([own[1].strip(" ,(")], [read_share(own[2])])
    return Split([name], [reading])


def split_names(owner: str) -> list[str]:
    """The owners of one cell, by lines, semicolons, or commas and «и» between full names."""
    lines = [part for part in re.split(r"\s*[;\n]\s*", owner) if part]
    parts = [_name_first(_NUMBERED.sub("", part).strip(" ,")) for part in lines]
    if len(parts) < 2 or not all(_is_owner(part) for part in parts):
        text = one_line(owner).strip(" ;,")
        parts = [_NUMBERED.sub("", text)]
        if any(_NUMBERED.match(part) for part in re.split(r"\s*[,;\n]\s*", owner)[1:]):
            parts = [_NUMBERED.sub("", part) for part in re.split(r"\s*[,;\n]\s*", owner) if part]
    return [name for part in parts for name in _split_line(part) if name] or [""]


def _split_line(line: str) -> list[str]:
    for divider in (r"\s*,\s*", r"\s*,\s*|\s+(?:и|and|&)\s+", r"\s*/\s*", r"\s+\+\s+"):
        parts = [_name_first(part) for part in re.split(divider, line)]
        if len(parts) > 1 and all(_is_person(part) for part in parts):
            return parts
    return [line]


def _name_first(text: str) -> str:
    """«1/2 Иванов И. И.» is «Иванов И. И. 1/2»."""
    return _LEADING_SHARE.sub(r"\2 \1", text)


def _is_owner(text: str) -> bool:
    return _is_person(text) or owner_kind_of_name(_without_share(text)) in {"company", "municipality"}


def _is_person(text: str) -> bool:
    name = re.sub(r"\s*\([^()\d]*\)", "", _without_share(text))
    return bool(_FULL_NAME.match(name) or _INITIALS.match(name)) and owner_kind_of_name(name) == "person"


def _without_share(text: str) -> str:
    own = _TRAILING_SHARE.match(text)
    return own[1].strip(" ,(") if own else text


def split_shares(share: Value | None, *, percent: bool = False) -> list[ShareReading]:
    """The shares of one cell: one, or as many as lines and semicolons (or commas between fractions) divide."""
    text = text_of(share)
    if isinstance(share, str):
        parts = [part for part in re.split(r"\s*[;\n]\s*", text) if part]
        if len(parts) < 2 and re.fullmatch(r"\s*\d+\s*/\s*\d+(?:\s*,\s*\d+\s*/\s*\d+)+\s*", text):
            parts = text.split(",")
        if len(parts) > 1:
            return [read_share(part, percent=percent) for part in parts]
    return [read_share(share, percent=percent)]


def split_beside(text: str, count: int) -> list[str] | None:
    """What stands beside `count` owners in another cell, when it divides into as many; else None."""
    for divider in (r"\s*[;\n]\s*", r"\s*[;\n,]\s*"):
        parts = [part for part in re.split(divider, text) if part]
        if len(parts) == count:
            return parts
    return None
