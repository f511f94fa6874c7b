"""Small packs for tests of what the law asks around the vote."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from legal_rules.pack import Pack, load_pack

HEAD = 'article: {ru: "ст. 1", en: "art. 1"}, mark: text, says: {ru: "Правило.", en: "The rule."}'
HEAD_LINES = 'article: {ru: "ст. 1", en: "art. 1"}\nmark: text\nsays: {ru: "Правило.", en: "The rule."}'
BASE = """
pack: xx
title: {ru: "Страна", en: "Country"}
version: "1"
time_zone: Europe/Berlin
measures: {share: {unit: {ru: "м²", en: "m²"}, digits: 1}}
decisions:
  xx:1:
    subject: {ru: "Вопрос", en: "A question"}
    subject_mark: text
    article: {ru: "ст. 1", en: "art. 1"}
    rules: [{from: 2000-01-01, mark: text, test: {for: share, of: cast, gt: 1/2}}]
"""


def pack_of(text: str, cases: str = "") -> Pack:
    """A pack with these sections around the vote; ``HEAD`` in them, in a line or alone, is article, mark, sentence."""
    with TemporaryDirectory() as folder:
        return load_pack(write_pack(Path(folder), text, cases))


def write_pack(folder: Path, text: str, cases: str = "") -> Path:
    """The same as files, with cases beside it."""
    (folder / "pack.yaml").write_text(BASE, encoding="utf-8")
    lines = re.sub(r"(?m)^( +)HEAD$", lambda line: f"{line[1]}{HEAD_LINES.replace(chr(10), chr(10) + line[1])}", text)
    (folder / "around.yaml").write_text(lines.replace("HEAD", HEAD) or "{}", encoding="utf-8")
    if cases:
        (folder / "cases").mkdir()
        (folder / "cases" / "around.yaml").write_text(cases, encoding="utf-8")
    return folder
