"""The `plane` lab."""

from tutor.labs.plane.spec import PlaneLab

__all__ = ["PlaneLab"]
