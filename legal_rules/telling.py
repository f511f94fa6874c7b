"""Which tests of a tree a person must hear about: those that settled it, and of those in one measure the hardest."""

from __future__ import annotations

from fractions import Fraction

from legal_rules.tree import Group, Leaf, Node, Share, Sight


def telling(node: Node, sight: Sight) -> list[Leaf]:
    """The tests that failed when the tree fails, those that hold when it holds; never one that follows from another.

    Of alternatives that all fail the nearest is told, of alternatives that hold the first.
    """
    found = dict.fromkeys(_settling(node, sight, node.truth(sight)))
    hardest: dict[object, Leaf] = {}
    for leaf in found:
        height = _height(leaf, sight)
        key: object = leaf if height is None else (leaf.measure, leaf.part)
        known = None if key not in hardest else _height(hardest[key], sight)
        if known is None or (height is not None and height > known):
            hardest[key] = leaf
    return list(hardest.values())


def is_nearest_of_several(node: Node, sight: Sight) -> bool:
    """True when alternatives failed, so that only the nearest of them is told."""
    return isinstance(node, Group) and node.kind == "any" and node.truth(sight) is False and len(node.parts) > 1


def _height(leaf: Leaf, sight: Sight) -> tuple[Fraction, bool] | None:
    """The bound on "for" that a test sets, in a form that can be compared; None where it sets none."""
    seen = sight.figures(leaf.measure, leaf.part)
    bound = None if seen is None else leaf.bound_in(seen)
    return None if bound is None else (bound.amount, bound.strict)


def _settling(node: Node, sight: Sight, outcome: bool | None) -> list[Leaf]:
    if not isinstance(node, Group):
        return [node]
    if node.kind == "none":
        return list(node.leaves())
    same = [part for part in node.parts if part.truth(sight) is outcome]
    if node.kind == "any" and outcome is True:
        same = same[:1]
    elif node.kind == "any":
        same = [min(same, key=lambda part: _distance(part, sight))]
    return [leaf for part in same for leaf in _settling(part, sight, outcome)]


def _distance(node: Node, sight: Sight) -> Fraction:
    """How far a tree is from holding: the missing parts of each base together; 1 where that is no question of amount."""
    if node.truth(sight):
        return Fraction(0)
    if isinstance(node, Group) and node.kind != "none":
        distances = [_distance(part, sight) for part in node.parts]
        return sum(distances, Fraction(0)) if node.kind == "all" else min(distances)
    seen = sight.figures(node.measure, node.part) if isinstance(node, Share) else None
    if seen is None or not isinstance(node, Share) or seen.amount(node.base) == 0:
        return Fraction(1)
    return abs(seen.amount(node.counted) / seen.amount(node.base) - node.fraction)
