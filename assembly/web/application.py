"""The running application as the web sees it: handed in by who starts it, never built or chosen here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assembly.bootstrap import Application
else:
    Application = Any

__all__ = ["Application"]
