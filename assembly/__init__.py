"""The service: everything with a clock, a database or a person."""
