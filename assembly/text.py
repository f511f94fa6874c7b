"""Sentences that are written once in Russian and read in the reader's language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).resolve().parent.parent / "templates" / "locales"
LANGUAGES = ("ru", "en")


class Text:
    """A sentence for a person: the Russian original with named places, looked up in the gettext catalogue when read.

    `Text("Осталось {days} дн.", days=3)` reads «Осталось 3 дн.»; `.read("en")` gives the English of the catalogue,
    or the Russian where nobody has translated it yet. A value may itself be a Text. `Text.of({"ru": …, "en": …})`
    carries a sentence that comes translated already (from a law pack).
    """

    __slots__ = ("_ready", "msgid", "values")

    def __init__(self, msgid: str, **values: Any):
        self.msgid = msgid
        self.values = values
        self._ready: dict[str, str] | None = None

    @classmethod
    def of(cls, ready: dict[str, str]) -> Text:
        """A sentence that already stands in several languages."""
        text = cls(ready["ru"])
        text._ready = ready
        return text

    def read(self, language: str = "ru") -> str:
        """The sentence in `language`, Russian where there is no translation."""
        if self._ready is not None:
            return self._ready.get(language) or self._ready["ru"]
        wording = catalogue(language).get(self.msgid, self.msgid) if language != "ru" else self.msgid
        if not self.values:
            return wording
        return wording.format(**{k: v.read(language) if isinstance(v, Text) else v for k, v in self.values.items()})

    def both(self) -> dict[str, str]:
        """The sentence in every language of the product, as it is kept in a record."""
        return {language: self.read(language) for language in LANGUAGES}

    def __str__(self) -> str:
        return self.read("ru")

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.both() == other.both()

    def __hash__(self) -> int:
        return hash(str(self))


@cache
def catalogue(language: str) -> dict[str, str]:
    """{Russian msgid: translation} of one language, read from its .po file; empty where there is none."""
    from babel.messages.pofile import read_po

    path = LOCALES / language / "LC_MESSAGES" / "veche.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {
            str(message.id): str(message.string)
            for message in read_po(file, locale=language)
            if message.id and isinstance(message.id, str) and message.string and not message.fuzzy
        }
