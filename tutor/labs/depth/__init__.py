"""The `depth` lab: what a stack of layers multiplies a gradient by, at the start and along a training."""

from tutor.labs.depth.lab import DepthLab, DepthReading

__all__ = ["DepthLab", "DepthReading"]
