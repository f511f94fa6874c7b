"""Stands in for `screeninfo` where OMRChecker runs without a screen; it asks for the first monitor's size at import."""

from __future__ import annotations

from types import SimpleNamespace


def get_monitors() -> list[SimpleNamespace]:
    """One monitor that is never drawn on; pixels."""
    return [SimpleNamespace(width=1920, height=1080)]
