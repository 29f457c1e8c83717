"""A simulated Canvas, hosted or self-hosted, for an administrator's token or a teacher's."""

from lmsync.simulators.canvas.server import CanvasSimulator, running_canvas

Simulator = CanvasSimulator

__all__ = ["CanvasSimulator", "Simulator", "running_canvas"]
