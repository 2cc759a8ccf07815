"""What every kind of experiment offers: its data and its findings."""

from typing import Protocol, runtime_checkable

from tutor.net.experiments.finding import Findings
from tutor.net.experiments.training import Listed, Sampled


@runtime_checkable
class ExperimentSettings(Protocol):
    """The settings of an experiment. The same settings give the same findings on the same machine."""

    @property
    def data(self) -> Sampled | Listed:
        """The data to learn from."""

    def findings(self) -> Findings:
        """The figures, by name; this runs the experiment."""
