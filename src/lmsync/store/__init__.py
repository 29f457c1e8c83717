"""Keeping and finding: the database, and nothing that knows an LMS."""
