"""The `restarts` lab: one shape of network, trained from many starts at once."""

from tutor.labs.restarts.lab import RestartsLab, RestartsReading

__all__ = ["RestartsLab", "RestartsReading"]
