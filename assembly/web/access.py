"""Who may open a route. Every route declares one rule; an application with a route that has none does not start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from assembly.model import Role
from assembly.web.places import PLACES


class Gate(StrEnum):
    """What a rule asks of the visitor."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    INSTALLER = "installer"
    ROLES = "roles"
    BALLOT = "ballot"
    """The ballot is the visitor's own, or that of somebody the visitor represents."""


@dataclass(frozen=True, slots=True)
class Access:
    """The access rule of a route."""

    gate: Gate
    roles: frozenset[Role] = frozenset()

    @property
    def name(self) -> str:
        """The rule in one word, as lists of routes show it: `public`, `organiser|auditor`."""
        return "|".join(sorted(self.roles)) if self.gate is Gate.ROLES else str(self.gate)


PUBLIC = Access(Gate.PUBLIC)
SIGNED_IN = Access(Gate.SIGNED_IN)
INSTALLER = Access(Gate.INSTALLER)
"""Whoever may create buildings and grant roles anywhere."""
OWN_BALLOT = Access(Gate.BALLOT)


def one_of(*roles: Role) -> Access:
    """Any of these roles in the building of the route; in any building where the route names none."""
    return Access(Gate.ROLES, frozenset(roles))


IN_THE_HOUSE = one_of(*Role)
"""Everybody with a role in the building, owners among them."""


class AccessRuleMissing(Exception):
    """A route was added without saying who may open it, or its rule cannot be checked."""


def check_every_route(app: Litestar) -> None:
    """Refuse to start where a route has no access rule, or names a place that cannot be found; raises AccessRuleMissing."""
    for path, handler in routes_of(app):
        rule = handler.opt.get("access")
        if not isinstance(rule, Access):
            raise AccessRuleMissing(f"{path} ({handler}) declares no access rule")
        names = {part.strip("{}").split(":")[0] for part in path.split("/") if part.startswith("{")}
        known = names & set(PLACES)
        if rule.gate is Gate.BALLOT and "ballot_id" not in names:
            raise AccessRuleMissing(f"{path} asks for an own ballot and names none")
        unknown = {name for name in names - known if name.endswith("_id")}
        if rule.gate is Gate.ROLES and unknown and not known:
            raise AccessRuleMissing(f"{path}: nobody knows the building of {sorted(unknown)}")


def routes_of(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    """Every (path, handler) of the application that somebody wrote."""
    found = []
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            raise AccessRuleMissing(f"{route.path} is no HTTP route: its access cannot be checked")
        found += [
            (route.path_format, handler) for handler in route.route_handlers if handler.http_methods != {"OPTIONS"}
        ]
    return found
