"""Reads the folder of one pack: its decisions, readings, quorums and provisions, checked while they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from legal_rules import words
from legal_rules.consequences import Bridge, Deemed, Effect
from legal_rules.figures import MEASURES
from legal_rules.guards import Switch
from legal_rules.pack import Pack
from legal_rules.provisions import read_online, read_provision
from legal_rules.reading import At, PackRefused, read_guards, read_list, read_named, read_tree, required
from legal_rules.reading_around import SECTIONS, AroundReader
from legal_rules.reading_counting import COUNTING_KEYS, read_counting, read_electorate, read_exclusions
from legal_rules.rule import MARKS, Dated, Decision, DecisionRule, Hold, Variant
from legal_rules.strict_yaml import YamlRefused, load_strictly
from legal_rules.tree import NEVER, Node
from legal_rules.words import LANGUAGES, MeasureWords, Words

_PACK_KEYS = {
    "pack", "title", "version", "time_zone", "measures", "switches", "majorities", "quorums", "default_quorum",
    "decisions", "provisions", "online", "forms", "note", "facts", *COUNTING_KEYS, *SECTIONS,
}  # fmt: skip
_VARIANT_KEYS = ("when", "use", "test", "quorum", "bridges", "effects", "deemed")
_OWN_KEYS = ("hold", "electorate", "exclude", "source")  # of a variant among several
_VERSION_KEYS = (
    "from", "until", "also", "hold", "article", "mark", "source", "needs", "note", "variants", "electorate",
    *_VARIANT_KEYS[1:], *COUNTING_KEYS,
)  # fmt: skip


def read_files(folder: Path) -> dict[str, At]:
    """The top-level keys of all YAML files of a pack's folder. Raises PackRefused."""
    found: dict[str, At] = {}
    for file in sorted(folder.glob("*.yaml")):
        try:
            content = load_strictly(file)
        except YamlRefused as wrong:
            raise PackRefused(file.name, "", str(wrong)) from None
        for key, at in At(file.name, "", content).mapping(_PACK_KEYS).items():
            if key in found:
                raise at.refuse(f"{key} stands already in {found[key].file}")
            found[key] = at
    if missing := [key for key in ("pack", "title", "version", "time_zone", "decisions") if key not in found]:
        raise PackRefused(folder.name, missing[0], "is missing")
    return found


class PackReader:
    """Reads one folder into a Pack, piece by piece, so that a check can read on after a refusal."""

    def __init__(self, folder: Path) -> None:
        self.top = read_files(folder)
        self.name = self.top["pack"].text()
        self.title = self.top["title"].words()
        self.version = self.top["version"].text()
        self.switches = self._named("switches", _read_switch)
        self.measures = self._named("measures", _read_measure)
        self.fact_words: dict[str, Words] = self._named("facts", lambda _, at: at.words())
        self.majorities: dict[str, Node] = {}
        for name, at in self._parts("majorities").items():
            self.majorities[name] = read_tree(required(at, at.mapping(("test", "source")), "test"), self.majorities)
        self.quorums: dict[str, Node] = {}
        self.quorum_sources: dict[str, tuple[Words, str]] = {}
        for name, at in self._parts("quorums").items():
            parts = at.mapping(("test", "article", "mark", "source"))
            self.quorums[name] = read_tree(required(at, parts, "test"), self.majorities)
            mark = required(at, parts, "mark").one_of(MARKS)
            self.quorum_sources[name] = required(at, parts, "article").words(), mark

    def _parts(self, key: str) -> dict[str, At]:
        return self.top[key].mapping() if key in self.top else {}

    def _named(self, key: str, read: Any) -> dict[str, Any]:
        return {name: read(name, at) for name, at in self._parts(key).items()}

    def decision_places(self) -> dict[str, At]:
        """Where each decision of the pack stands."""
        return self.top["decisions"].mapping()

    def read_decision(self, name: str, at: At) -> Decision:
        """Read one decision with all versions of its rule. Raises PackRefused."""
        if not name.startswith(f"{self.name}:"):
            raise at.refuse(f"a decision of this pack begins with '{self.name}:'")
        parts = at.mapping(("subject", "subject_mark", "keywords", "article", "rules"))
        subject = required(at, parts, "subject").words()
        subject_mark = required(at, parts, "subject_mark").one_of(MARKS)
        keywords: dict[str, tuple[str, ...]] = dict.fromkeys(LANGUAGES, ())
        if "keywords" in parts:
            for lang, listed in parts["keywords"].mapping(LANGUAGES).items():
                keywords[lang] = tuple(item.text() for item in listed.items())
        article = parts["article"].words() if "article" in parts else None
        versions = tuple(
            dated
            for item in required(at, parts, "rules").items()
            for dated in self._read_intervals(name, subject, subject_mark, article, item)
        )
        _check_intervals(at, versions)
        return Decision(name, subject, keywords, versions)

    def _read_intervals(
        self, name: str, subject: Words, subject_mark: str, article: Words | None, at: At
    ) -> Iterator[Dated]:
        """The version, and the same once more for every further interval: an act may be undone and come back."""
        dated = self._read_version(name, subject, subject_mark, article, at)
        yield dated
        for item in at.mapping()["also"].items() if "also" in at.mapping() else []:
            parts = item.mapping(("from", "until", "source"))
            since, until = (parts[key].day() if key in parts else None for key in ("from", "until"))
            rule = dated.rule if isinstance(dated.rule, Hold) else replace(dated.rule, since=since, until=until)
            yield Dated(since, until, rule)

    def _read_version(self, name: str, subject: Words, subject_mark: str, article: Words | None, at: At) -> Dated:
        parts = at.mapping(_VERSION_KEYS)
        since = parts["from"].day() if "from" in parts else None
        until = parts["until"].day() if "until" in parts else None
        article = parts["article"].words() if "article" in parts else article
        if "hold" in parts:
            at.mapping(("from", "until", "also", "hold", "article", "mark", "source"))
            return Dated(since, until, Hold(name, parts["hold"].words(), article))
        if article is None:
            raise at.refuse("the article is missing")
        variants = self._read_variants(at, parts)
        rule = DecisionRule(
            decision=name,
            subject=subject,
            article=article,
            mark=required(at, parts, "mark").one_of(MARKS),
            subject_mark=subject_mark,
            since=since,
            until=until,
            variants=variants,
            needs=parts["needs"].words() if "needs" in parts else _needs(at, variants),
            measures=self.measures,
            switches=self.switches,
            fact_words=self.fact_words,
            pack=self.name,
            pack_version=self.version,
            note=parts["note"].words() if "note" in parts else None,
            decided_by=read_electorate(parts["electorate"]) if "electorate" in parts else None,
            **read_counting(lambda key: parts.get(key, self.top.get(key)), self.switches),
        )
        return Dated(since, until, rule)

    def _read_variants(self, at: At, parts: dict[str, At]) -> tuple[Variant, ...]:
        if "variants" not in parts:
            return (self._read_variant(at, {key: part for key, part in parts.items() if key in _VARIANT_KEYS}),)
        if double := [key for key in ("use", "test", "quorum", "bridges", "effects", "deemed") if key in parts]:
            raise parts[double[0]].refuse("stands in the variants where there are variants")
        found = tuple(
            self._read_variant(item, item.mapping((*_VARIANT_KEYS, *_OWN_KEYS))) for item in parts["variants"].items()
        )
        if all(variant.hold is not None for variant in found):
            raise parts["variants"].refuse("every variant holds: write 'hold' in place of the variants")
        for number, variant in enumerate(found[:-1]):
            if not variant.guards:
                raise parts["variants"].refuse(f"variant {number} has no condition: the next ones are never reached")
        return found

    def _read_variant(self, at: At, parts: dict[str, At]) -> Variant:
        if "hold" in parts:
            at.mapping(("when", "hold", "source"))
            return Variant(NEVER, guards=read_guards(parts.get("when"), self.switches), hold=parts["hold"].words())
        if ("use" in parts) == ("test" in parts):
            raise at.refuse("either 'use' (a majority of the pack) or 'test' is expected")
        named = "use" in parts
        test = (
            read_named(parts["use"], self.majorities, "majority")
            if named
            else read_tree(parts["test"], self.majorities)
        )
        quorum_name = parts["quorum"] if "quorum" in parts else self.top.get("default_quorum")
        quorum, quorum_article, quorum_mark = None, None, MARKS[0]
        if quorum_name is not None and quorum_name.value != "none":
            quorum = read_named(quorum_name, self.quorums, "quorum")
            quorum_article, quorum_mark = self.quorum_sources[quorum_name.text()]
        return Variant(
            test=test,
            quorum=quorum,
            guards=read_guards(parts.get("when"), self.switches),
            quorum_article=quorum_article,
            quorum_mark=quorum_mark,
            bridges=read_list(parts.get("bridges"), self._read_bridge),
            effects=read_list(parts.get("effects"), self._read_effect),
            deemed=self._read_deemed(parts["deemed"]) if "deemed" in parts else None,
            electorate=read_electorate(parts["electorate"]) if "electorate" in parts else None,
            exclusions=read_exclusions(parts["exclude"], self.switches) if "exclude" in parts else None,
        )

    def _read_bridge(self, at: At) -> Bridge:
        parts = at.mapping(("if", "next", "says", "when", "waits", "source"))
        following = required(at, parts, "next")
        if following.text() not in self.decision_places():
            raise following.refuse(f"there is no decision {following.text()!r} in this pack")
        return Bridge(
            read_tree(required(at, parts, "if"), self.majorities),
            following.text(),
            required(at, parts, "says").words(),
            read_guards(parts.get("when"), self.switches),
            parts["waits"].words() if "waits" in parts else None,
        )

    def _read_effect(self, at: At) -> Effect:
        parts = at.mapping(("if", "says", "outcome", "when", "source"))
        outcome = (
            parts["outcome"].one_of(("carried", "not_carried", "provisional")) if "outcome" in parts else "carried"
        )
        tree = read_tree(required(at, parts, "if"), self.majorities)
        guards = read_guards(parts.get("when"), self.switches)
        return Effect(tree, required(at, parts, "says").words(), outcome, guards)

    def _read_deemed(self, at: At) -> Deemed:
        parts = at.mapping(("silent", "days", "when", "says"))
        return Deemed(
            required(at, parts, "silent").one_of(("for", "against", "abstain")),
            required(at, parts, "days").whole(),
            read_guards(parts.get("when"), self.switches),
            required(at, parts, "says").words(),
        )

    def pack(self, decisions: dict[str, Decision]) -> Pack:
        """The pack with these decisions."""
        return Pack(
            name=self.name,
            title=self.title,
            version=self.version,
            time_zone=self.top["time_zone"].text(),
            measures=self.measures,
            switches=self.switches,
            decisions=decisions,
            provisions={
                name: tuple(read_provision(name, item) for item in at.items())
                for name, at in self._parts("provisions").items()
            },
            online=read_list(self.top.get("online"), read_online),
            around=AroundReader(self.top, self.switches).around(),
            by_laws=frozenset(name for at in self.top.values() for name in _by_laws(at.value)),
        )


def _by_laws(value: Any) -> Iterator[str]:
    """Every by-law that stands anywhere in a pack: others are unknown to it."""
    if isinstance(value, dict):
        if isinstance(name := value.get("by_law"), str):
            yield name
        yield from (name for part in value.values() for name in _by_laws(part))
    elif isinstance(value, list):
        yield from (name for part in value for name in _by_laws(part))


def _needs(at: At, variants: tuple[Variant, ...]) -> Words:
    trees = list(dict.fromkeys(variant.test for variant in variants if variant.hold is None))
    if len(trees) > 1:
        raise at.refuse("'needs' is missing: several variants must be told in one plain sentence")
    return {lang: words.needs(trees[0], lang) for lang in LANGUAGES}


def _check_intervals(at: At, versions: tuple[Dated, ...]) -> None:
    for dated in versions:
        if dated.since is not None and dated.until is not None and dated.since >= dated.until:
            raise at.refuse(f"the interval from {dated.since} until {dated.until} is empty")
    ordered = sorted(versions, key=lambda dated: dated.since or date.min)
    for earlier, later in pairwise(ordered):
        if earlier.until is None or later.since is None or later.since < earlier.until:
            raise at.refuse(f"two versions are in force on {later.since or 'the first day'}")


def _read_switch(name: str, at: At) -> Switch:
    parts = at.mapping(("options", "default", "why"))
    options = tuple(item.text() for item in required(at, parts, "options").items())
    default = parts["default"].one_of(options) if "default" in parts else None
    return Switch(name, options, default, required(at, parts, "why").words())


def _read_measure(name: str, at: At) -> MeasureWords:
    at.file, At(at.file, at.key, name).one_of(MEASURES)
    parts = at.mapping(("unit", "digits"))
    unit = parts["unit"].words() if "unit" in parts else {}
    return MeasureWords(unit, parts["digits"].whole() if "digits" in parts else 0)
