"""The ballots a page may belong to: layout.json, looked up by the text of the code."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ballots.code import parse_payload
from ballots.layout import Layout

if TYPE_CHECKING:
    from ballots.layout import PageLayout


class Issued:
    """All pages of one layout by the text of their code."""

    def __init__(self, layout: Layout, layout_hash: str) -> None:
        self.layout, self.layout_hash = layout, layout_hash
        self._by_payload: dict[str, tuple[str, PageLayout]] = {}
        self._by_page: dict[tuple[str, int], PageLayout] = {}
        self._symbols: dict[int, tuple[list[str], Any]] | None = None
        self._ballots = {ballot.ballot for ballot in layout.ballots}
        for ballot in layout.ballots:
            for page in ballot.pages:
                self._by_page[ballot.ballot, page.page] = page
                if page.payload:
                    self._by_payload[page.payload] = (ballot.ballot, page)

    @classmethod
    def load(cls, source: Path | dict[str, Any]) -> Issued:
        """From layout.json or its parsed content. Raises OSError, ValueError, KeyError or TypeError."""
        if isinstance(source, Path):
            raw = source.read_bytes()
            return cls(Layout.from_json(json.loads(raw)), hashlib.sha256(raw).hexdigest())
        raw = json.dumps(source, sort_keys=True, separators=(",", ":")).encode()
        return cls(Layout.from_json(source), hashlib.sha256(raw).hexdigest())

    def knows(self, text: str) -> bool:
        """Whether a code's text stands in this layout, letter for letter."""
        if text in self._by_payload:
            return True
        if self._by_payload:
            return False
        payload = parse_payload(text)  # a layout without texts: by ballot and page alone
        return payload is not None and (payload.ballot, payload.page) in self._by_page

    def page(self, text: str) -> tuple[str, PageLayout]:
        """Ballot and page of a known code. Raises KeyError for any other."""
        if text in self._by_payload:
            return self._by_payload[text]
        payload = parse_payload(text)
        if payload is None:
            raise KeyError(text)
        return payload.ballot, self._by_page[payload.ballot, payload.page]

    def symbols(self) -> dict[int, tuple[list[str], Any]]:
        """All codes as pictures, for the last resort; made once, 0.1 ms each."""
        if self._symbols is None:
            from scanner.closed_set import symbols_of

            self._symbols = symbols_of(list(self._by_payload))
        return self._symbols

    def has_ballot(self, ballot: str) -> bool:
        return ballot in self._ballots
