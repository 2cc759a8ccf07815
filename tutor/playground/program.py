"""The training on a bench as a short program of its own: NumPy, PyTorch or Keras.

The programs hold the rows and the start in full, and take as many steps as the bench has taken.
"""

from collections.abc import Callable, Mapping, Sequence
from textwrap import indent
from typing import NamedTuple

import numpy as np

from tutor.bench import Bench
from tutor.labs.play import PlayLab
from tutor.labs.play.run import Plan, plan
from tutor.net.layout import layers


class _Formulas(NamedTuple):
    """An activation: g and g′ in NumPy, and its expressions in PyTorch and in Keras."""

    g: str
    slope: str
    torch: str
    keras: str


_ACTIVATIONS: Mapping[str, _Formulas] = {
    "identity": _Formulas("z", "np.ones_like(z)", "z", '"linear"'),
    "relu": _Formulas("np.maximum(z, 0)", "(z > 0) * 1.0", "torch.relu(z)", '"relu"'),
    "leaky_relu": _Formulas(
        "np.where(z > 0, z, z / 100)",
        "np.where(z > 0, 1.0, 0.01)",
        "torch.nn.functional.leaky_relu(z, 0.01)",
        "lambda z: keras.ops.leaky_relu(z, negative_slope=0.01)",
    ),
    "tanh": _Formulas("np.tanh(z)", "1 - np.tanh(z) ** 2", "torch.tanh(z)", '"tanh"'),
    "sigmoid": _Formulas("np.exp(-np.logaddexp(0, -z))", "sigmoid(z) * sigmoid(-z)", "torch.sigmoid(z)", '"sigmoid"'),
    "swish": _Formulas(
        "z * sigmoid(z)",
        "sigmoid(z) + z * sigmoid(z) * sigmoid(-z)",
        "torch.nn.functional.silu(z)",
        '"silu"',
    ),
    "step": _Formulas(
        "(z > 0) * 1.0",
        "0 * z",
        "(z > 0) + 0 * z",
        'lambda z: keras.ops.cast(z > 0, "float64") + 0 * z',
    ),
    "gelu": _Formulas(
        "z * phi(z)",
        "phi(z) + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)",
        "torch.nn.functional.gelu(z)",
        "lambda z: keras.ops.gelu(z, approximate=False)",
    ),
}


class _Step(NamedTuple):
    """A step of an optimiser in NumPy: how many arrays it remembers, and the lines that move `theta`."""

    memory: int
    lines: tuple[str, ...]


_STEPS: Mapping[str, _Step] = {
    "gd": _Step(0, ("new.append(theta - rate * gradient)",)),
    "momentum": _Step(1, ("kept[0] = 0.9 * kept[0] + gradient", "new.append(theta - rate * kept[0])")),
    "adam": _Step(
        2,
        (
            "kept[0] = 0.9 * kept[0] + 0.1 * gradient",
            "kept[1] = 0.999 * kept[1] + 0.001 * gradient**2",
            "m, v = kept[0] / (1 - 0.9 ** (taken + 1)), kept[1] / (1 - 0.999 ** (taken + 1))",
            "new.append(theta - rate * m / (np.sqrt(v) + 1e-8))",
        ),
    ),
    "rmsprop": _Step(
        1,
        (
            "kept[0] = 0.99 * kept[0] + 0.01 * gradient**2",
            "new.append(theta - rate * gradient / (np.sqrt(kept[0]) + 1e-8))",
        ),
    ),
}


def as_program(bench: Bench, kind: str) -> str:
    """The training on a bench of the playground as the text of a program; `kind` is one of KINDS.

    Raises:
        KeyError: for a kind that there is not.
    """
    assert isinstance(bench.lab, PlayLab)  # noqa: S101 -- for the type checker: the playground has no other
    return KINDS[kind](plan(bench.lab, bench.settings), int(bench.settings["step"]))


def _numpy(of: Plan, steps: int) -> str:
    step, names = _STEPS[of.optimizer], (*of.activations, of.output)
    loss = {
        "mse": ("((f - y) ** 2).sum() / len(y)", "2 * (f - y) * slopes[-1](z[-1])"),
        "bce": ("(np.logaddexp(0, f) - y * f).sum() / len(y)", "sigmoid(f) - y"),
    }[of.loss]
    functions = _functions(names, also="".join(loss))
    imports = "import math\n\n" * ("math." in functions)
    decay = [f"gradient = gradient + {of.decay!r} * theta"] if of.decay else []
    kept = ", kept" if step.memory else ""
    memory = (
        f"memory = [[np.zeros_like(theta) for _ in range({step.memory})] for theta in parameters]\n" if kept else ""
    )
    moves = indent("\n".join([*decay, *step.lines]), " " * 8)
    return f'''"""A network {_shape(of)}, trained in NumPy. Written by relu-tutor."""

{imports}import numpy as np

{_rows(of)}
{_start(of)}
rate, steps, batch = {of.rate!r}, {steps}, {of.batch or "len(x)"}

{functions}

activations = [{", ".join(names)}]
slopes = [{", ".join(f"{name}_slope" for name in names)}]


def forward(x):
    a, z = [x], []
    for W, b, g in zip(weights, biases, activations):
        z.append(a[-1] @ W.T + b)
        a.append(g(z[-1]))
    return z, a


def gradients(x, y):
    z, a = forward(x)
    f = a[-1]
    delta = ({loss[1]}) / len(y)
    found = []
    for i in reversed(range(len(weights))):
        found.append((delta.T @ a[i], delta.sum(axis=0)))
        if i:
            delta = (delta @ weights[i]) * slopes[i - 1](z[i - 1])
    return [one for layer in reversed(found) for one in layer]


def batches():
    epoch = 0
    while True:
        order = {_order(of)}
        for first in range(0, len(x), batch):
            rows = order[first : first + batch]
            yield x[rows], y[rows]
        epoch += 1


parameters = [one for layer in zip(weights, biases) for one in layer]
{memory}for taken, (x_rows, y_rows) in zip(range(steps), batches()):
    new = []
    for theta, gradient{kept} in zip(parameters, gradients(x_rows, y_rows){kept and ", memory"}):
{moves}
    parameters = new
    weights, biases = parameters[::2], parameters[1::2]

f = forward(x)[1][-1]
print("loss", {loss[0]})
for W, b in zip(weights, biases):
    print("W", W.tolist(), "b", b.tolist())
'''


def _torch(of: Plan, steps: int) -> str:
    loss = {
        "mse": "torch.nn.functional.mse_loss",
        "bce": "torch.nn.functional.binary_cross_entropy_with_logits",
    }[of.loss]
    how = {
        "gd": f"torch.optim.SGD(parameters, lr={of.rate!r}, weight_decay={of.decay!r})",
        "momentum": f"torch.optim.SGD(parameters, lr={of.rate!r}, momentum=0.9, weight_decay={of.decay!r})",
        "adam": f"torch.optim.Adam(parameters, lr={of.rate!r}, weight_decay={of.decay!r})",
        "rmsprop": f"torch.optim.RMSprop(parameters, lr={of.rate!r}, weight_decay={of.decay!r})",
    }[of.optimizer]
    return f'''"""A network {_shape(of)}, trained in PyTorch. Written by relu-tutor."""

import numpy as np
import torch

{_rows(of)}
{_start(of)}
steps, batch = {steps}, {of.batch or "len(x)"}
x, y = torch.tensor(x), torch.tensor(y)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(*W.shape[::-1], dtype=torch.float64) for W in weights)
        for layer, W, b in zip(self.layers, weights, biases):
            layer.load_state_dict({{"weight": torch.tensor(W), "bias": torch.tensor(b)}})

    def forward(self, a):
{_torch_layers(of)}


network = Network()
parameters = network.parameters()
optimizer = {how}
{_loop(of, "optimizer.zero_grad()", f"{loss}(network(x[rows]), y[rows]).backward()", "optimizer.step()")}

print("loss", {loss}(network(x), y).item())
for layer in network.layers:
    print("W", layer.weight.tolist(), "b", layer.bias.tolist())
'''


def _keras(of: Plan, steps: int) -> str:
    loss = {"mse": '"mean_squared_error"', "bce": "keras.losses.BinaryCrossentropy(from_logits=True)"}[of.loss]
    how = {
        "gd": f"keras.optimizers.SGD({of.rate!r})",
        "momentum": f"keras.optimizers.SGD({of.rate!r}, momentum=0.9)",
        "adam": f"keras.optimizers.Adam({of.rate!r}, epsilon=1e-8)",
        "rmsprop": f"keras.optimizers.RMSprop({of.rate!r}, rho=0.99, epsilon=1e-8)",
    }[of.optimizer]
    note = f"# Weight decay {of.decay!r} is left out: that of Keras is another one (decoupled)." if of.decay else ""
    return f'''"""A network {_shape(of)}, trained in Keras. Written by relu-tutor."""

import keras
import numpy as np

keras.backend.set_floatx("float64")
{_rows(of)}
{_start(of)}
steps, batch = {steps}, {of.batch or "len(x)"}

activations = [{", ".join(_ACTIVATIONS[name].keras for name in (*of.activations, of.output))}]
layers = [keras.layers.Dense(len(W), activation=g) for W, g in zip(weights, activations)]
network = keras.Sequential([keras.Input((x.shape[1],)), *layers])
network.set_weights([one for W, b in zip(weights, biases) for one in (W.T, b)])
{note}
network.compile(optimizer={how}, loss={loss})
{_loop(of, "network.train_on_batch(x[rows], y[rows])")}

print("loss", network.evaluate(x, y, batch_size=len(x), verbose=0))
for layer in network.layers:
    W, b = layer.get_weights()
    print("W", W.T.tolist(), "b", b.tolist())
'''


KINDS: Mapping[str, Callable[[Plan, int], str]] = {"numpy": _numpy, "torch": _torch, "keras": _keras}


def _functions(names: Sequence[str], also: str) -> str:
    """The definitions of g and g′ of the activations of these names, and of what they or `also` call."""
    defined = {name: _ACTIVATIONS[name].g for name in names}
    for name in names:
        defined[f"{name}_slope"] = _ACTIVATIONS[name].slope
    used = " ".join((*defined.values(), also))
    helpers = {name: body for name, body in _HELPERS.items() if f"{name}(" in used}
    return "\n".join(f"\ndef {name}(z):\n    return {body}\n" for name, body in (helpers | defined).items())


_HELPERS = {"sigmoid": _ACTIVATIONS["sigmoid"].g, "phi": "0.5 * np.vectorize(math.erfc)(-z / math.sqrt(2))"}


def _torch_layers(of: Plan) -> str:
    """The lines that take `a` through the layers; in a loop where all hidden ones have one activation."""
    if len({*of.activations}) == 1:
        hidden = [
            "for layer in self.layers[:-1]:",
            "    z = layer(a)",
            f"    a = {_ACTIVATIONS[of.activations[0]].torch}",
        ]
    else:
        each = enumerate(of.activations)
        hidden = [line for i, g in each for line in (f"z = self.layers[{i}](a)", f"a = {_ACTIVATIONS[g].torch}")]
    last = ("z = self.layers[-1](a)", f"return {_ACTIVATIONS[of.output].torch}")
    return indent("\n".join((*hidden, *last)), " " * 8)


def _rows(of: Plan) -> str:
    x, y = of.rows.arrays
    return f"x = np.array({x.tolist()})\ny = np.array({y.tolist()})"


def _start(of: Plan) -> str:
    matrices = list(layers(np.array(of.parameters), of.sizes))
    weights = ",\n    ".join(f"np.array({matrix[:, :-1].tolist()})" for matrix in matrices)
    biases = ", ".join(f"np.array({matrix[:, -1].tolist()})" for matrix in matrices)
    return f"weights = [\n    {weights},\n]\nbiases = [{biases}]"


def _order(of: Plan) -> str:
    """The order of the rows in an epoch: drawn anew in each where there are mini-batches."""
    return "np.random.default_rng([0, 1, epoch]).permutation(len(x))" if of.batch else "np.arange(len(x))"


def _loop(of: Plan, *lines: str) -> str:
    """The loop over steps; the lines take one, on `rows`."""
    step = indent("\n".join(lines), " " * 8)
    return f"""\
taken = epoch = 0
while taken < steps:
    order = {_order(of)}
    for first in range(0, len(x), batch):
        if taken == steps:
            break
        rows = order[first : first + batch]
{step}
        taken += 1
    epoch += 1"""


def _shape(of: Plan) -> str:
    return f"{'-'.join(map(str, of.sizes))} ({', '.join(dict.fromkeys(of.activations))})"
