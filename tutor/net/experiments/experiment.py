"""What every kind of experiment offers: its findings."""

from typing import Protocol, runtime_checkable

from tutor.net.experiments.finding import Findings


@runtime_checkable
class ExperimentSettings(Protocol):
    """The settings of an experiment. The same settings give the same findings on the same machine."""

    def findings(self) -> Findings:
        """The figures, by name; this runs the experiment."""
