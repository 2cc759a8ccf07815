"""The settings of a study of restarts."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from tutor.net.activation import IDENTITY, RELU, Activation, Activations, by_layer
from tutor.net.initial import INITIALISATIONS, initial, near, without_biases
from tutor.net.layout import Sizes, sizes_of
from tutor.net.loss import MSE, Loss
from tutor.net.network import Network
from tutor.net.optimizer import Optimizer


@dataclass(frozen=True)
class Study:
    """The settings of a study of networks i = 0, 1, …; what network i draws comes from the seed (seed, i).

    Attributes:
        sizes: inputs, then the units of each layer.
        init: the name of an initialisation.
        activation: g of all hidden layers, or of each.
        output: h of the output layer, f = h(z).
        loss: the loss that is minimised.
        optimizer: how a gradient moves the parameters, with the learning rate of the first step.
        rates: pairs (k, η) with ascending k: from the step after k steps on, the learning rate is η.
        batch: rows in a mini-batch; None for full batches.
        steps: the number of steps of each network.
        runs: the number of networks.
        seed: of the study.
        fit_below: the loss below which a network fits.
        dtype: float64, or float32, which is about twice as fast for deep networks.
        near: the network, of these sizes, near which all networks start; None for a start by `init`.
        noise: the standard deviation of what each parameter of that network is moved by.
        biases: whether there are any; without them all biases are 0 and stay 0.

    Raises:
        ValueError: for an initialisation that is not in the table, no runs, an empty batch, steps below 0, rates that
            are not above 0 and in order, another number of activations, or a network of other sizes.
    """

    sizes: Sizes
    init: str = "he"
    activation: Activations = RELU
    output: Activation = IDENTITY
    loss: Loss = MSE
    optimizer: Optimizer = field(default_factory=Optimizer)
    rates: tuple[tuple[int, float], ...] = ()
    batch: int | None = None
    steps: int = 10_000
    runs: int = 1000
    seed: int = 0
    fit_below: float = 0.01
    dtype: str = "float64"
    near: Network | None = None
    noise: float = 0.0
    biases: bool = True

    def __post_init__(self) -> None:
        if self.init not in INITIALISATIONS:
            raise ValueError(f"{self.init!r} is not one of {', '.join(INITIALISATIONS)}")
        if self.runs < 1 or self.steps < 0 or (self.batch is not None and self.batch < 1):
            raise ValueError(f"{self.runs} runs of {self.steps} steps in batches of {self.batch} cannot be")
        if any(k >= after for (k, _), (after, _) in pairwise(self.rates)) or any(rate <= 0 for _, rate in self.rates):
            raise ValueError(f"the rates {self.rates} cannot be")
        by_layer(self.activation, len(self.sizes) - 2)
        if self.near is not None and sizes_of(self.near) != self.sizes:
            raise ValueError(f"networks of the sizes {self.sizes} cannot start near one of {sizes_of(self.near)}")

    @property
    def activations(self) -> tuple[Activation, ...]:
        """g of each hidden layer."""
        return by_layer(self.activation, len(self.sizes) - 2)

    def start(self, i: int) -> Network:
        """Network i before its first step."""
        seed = (self.seed, i)
        if self.near is None:
            network = initial(self.sizes, self.init, seed, self.activation)
        else:
            network = near(self.near, self.noise, seed)
        return network if self.biases else without_biases(network)

    def optimizer_after(self, steps: int) -> Optimizer:
        """The optimiser of the step after this many steps."""
        passed = [rate for k, rate in self.rates if k <= steps]
        return replace(self.optimizer, rate=passed[-1]) if passed else self.optimizer

    def largest_rate_after(self, steps: int) -> float:
        """The largest learning rate of the step after this many steps, and of those that follow."""
        return max(self.optimizer_after(steps).rate, *(rate for k, rate in self.rates if k > steps), 0.0)
