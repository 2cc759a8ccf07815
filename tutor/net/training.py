"""Training one network: forwards in slices, back to any step."""

import math
from array import array
from dataclasses import dataclass, field

import numpy as np

from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.batches import Batches
from tutor.net.curvature import largest_curvature
from tutor.net.initial import Seed
from tutor.net.kernel import Kernel, with_ones
from tutor.net.layout import Floats, pack, sizes_of, unpack
from tutor.net.loss import LOSSES, Loss, divergence_limit
from tutor.net.network import Network
from tutor.net.optimizer import Optimizer
from tutor.net.program import run
from tutor.rational import rounded

_OBJECT_BYTES, _CHECKPOINT_BYTES = 12_000, 400
"""Measured: what the objects take beside their numbers, those of a training and those of a checkpoint."""

CHECKPOINTS = 128
"""The most states that are kept; a state between two of them is computed again."""


@dataclass(frozen=True)
class Hyperparameters:
    """How a network is trained.

    Attributes:
        loss: name of the loss that is minimised.
        optimizer: how a gradient moves the parameters.
        batch: rows in a mini-batch; None for steps that take all rows, in their order.
        seed: of the order of the rows in mini-batches.
        output: name of the activation behind the output; f is then what it makes of the last z.

    Raises:
        ValueError: for a name that is not in its table, or an empty batch.
    """

    loss: str = "mse"
    optimizer: Optimizer = field(default_factory=Optimizer)
    batch: int | None = None
    seed: Seed = (0,)
    output: str = "identity"

    def __post_init__(self) -> None:
        for name, table in ((self.loss, LOSSES), (self.output, ACTIVATIONS)):
            if name not in table:
                raise ValueError(f"{name!r} is not one of {', '.join(table)}")
        if self.batch is not None and self.batch < 1:
            raise ValueError(f"a batch of {self.batch} rows: there must be one at least")


@dataclass(frozen=True, eq=False)
class Divergence:
    """Where and why training went out of bounds.

    Attributes:
        step: the step at which the loss was too large, or a parameter not finite; training ends there.
        loss: the loss at this step, of the rows that the next step would have taken; may be infinite or NaN.
        network: the network with the last parameters that were finite.
        reason: the likely cause, in one sentence.
    """

    step: int
    loss: float
    network: Network
    reason: str

    @property
    def told(self) -> str:
        """The reason, as a sentence begins."""
        return self.reason[0].upper() + self.reason[1:]


class Training:
    """A network in training; at step k = 0, 1, … its parameters have been updated k times.

    The same start, data and settings give bit-identical parameters on the same machine, however `advance` is sliced
    and whatever is looked at in between. Not for use from two threads at once.

    Attributes:
        start: the network at step 0.
        x, y: the data in float64, shapes (rows, inputs) and (rows, outputs).
        settings: the hyperparameters.
        diverged: why training cannot go on, or None. It is set when a step beyond the divergence is asked for.

    Raises:
        ValueError: for data that do not fit the network, or numbers that are not finite.
    """

    def __init__(self, start: Network, x: Array, y: Array, settings: Hyperparameters) -> None:
        self.start, self.settings = start, settings
        self.x, self.y = x.astype(float), y.astype(float)
        self.diverged: Divergence | None = None
        self._sizes, self._loss = sizes_of(start), LOSSES[settings.loss].behind(ACTIVATIONS[settings.output])
        self._parameters = pack(start)
        self._check()
        optimizer, inputs = settings.optimizer, with_ones(self.x)
        kernel = Kernel(self._parameters, self._sizes, start.activation, self._loss, optimizer.scale)
        self._total = kernel.total
        self._memory = optimizer.memory(self._parameters)
        self._update = optimizer.bind(self._parameters, kernel.gradient, self._memory, scaled=True)
        self._batches = Batches(kernel, inputs, self.y, settings.batch, settings.seed)
        self._output = np.empty_like(self.y)
        self._forward = kernel.forward(inputs, self._output)
        self._losses = array("d")
        self._checkpoints: dict[int, tuple[Floats, Floats]] = {}
        self._spacing = 1  # of the checkpoints, in steps
        self._limit = float(divergence_limit(self.loss, self.y))

    def advance(self, steps: int) -> int:
        """Take up to `steps` steps, fewer if training diverges; return the number of steps taken."""
        first = self.step
        with np.errstate(all="ignore"):
            while self.step < first + steps and self.diverged is None:
                self._advance(first + steps)
        return self.step - first

    @property
    def step(self) -> int:
        """The number of steps taken so far."""
        return len(self._losses)

    @property
    def network(self) -> Network:
        """The network at this step, a copy."""
        return unpack(self._parameters, self._sizes, self.start.activation)

    @property
    def losses(self) -> Floats:
        """The loss before each step so far, of the rows that the step took; shape (step,), a copy."""
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
        """The bytes of the parameters of one network."""
        return self._parameters.nbytes

    @property
    def loss(self) -> float:
        """The loss at this step, of all rows."""
        with np.errstate(all="ignore"):
            run(self._forward)
            return float(self._loss.value(self._output, self.y))

    def at(self, step: int) -> Network:
        """The network at an earlier step, computed again from the nearest checkpoint before it.

        Raises:
            ValueError: for a step that has not been reached.
        """
        if not 0 <= step <= self.step:
            raise ValueError(f"step {step}: training has come from step 0 to step {self.step}")
        if step == self.step:
            return self.network
        now = self._state()
        try:
            with np.errstate(all="ignore"):
                self._go_to(step)
            return self.network
        finally:
            self._restore(now)

    def _advance(self, until: int) -> None:
        """Take steps up to `until`, the next checkpoint, the end of the epoch or a divergence, whatever comes first."""
        first = self.step
        if first % self._spacing == 0:
            self._keep()
        loss = self._train(min(until, (first // self._spacing + 1) * self._spacing))
        # θ·θ is finite only if every parameter is. An infinite parameter of a dead unit does not show in the loss.
        if not self._parameters.dot(self._parameters) < math.inf:
            loss = self._retrace(first, loss)
        if loss is not None:
            self.diverged = self._divergence(loss)

    def _train(self, until: int) -> float | None:
        """Take steps up to `until` or the end of the epoch; stop at a loss that is out of bounds, and return it."""
        self._update.begin(self.step + 1)
        update, total, limit, losses = self._update.program, self._total, self._limit, self._losses
        for program, rows in self._batches.between(self.step, until):
            run(program)
            loss = total.item() / rows
            if not loss <= limit:
                return loss
            losses.append(loss)
            run(update)
        return None

    def _retrace(self, first: int, loss: float | None) -> float | None:
        """Repeat the steps since `first`, up to the first at which a parameter is not finite; return the loss there.

        A parameter that is not finite stays so. That is why it is enough to look at the parameters after some steps.
        """
        self._go_to(first)
        for step in range(first, self.step):
            if not np.isfinite(self._parameters).all():
                loss = self._losses[step]
                del self._losses[step:]
                break
            self._go_on(step, step + 1)
        return loss

    def _go_to(self, step: int) -> None:
        """Restore the parameters of an earlier step, from the last checkpoint before it."""
        first = max(each for each in self._checkpoints if each <= step)
        self._restore(self._checkpoints[first])
        self._go_on(first, step)

    def _go_on(self, step: int, until: int) -> None:
        """Move the parameters from those of `step` to those of `until`, and record nothing."""
        while step < until:
            self._update.begin(step + 1)
            for program, _ in self._batches.between(step, until):
                run(program)
                run(self._update.program)
                step += 1

    def _state(self) -> tuple[Floats, Floats]:
        return self._parameters.copy(), self._memory.copy()

    def _restore(self, state: tuple[Floats, Floats]) -> None:
        self._parameters[...], self._memory[...] = state

    def _keep(self) -> None:
        """Make a checkpoint; if there are then too many, drop every second one."""
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


def _why(start: Network, x: Array, y: Array, loss: Loss, settings: Hyperparameters) -> str:
    """How the learning rate compares with the bound for a stable descent.

    On a quadratic of curvature λ, gradient descent is stable for learning rates below 2/λ, and with momentum μ below
    2·(1+μ)/λ (Polyak 1964). Weight decay adds to the curvature in every direction.
    """
    optimizer = settings.optimizer
    rate = f"the learning rate {rounded(optimizer.rate, 3)}"
    if name := {"adam": "Adam", "rmsprop": "RMSprop"}.get(optimizer.name):
        return f"{rate} is about how far {name} moves each parameter in a step, and no curvature λ bounds it by 2/λ"
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
