"""Training one network: forwards in slices, and back to any step."""

import math
from array import array
from dataclasses import dataclass, field

import numpy as np

from tutor.net.activation import Array
from tutor.net.curvature import largest_curvature
from tutor.net.initial import Seed
from tutor.net.kernel import Kernel, with_ones
from tutor.net.layout import Floats, pack, sizes_of, unpack
from tutor.net.loss import LOSSES, Loss, divergence_limit
from tutor.net.network import Network
from tutor.net.optimizer import Optimizer
from tutor.rational import rounded

_OBJECT_BYTES, _CHECKPOINT_BYTES = 12_000, 400
"""Measured: what the objects take beside their numbers, those of a training and those of a checkpoint."""

CHECKPOINTS = 128
"""So many states are kept at most; a state between two of them is computed again."""


@dataclass(frozen=True)
class Hyperparameters:
    """How a network is trained.

    Attributes:
        loss: name of the loss that is minimised.
        optimizer: how a gradient moves the parameters.
        batch: rows in a mini-batch; None: every step takes all rows, in their order.
        seed: of the order of the rows in mini-batches.

    Raises:
        ValueError: for a name that is not in its table, or an empty batch.
    """

    loss: str = "mse"
    optimizer: Optimizer = field(default_factory=Optimizer)
    batch: int | None = None
    seed: Seed = (0,)

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise ValueError(f"{self.loss!r} is none of {', '.join(LOSSES)}")
        if self.batch is not None and self.batch < 1:
            raise ValueError(f"a batch of {self.batch} rows: there must be one at least")


@dataclass(frozen=True, eq=False)
class Divergence:
    """How training went out of bounds.

    Attributes:
        step: the step at which the loss, or a parameter, was too large; no step is taken from there.
        loss: there, of the rows that the next step would have taken; may be infinite or NaN.
        network: with the last parameters that were finite.
        reason: why, as far as it can be said in one sentence.
    """

    step: int
    loss: float
    network: Network
    reason: str


class Training:
    """One network on its way; step k = 0, 1, … is the network after k updates of its parameters.

    The same start, data and settings give bit-identical parameters on the same machine, however `advance` is sliced
    and whatever is looked at in between. Not for use from two threads at once.

    Attributes:
        start: the network at step 0.
        x, y: the data in float64, shapes (rows, inputs) and (rows, outputs).
        settings: as given.
        step: the last step so far.
        diverged: why training cannot go on, or None. Found when the step after it is asked for.

    Raises:
        ValueError: for data that do not fit the network, or anything not finite.
    """

    def __init__(self, start: Network, x: Array, y: Array, settings: Hyperparameters) -> None:
        self.start, self.settings = start, settings
        self.x, self.y = x.astype(float), y.astype(float)
        self.step = 0
        self.diverged: Divergence | None = None
        self._sizes, self._loss = sizes_of(start), LOSSES[settings.loss]
        self._parameters = pack(start)
        self._check()
        self._memory = settings.optimizer.memory(self._parameters)
        self._kernel = Kernel(self._parameters, self._sizes, start.activation, self._loss)
        self._batches = _Batches(self.x, self.y, settings)
        self._losses = array("d")
        self._checkpoints: dict[int, tuple[Floats, Floats]] = {}
        self._spacing = 1  # of the checkpoints, in steps
        self._limit = float(divergence_limit(self.loss, self.y))

    def advance(self, steps: int) -> int:
        """Train on for so many steps, fewer if training diverges; return how many it were."""
        first = self.step
        with np.errstate(all="ignore"):
            while self.step < first + steps and self.diverged is None:
                self._advance()
        return self.step - first

    @property
    def network(self) -> Network:
        """The network now, a copy."""
        return unpack(self._parameters, self._sizes, self.start.activation)

    @property
    def losses(self) -> Floats:
        """The loss before each step so far, of the rows which that step took, shape (step,): a copy."""
        return np.array(self._losses)

    @property
    def nbytes(self) -> int:
        """About how many bytes it holds: checkpoints, losses, data, and what the kernel works with."""
        checkpoint = self._parameters.nbytes + self._memory.nbytes + _CHECKPOINT_BYTES
        losses = len(self._losses) * self._losses.itemsize
        rows = self.settings.batch or len(self.x)
        working = 5 * sum(self._sizes[1:]) * rows * self.x.itemsize  # about five arrays for each layer
        data = 3 * (self.x.nbytes + self.y.nbytes)
        return _OBJECT_BYTES + len(self._checkpoints) * checkpoint + losses + working + data

    @property
    def parameters_nbytes(self) -> int:
        """The bytes of one network's parameters."""
        return self._parameters.nbytes

    @property
    def loss(self) -> float:
        """The loss now, of all rows."""
        with np.errstate(all="ignore"):
            return float(self._loss.value(self.network(self.x), self.y))

    def at(self, step: int) -> Network:
        """The network as it was at an earlier step: computed again from the nearest checkpoint before.

        Raises:
            ValueError: for a step that has not been reached.
        """
        if not 0 <= step <= self.step:
            raise ValueError(f"step {step}: training has come from step 0 to step {self.step}")
        if step == self.step:
            return self.network
        now = self._state()
        nearest = max(each for each in self._checkpoints if each <= step)
        try:
            self._restore(self._checkpoints[nearest])
            with np.errstate(all="ignore"):
                for each in range(nearest, step):
                    self._differentiate(each)
                    self._update(each)
            return self.network
        finally:
            self._restore(now)

    def _advance(self) -> None:
        """One step, or the finding that none is possible."""
        loss = self._differentiate(self.step)
        # θ·θ is finite only if every parameter is; an infinite one need not show in the loss, if its unit is dead.
        if not (loss <= self._limit and self._parameters.dot(self._parameters) < math.inf):
            self.diverged = self._divergence(loss)
            return
        if self.step % self._spacing == 0:
            self._keep()
        self._losses.append(loss)
        self._update(self.step)
        self.step += 1

    def _differentiate(self, step: int) -> float:
        """The loss of the rows that this step takes; the gradient is in the kernel."""
        return self._kernel(*self._batches(step))

    def _update(self, step: int) -> None:
        self.settings.optimizer.step(self._parameters, self._kernel.gradient, self._memory, step + 1)

    def _state(self) -> tuple[Floats, Floats]:
        return self._parameters.copy(), self._memory.copy()

    def _restore(self, state: tuple[Floats, Floats]) -> None:
        self._parameters[...], self._memory[...] = state

    def _keep(self) -> None:
        """Make a checkpoint; when there are too many, drop every second one."""
        self._checkpoints[self.step] = self._state()
        if len(self._checkpoints) > CHECKPOINTS:
            self._spacing *= 2
            self._checkpoints = {k: state for k, state in self._checkpoints.items() if k % self._spacing == 0}

    def _check(self) -> None:
        fits = self.x.shape[1:] == self._sizes[:1] and self.y.shape == (len(self.x), self._sizes[-1])
        if not fits or not len(self.x):
            raise ValueError(f"x {self.x.shape} and y {self.y.shape} do not fit a network of sizes {self._sizes}")
        if not all(np.isfinite(each).all() for each in (self.x, self.y, self._parameters)):
            raise ValueError("a number in x, in y or in the parameters is not finite")

    def _divergence(self, loss: float) -> Divergence:
        finite = bool(np.isfinite(self._parameters).all())
        network = self.network if finite else self.at(self.step - 1)
        what = "a parameter" if loss <= self._limit else "the loss"
        if self.step == 0:
            how_large = f", {rounded(loss, 3)}," if what == "the loss" else ""
            return Divergence(0, loss, network, f"{what} at the start{how_large} is already too large to train on")
        how = f"{what} grew without bound at step {self.step}"
        why = _why(self.start, self.x, self.y, self._loss, self.settings)
        return Divergence(self.step, loss, network, f"{how}: {why}")


class _Batches:
    """Which rows a step takes: epoch e goes through all of them in the order permutation(rows), from seed and e."""

    def __init__(self, x: Floats, y: Floats, settings: Hyperparameters) -> None:
        self._x, self._y, self._seed = with_ones(x), y, settings.seed
        # Views of two arrays that each epoch fills anew; the last batch is smaller where the size does not divide.
        self._ordered_x, self._ordered_y = self._x.copy(), self._y.copy()
        self._all = settings.batch is None
        size = settings.batch or len(x)
        parts = [slice(start, start + size) for start in range(0, len(x), size)]
        self._batches = [(self._ordered_x[part], self._ordered_y[part]) for part in parts]
        self._epoch = -1  # which one the two arrays hold

    def __call__(self, step: int) -> tuple[Floats, Floats]:
        """Inputs with ones, shape (rows, inputs + 1), and labels, shape (rows, outputs)."""
        if self._all:
            return self._batches[0]
        epoch, batch = divmod(step, len(self._batches))
        if epoch != self._epoch:
            order = np.random.default_rng([*self._seed, 1, epoch]).permutation(len(self._x))
            self._ordered_x[...], self._ordered_y[...] = self._x[order], self._y[order]
            self._epoch = epoch
        return self._batches[batch]


def _why(start: Network, x: Array, y: Array, loss: Loss, settings: Hyperparameters) -> str:
    """What the learning rate has to do with it.

    On a quadratic of curvature λ, gradient descent is stable for learning rates below 2/λ, momentum μ below 2·(1+μ)/λ
    (Polyak 1964). Weight decay adds to the curvature in every direction.
    """
    optimizer = settings.optimizer
    rate = f"the learning rate {rounded(optimizer.rate, 3)}"
    if optimizer.name == "adam":
        return f"{rate} is about how far Adam moves each parameter in a step, and no curvature λ bounds it by 2/λ"
    try:
        curvature = largest_curvature(start, x, y, loss) + optimizer.decay
    except (ValueError, np.linalg.LinAlgError):
        return f"{rate} is too large"
    name, factor = ("2/λ", 2.0) if optimizer.name == "gd" else ("2·(1+μ)/λ", 2.0 * (1.0 + optimizer.momentum))
    where = f"λ = {rounded(curvature, 3)} is how sharply the loss bends at the start, its largest curvature"
    where += ", weight decay included" if optimizer.decay else ""
    if curvature <= 0:
        return f"{rate} is too large, though {where}"
    bound = factor / curvature
    limit = f"{name} = {rounded(bound, 3)}, where {where}"
    if optimizer.rate > bound:
        return f"{rate} is above {limit}; above that, each step may lead further away"
    steeper = "it has grown since" if settings.batch is None else "it has grown since, or a mini-batch has a larger one"
    return f"{rate} is below {limit}; {steeper}"
