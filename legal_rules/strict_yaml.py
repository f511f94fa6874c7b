"""YAML read strictly: the safe types only, no key twice, and ``on``, ``yes``, ``no`` are words as they look."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:  # the same safe loader in C, four times as fast, where the library was built with it
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_BOOLEAN = "tag:yaml.org,2002:bool"


class _StrictLoader(_SafeLoader):
    """YAML that refuses the same key twice in one mapping, and knows no truth but ``true`` and ``false``."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - so the base class has it
        first: [resolver for resolver in resolvers if resolver[0] != _BOOLEAN]
        for first, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
    }


_StrictLoader.add_implicit_resolver(_BOOLEAN, re.compile("^(?:true|false)$"), list("tf"))


def _read_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            raise yaml.YAMLError(f"the key {key!r} stands twice, line {node.start_mark.line + 1}")
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _read_mapping)


class YamlRefused(ValueError):
    """The file is no YAML, or names a key twice: why, in one line."""


def load_strictly(file: Path) -> Any:
    """What stands in a YAML file. Raises YamlRefused."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise YamlRefused(" ".join(str(wrong).replace(' in "<unicode string>"', "").split())) from None
