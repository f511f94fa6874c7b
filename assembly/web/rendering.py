"""Pages from templates: Jinja with the words of the reader's language, and static files named by their content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assembly.text import Text
from assembly.web.wording import count, plural, translate

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
KINDS = {
    ".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2",
    ".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A stylesheet, script or font, and the first digits of its hash."""

    content: bytes
    media_type: str
    version: str


@cache
def static_files() -> Mapping[str, StaticFile]:
    """Every file that pages may load, by its path below templates/static; read once."""
    folder = TEMPLATES / "static"
    found: dict[str, StaticFile] = {}
    for path in sorted(folder.rglob("*"), key=lambda one: (one.suffix == ".css", one)):  # stylesheets name the others
        if path.is_file() and path.suffix in KINDS:
            content = path.read_bytes()
            if path.suffix == ".css":
                content = _with_versions(content.decode(), found).encode()
            version = hashlib.sha256(content).hexdigest()[:12]
            found[path.relative_to(folder).as_posix()] = StaticFile(content, KINDS[path.suffix], version)
    return found


def _with_versions(stylesheet: str, files: Mapping[str, StaticFile]) -> str:
    """The stylesheet with the version of each file it loads, as pages name them."""
    return re.sub(
        r'url\("([\w./-]+)"\)',
        lambda found: f'url("{found[1]}?v={files[found[1]].version}")' if found[1] in files else found[0],
        stylesheet,
    )


def static_address(name: str) -> str:
    """The address of a static file with its version, so that browsers may keep it for ever."""
    return f"/static/{name}?v={static_files()[name].version}"


@cache
def environment() -> Environment:
    """The templates: everything is escaped, and a name that is not given is an error."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    env.globals["static"] = static_address
    env.filters["lines"] = _lines
    env.filters["figures"] = _figures
    return env


def render(template: str, language: str, values: Mapping[str, Any]) -> str:
    """The page as HTML in `language`.

    Templates say `_("Осталось {n}", n=3)` for a sentence, `count("день|дня|дней", 3)` and `plural(…)` for a counted
    word, and `say(text)` for a Text or a {ru, en} that comes ready.
    """
    words = {
        "_": partial(_translate, language),
        "count": lambda forms, number: count(forms, number, language),
        "plural": lambda forms, number: plural(forms, number, language),
        "say": partial(say, language),
        "language": language,
    }
    return environment().get_template(template).render({**words, **values})


def say(language: str, text: Text | Mapping[str, str] | str | None) -> str:
    """A sentence in the reader's language, whatever form it came in."""
    if text is None:
        return ""
    if isinstance(text, Text):
        return text.read(language)
    return text if isinstance(text, str) else text.get(language) or text["ru"]


def _translate(language: str, msgid: str, /, **values: object) -> str | Markup:
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(translate(msgid, language)).format(**values)  # noqa: S704 - the msgid is ours, values are escaped
    return translate(msgid, language, **values)


def _lines(text: str) -> Markup:
    """Text with its line breaks, escaped."""
    return Markup("<br>").join(_figures(text).splitlines())


def _figures(text: str) -> str:
    """Text whose numbers do not break over a line: «2 480 000 ₽», «ст. 44»."""
    return re.sub(r"(?<=\d) (?=\d{3}\b|[₽%]|м²)|(?<=\bст\.) (?=\d)|(?<=№) (?=\d)", "\u00a0", text)
