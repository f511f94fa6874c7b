"""Bring templates/locales/en/LC_MESSAGES/veche.po up to date with what templates and Python say.

    python scripts/messages.py            new sentences are added empty, those no longer said are dropped; lists the empty
    python scripts/messages.py FILE.json  the same, and takes translations from {"Russian sentence": "English sentence"}

Sentences are `_("…")`, `count("…")`, `plural("…")` in templates and `Text("…")`, `count`, `plural`, `translate` in Python.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "templates" / "locales" / "en" / "LC_MESSAGES" / "veche.po"
KEYWORDS: dict[str, None] = {"_": None, "Text": None, "count": None, "plural": None, "translate": None}


def is_russian(text: str) -> bool:
    """Whether the sentence has Russian letters: what has none needs no translation."""
    return any("а" <= letter.lower() <= "я" or letter in "ёЁ" for letter in text)


def sentences() -> Iterator[tuple[str, str]]:
    """Every (file, Russian sentence) that templates and Python say."""
    sources = [(path, "jinja2.ext:babel_extract") for path in sorted((ROOT / "templates").rglob("*.html"))]
    sources += [(path, "jinja2.ext:babel_extract") for path in sorted((ROOT / "templates").rglob("*.txt"))]
    sources += [(path, "python") for path in sorted((ROOT / "assembly").rglob("*.py"))]
    for path, method in sources:
        options = {"trimmed": "true", "silent": "false"} if method != "python" else {}
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract(method, file, keywords=KEYWORDS, options=options):
                text = message if isinstance(message, str) else message[0]
                if text and is_russian(text):
                    yield path.relative_to(ROOT).as_posix(), text


def known() -> dict[str, str]:
    """The translations there are."""
    if not ENGLISH.exists():
        return {}
    with ENGLISH.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale="en") if m.id and m.string and not m.fuzzy}


def update(fresh: dict[str, str]) -> list[tuple[str, str]]:
    """Write the catalogue anew with the fresh translations added; returns what is still empty."""
    translations = {**known(), **fresh}
    catalogue = Catalog(locale="en", project="veche", charset="utf-8", fuzzy=False)
    empty = []
    for file, text in sentences():
        if text not in translations and text not in catalogue:
            empty.append((file, text))
        catalogue.add(text, translations.get(text, ""))
    written = BytesIO()
    write_po(written, catalogue, no_location=True, omit_header=True, sort_output=True, width=10_000)
    head = b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(head + written.getvalue())
    return empty


def main() -> None:
    """Update, and list what is not translated yet."""
    fresh = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")) if len(sys.argv) > 1 else {}
    for file, text in update(fresh):
        print(f"{file}: {text!r}")


if __name__ == "__main__":
    main()
