"""The `plane` lab: a network with two inputs that tells two classes apart."""

from tutor.labs.plane.lab import PlaneLab, PlaneReading

__all__ = ["PlaneLab", "PlaneReading"]
