"""The demo: an invented house, its voters, their pens and an office scanner. Nothing else imports it."""
