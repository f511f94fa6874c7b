"""Celery: it wakes workers; what is to be done stands in the database."""
