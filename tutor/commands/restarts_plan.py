"""From what `relu-tutor restarts` was asked for to the studies that it trains."""

import argparse
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from tutor.commands.arguments import UsageError, positive_whole
from tutor.files.chain import Loaded
from tutor.files.network import load_network
from tutor.net.activation import ACTIVATIONS, IDENTITY, RELU, Activation, Activations, Array, leaky_relu
from tutor.net.initial import INITIALISATIONS
from tutor.net.layout import count, sizes_of
from tutor.net.loss import LOSSES
from tutor.net.network import Network, as_float
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.restarts.study import Study

_MOST_PARAMETERS = 50_000_000
"""Of all networks together. More do not fit into the memory of an ordinary machine."""
_MOST_LAYERS, _MOST_STEPS = 100, 10**8

_TABLES: Mapping[str, Mapping[str, object]] = {
    "activation": ACTIVATIONS,
    "init": INITIALISATIONS,
    "optimizer": OPTIMIZERS,
}

_DEFAULTS = {"hidden": (3,), "activation": "relu", "init": "uniform", "optimizer": "gd", "noise": 0.0}
"""What may be compared, and the noise. Their defaults stand here, so that it shows whether an option was given."""

COMPARED = {
    "hidden": ("1", "2", "3", "4", "5", "8"),
    "activation": tuple(name for name in ACTIVATIONS if name not in {"identity", "step"}),
    "init": tuple(name for name in INITIALISATIONS if name != "zeros"),
    "optimizer": tuple(OPTIMIZERS),
}
"""The values that are compared unless some are named."""


class Plan(NamedTuple):
    """A study that was asked for.

    Attributes:
        asked: the command line, with every default, and with one of the values that are compared.
        study: its settings.
        value: this value; empty where nothing is compared.
    """

    asked: argparse.Namespace
    study: Study
    value: str


def plans(asked: argparse.Namespace, x: Array, y: Array) -> list[Plan]:
    """The studies: one, or one for each value that is compared.

    Raises:
        UsageError: for what cannot be trained.
        FileError: for a network that cannot be read.
    """
    if not asked.compare:
        return [_plan(asked, "", "", _loaded(asked, ""), (x, y))]
    varied, *values = asked.compare = [each.strip() for each in asked.compare]
    if varied not in COMPARED:
        raise UsageError(f"--compare {varied}: is not one of {', '.join(COMPARED)}")
    if getattr(asked, varied) is not None:
        raise UsageError(f"--compare {varied} varies --{varied}: put its values after --compare {varied}")
    if unknown := [value for value in values if varied in _TABLES and value not in _TABLES[varied]]:
        raise UsageError(f"--compare {varied}: “{unknown[0]}” is not one of {', '.join(_TABLES[varied])}")
    loaded = _loaded(asked, varied)
    return [_plan(asked, varied, value, loaded, (x, y)) for value in dict.fromkeys(values or COMPARED[varied])]


def hidden_units(text: str) -> tuple[int, ...]:
    """The units of each hidden layer, from `3`, `8,8` or `2x10`."""
    repeated = re.fullmatch(r"(\d+)[x×](\d+)", text.strip())
    units = (positive_whole(repeated[1]),) * min(positive_whole(repeated[2]), _MOST_LAYERS + 1) if repeated else ()
    found = units or tuple(map(positive_whole, text.split(",")))
    if len(found) > _MOST_LAYERS:
        raise argparse.ArgumentTypeError(f"{_MOST_LAYERS} layers at most")
    return found


def _plan(asked: argparse.Namespace, varied: str, value: str, start: Loaded | None, rows: tuple[Array, Array]) -> Plan:
    asked = argparse.Namespace(**vars(asked))
    near = _near(asked, start, *rows) if start else None
    if varied:
        setattr(asked, varied, _hidden_of(value) if varied == "hidden" else value)
    for name, default in _DEFAULTS.items():
        if getattr(asked, name) is None:
            setattr(asked, name, default)
    return Plan(asked, _study(asked, near, *rows), value)


def _hidden_of(value: str) -> tuple[int, ...]:
    try:
        return hidden_units(value)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"--compare hidden: {error}") from None


def _loaded(asked: argparse.Namespace, varied: str) -> Loaded | None:
    """The network of --start; None without one."""
    if asked.start is None:
        if asked.noise is not None:
            raise UsageError("--noise is for --start NET: it moves the parameters of that network")
        return None
    if clash := [name for name in ("hidden", "init") if varied == name or getattr(asked, name) is not None]:
        raise UsageError(f"--start and {clash[0]}: the file sets the start and the units")
    return load_network(asked.start, asked.activation or ("relu" if varied == "activation" else None))


def _near(asked: argparse.Namespace, loaded: Loaded, x: Array, y: Array) -> Network:
    """The network in floats; what it says of its shape and its units becomes what is asked for."""
    network = loaded.network
    if asked.output_activation is None and loaded.output != "identity":
        if loaded.output not in ACTIVATIONS:
            raise UsageError(f"{asked.start}: has a {loaded.output} output, which restarts cannot train")
        asked.output_activation = loaded.output
    sizes = sizes_of(network)
    if (sizes[0], sizes[-1]) != (x.shape[1], y.shape[1]):
        raise UsageError(
            f"{asked.start}: has {sizes[0]} inputs and {sizes[-1]} outputs, the data {x.shape[1]} and {y.shape[1]}"
        )
    if not asked.bias and any(bias.any() for bias in network.biases):
        raise UsageError(f"{asked.start}: has biases other than 0: leave out --no-bias")
    asked.hidden, asked.activation = sizes[1:-1], network.activation_names or RELU.name
    leaks = {each.slopes[0] for each in network.activations if each.name == "leaky_relu" and each.slopes}
    if asked.activation == "leaky_relu" and asked.leak is None:
        (asked.leak,) = leaks
    asked.start = str(asked.start)
    return as_float(network)


def _study(asked: argparse.Namespace, near: Network | None, x: Array, y: Array) -> Study:
    sizes = (x.shape[1], *asked.hidden, y.shape[1])
    if count(sizes) * asked.runs > _MOST_PARAMETERS:
        raise UsageError(f"{asked.runs:,} networks of {count(sizes):,} parameters are too many at once")
    if asked.steps > _MOST_STEPS:
        raise UsageError(f"--steps {asked.steps}: {_MOST_STEPS:,} at most")
    if any(step >= later for (step, _), (later, _) in pairwise(asked.lr_at)):
        raise UsageError("--lr-at: each step has to come after the one before")
    hidden = _activation(asked) if near is None or asked.activation in ACTIVATIONS else near.activation
    return Study(
        sizes,
        asked.init,
        hidden,
        _output(asked, hidden, y),
        LOSSES[asked.loss],
        Optimizer(asked.optimizer, asked.lr, asked.decay),
        rates=tuple(asked.lr_at),
        batch=asked.batch,
        steps=asked.steps,
        runs=asked.runs,
        seed=asked.seed,
        fit_below=asked.fit,
        near=near,
        noise=asked.noise,
        biases=asked.bias,
    )


def _activation(asked: argparse.Namespace) -> Activation:
    if asked.activation == "leaky_relu" and asked.leak is not None:
        return leaky_relu(asked.leak)
    if asked.leak is not None and not asked.compare:
        raise UsageError("--leak is for --activation leaky_relu")
    return ACTIVATIONS[asked.activation]


def _output(asked: argparse.Namespace, hidden: Activations, y: Array) -> Activation:
    """The activation behind the output, with the leak of the hidden layers; a cross entropy has its sigmoid in it."""
    if asked.loss == "mse":
        asked.output_activation = asked.output_activation or "identity"
        each = (hidden,) if isinstance(hidden, Activation) else hidden
        return next((g for g in each if g.name == asked.output_activation), ACTIVATIONS[asked.output_activation])
    if asked.output_activation not in {None, "sigmoid"}:
        raise UsageError(f"--loss bce needs a sigmoid output: --output-activation is {asked.output_activation}")
    if not ((y >= 0) & (y <= 1)).all():
        raise UsageError(f"--loss bce is for labels from 0 to 1; those of {asked.target} are not")
    asked.output_activation = "sigmoid"
    return IDENTITY
