"""Ballots on paper."""

from ballots.printing.cover import Cover
from ballots.printing.fonts import unprintable
from ballots.printing.printer import count_pages, print_ballots

__all__ = ["Cover", "count_pages", "print_ballots", "unprintable"]
