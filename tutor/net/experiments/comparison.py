"""How often training succeeds with each of several activations."""

from dataclasses import dataclass, fields

from tutor.net.experiments.finding import VALUE, Findings
from tutor.net.experiments.success import Success
from tutor.net.experiments.training import Listed, Many, Sampled


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`Success` with each of several activations, on the same data and from the same starts.

    Attributes:
        data, hidden, init, optimizer, rate, decay, steps, runs, seed: as in `Many`.
        activations: names in their table.
        fit: a run with a smaller loss fits.
    """

    data: Sampled | Listed
    hidden: tuple[int, ...]
    activations: tuple[str, ...]
    init: str
    optimizer: str
    rate: float
    decay: float
    steps: int
    runs: int
    seed: int
    fit: float

    def __post_init__(self) -> None:
        if len(set(self.activations)) != len(self.activations):
            raise ValueError(f"one of {', '.join(self.activations)} stands twice")
        for name in self.activations:
            self._with(name)

    def findings(self) -> Findings:
        """The success rate in percent with each activation, under its name."""
        return {name: self._with(name).findings()[VALUE] for name in self.activations}

    def _with(self, activation: str) -> Success:
        shared = {each.name: getattr(self, each.name) for each in fields(Many) if each.name != "activation"}
        return Success(**shared, activation=activation, fit=self.fit, plateaus=())
