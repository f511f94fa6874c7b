"""Ballots on paper."""

from ballots.printing.printer import print_ballots

__all__ = ["print_ballots"]
