"""What every kind of experiment is: its settings, and what it finds with them."""

from typing import Protocol, runtime_checkable

from tutor.net.experiments.finding import Findings
from tutor.net.experiments.training import Listed, Sampled


@runtime_checkable
class ExperimentSettings(Protocol):
    """The settings of an experiment. The same find the same figures on the same machine."""

    @property
    def data(self) -> Sampled | Listed:
        """What is learnt."""

    def findings(self) -> Findings:
        """Run it."""
