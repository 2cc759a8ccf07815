"""The settings of a study of restarts."""

from dataclasses import dataclass, field

from tutor.net.activation import RELU, Activation
from tutor.net.initial import INITIALISATIONS
from tutor.net.layout import Sizes
from tutor.net.loss import MSE, Loss
from tutor.net.optimizer import Optimizer


@dataclass(frozen=True)
class Study:
    """The settings of a study: network i = 0, 1, … starts as initial(sizes, init, (seed, i), activation).

    Attributes:
        sizes: inputs, then the units of each layer.
        init: the name of an initialisation.
        activation: g of the hidden layers.
        loss: the loss that is minimised.
        optimizer: how a gradient moves the parameters.
        batch: rows in a mini-batch; None for full batches.
        steps: the number of steps of each network.
        runs: the number of networks.
        seed: of the study.
        fit_below: the loss below which a network fits.
        dtype: float64, or float32, which is about twice as fast for deep networks.

    Raises:
        ValueError: for an initialisation that is not in the table, for no runs, an empty batch or steps below 0.
    """

    sizes: Sizes
    init: str = "he"
    activation: Activation = RELU
    loss: Loss = MSE
    optimizer: Optimizer = field(default_factory=Optimizer)
    batch: int | None = None
    steps: int = 10_000
    runs: int = 1000
    seed: int = 0
    fit_below: float = 0.01
    dtype: str = "float64"

    def __post_init__(self) -> None:
        if self.init not in INITIALISATIONS:
            raise ValueError(f"{self.init!r} is none of {', '.join(INITIALISATIONS)}")
        if self.runs < 1 or self.steps < 0 or (self.batch is not None and self.batch < 1):
            raise ValueError(f"{self.runs} runs of {self.steps} steps in batches of {self.batch} cannot be")
