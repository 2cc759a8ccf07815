"""The `network` lab: a small network with one input, every number of it a knob."""

from tutor.labs.network.lab import NetworkLab, NetworkReading

__all__ = ["NetworkLab", "NetworkReading"]
