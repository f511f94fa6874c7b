"""What the house's own rules may change in a majority or a quorum, and in which direction the law lets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from legal_rules.figures import CaseRefused
from legal_rules.guards import Guard, Held, Situation, all_hold
from legal_rules.numbers import NumberRefused, exact_text, parse_number
from legal_rules.tree import Node, Share
from legal_rules.words import Words

DIRECTIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "raise": lambda new, old: new >= old,
    "lower": lambda new, old: new <= old,
    "any": lambda _new, _old: True,
}


@dataclass(frozen=True, slots=True)
class Override:
    """A by-law of the house may put another fraction into the majority or the quorum.

    ``changes``: fraction (of the majority) or quorum. It reaches the first test in ``measure`` (the first of all
    where that is empty), keeps the law's sign unless ``sign`` says otherwise, and may only ``raise``, ``lower`` or
    change in ``any`` direction what the law says, from ``at_least`` to ``at_most``. ``test``: the quorum a by-law
    may ask for where the law asks for none (its fraction is replaced). It applies only where the ``guards`` hold.
    """

    by_law: str
    changes: str
    direction: str
    article: Words
    measure: str = ""
    sign: str = ""
    at_least: Fraction = Fraction(0)
    at_most: Fraction = Fraction(1)
    test: Share | None = None
    guards: tuple[Guard, ...] = ()

    def applied(self, tree: Node | None, situation: Situation) -> Node | None:
        """The tree with the by-law's number, or unchanged where the house's rules are silent.

        Raises: Held, which names the by-law; CaseRefused where its value is no fraction from 0 to 1.
        """
        if not all_hold(self.guards, situation):
            return tree
        value = situation.by_law(self.by_law)
        if value is None:
            return tree
        fraction = _fraction(self.by_law, value)
        if tree is None and self.test is not None:
            tree, law = self.test, Fraction(0)
        else:
            law = self._target(tree).fraction
        if not (DIRECTIONS[self.direction](fraction, law) and self.at_least <= fraction <= self.at_most):
            raise Held(self._not_allowed(fraction, law))
        target = self._target(tree)
        changed = self._changed(target, fraction)
        assert tree is not None  # noqa: S101 - a target was found in it
        return tree.mapped(lambda leaf: changed if leaf is target else leaf)

    def _target(self, tree: Node | None) -> Share:
        for leaf in () if tree is None else tree.leaves():
            if isinstance(leaf, Share) and self.measure in ("", leaf.measure):
                return leaf
        raise Held(
            {
                "ru": f"Правило дома «{self.by_law}» здесь не применяется: доли, которую оно меняет, в этой норме нет.",
                "en": f"The by-law {self.by_law!r} does not apply here: this rule has no fraction it could change.",
            }
        )

    def _changed(self, leaf: Share, fraction: Fraction) -> Share:
        if fraction == leaf.fraction:
            return leaf
        sign = self.sign or leaf.sign
        if fraction == 1 and sign == "gt":
            sign = "ge"  # more than all there is cannot be asked for: all of it is meant
        return replace(leaf, fraction=fraction, sign=sign)

    def _not_allowed(self, fraction: Fraction, law: Fraction) -> Words:
        said, is_law = str(fraction), str(law)
        may = {
            "raise": {"ru": "его можно только повысить", "en": "it may only be raised"},
            "lower": {"ru": "его можно только понизить", "en": "it may only be lowered"},
            "any": {"ru": "его можно изменить", "en": "it may be changed"},
        }[self.direction]
        least, most = str(self.at_least), str(self.at_most)
        return {
            "ru": f"Правило дома «{self.by_law}» ({said}) закон не допускает: по закону {is_law}, {may['ru']} в пределах "
            f"от {least} до {most} ({self.article['ru']}).",
            "en": f"The law does not allow the by-law {self.by_law!r} ({said}): the law says {is_law}, {may['en']}, "
            f"between {least} and {most} ({self.article['en']}).",
        }

    def as_record(self) -> dict[str, Any]:
        """What may be changed, as plain data with exact numbers as text."""
        return {
            "by_law": self.by_law,
            "changes": self.changes,
            "direction": self.direction,
            "measure": self.measure,
            "sign": self.sign,
            "at_least": exact_text(self.at_least),
            "at_most": exact_text(self.at_most),
            "test": None if self.test is None else self.test.as_record(),
            "when": [guard.as_record() for guard in self.guards],
        }


def _fraction(name: str, value: str) -> Fraction:
    try:
        found = parse_number(value)
    except NumberRefused as wrong:
        raise CaseRefused(f"facts: by_law {name!r}: {wrong}") from None
    if not 0 <= found <= 1:
        raise CaseRefused(f"facts: by_law {name!r}: a fraction between 0 and 1 is expected, not {value}")
    return found
