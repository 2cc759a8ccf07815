"""The `cost` lab: what each activation costs, measured on this machine."""

from tutor.labs.cost.lab import CostLab, CostReading

__all__ = ["CostLab", "CostReading"]
