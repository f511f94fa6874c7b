"""The outside world: clocks, files, mail, keys."""
