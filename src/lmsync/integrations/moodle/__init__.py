"""Moodle, read over its Web Services REST API."""

from lmsync.integrations.moodle.integration import MoodleIntegration

__all__ = ["MoodleIntegration"]
