"""A simulated Moodle 4.4."""

from lmsync.simulators.moodle.server import MoodleSimulator, running_moodle

Simulator = MoodleSimulator

__all__ = ["MoodleSimulator", "Simulator", "running_moodle"]
