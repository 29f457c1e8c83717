"""Canvas over its REST API."""

from lmsync.integrations.canvas.integration import CanvasIntegration

__all__ = ["CanvasIntegration"]
