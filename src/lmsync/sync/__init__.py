"""Runs: what an LMS says, applied safely."""
