"""A small sound file of each kind that comes from outside, as bytes: networks, a table, a lesson and its tables."""

import importlib.util
import io
from pathlib import Path

import numpy as np

try:
    from safetensors.numpy import save
except ImportError:
    save = None

LESSON = """\
# Straight or bent

```toml lesson
format = 1
id = "mine"
question = "Where does it bend?"
answers = ["C1"]
experiments = ["success_mine"]
```

## First {#first}

All weights are 1. It is `f(1) = 1`, and `f(2) = 2 when b0 = 0`.

```toml lab network
w = [1, -1]
b = [0, "1/2"]
v = [1, 0.5]
range = [-4, 4]
data = { x = [1, 2], y = [1, 2] }
own_rows = 1
knobs = ["b0", "own", "x2"]
show = ["sum", "units"]
bounds.b = { low = -12, high = 12, fine = "1/2", coarse = 2 }
```

```toml check number
id = "value"
ask = "What is f(2)?"
answer = 2
proof = "f(2)"
otherwise = "Add the units."
hints = ["a", "b", "c"]
explain = "It is `f(2) = 2`."

[[wrong]]
value = 4
mistake = "the weight was left out"
say = "That is `2*f(2) = 4`."
```

```toml check goal
id = "move"
ask = "Move it."
want = ["b0 > 3"]
hints = ["a", "b", "c"]
explain = "Done."
solution = { b0 = 4 }
```

## Second {#second}

Some words, *more* words, and `code`.

- one
- two

```toml check choice
id = "pick"
ask = "Which?"
hints = ["a", "b", "c"]
explain = "This one."
in_order = true
options = [
  { id = "straight", text = "straight", mistake = "a slip", say = "It is not." },
  { id = "bent", text = "bent", right = true },
]
```
"""
CLAIMS = """\
[C1]
says = "It is not linear."
verdict = "true"
because = "It bends."
step = "mine#first"
"""
MISCONCEPTIONS = """\
[M1]
says = "It bends nowhere."
truth = "It bends at zero."
"""
EXPERIMENTS = """\
[success_mine]
kind = "success"
command = "relu-tutor experiments success_mine"
value = 79.1
low = 76.5
high = 81.5

[success_mine.figures]
at_3 = 129

[success_mine.settings]
data = { target = "abs(x+1)", low = -4, high = 4, samples = 9 }
hidden = [2]
activation = "relu"
init = "uniform"
optimizer = "gd"
rate = 0.02
decay = 0
steps = 100
runs = 10
seed = 0
fit = 0.01
plateaus = []
"""
LONG = 'W0 = [[1], ["-1/3"]]\nb0 = [0.1, 2]\nW1 = [[1, 1]]\nb1 = [0]\nactivation = "leaky_relu"\n'
SHORT = 'w = [1, -1]\nb = [0.5, 0]\nv = ["1/3", 2]\nc = -1\n'
CSV = 'x,y\n1,0.1\n-2,3\n"1/2",4e-3\n−5, 6\n'


def _npz(how, kind=np.float64):
    arrays = {"W0": np.ones((3, 1)), "b0": np.arange(3), "W1": np.ones((1, 3)), "b1": np.zeros(1)}
    buffer = io.BytesIO()
    how(buffer, **{name: array.astype(kind) for name, array in arrays.items()})
    return buffer.getvalue()


def _safetensors():
    if save is None:
        return b""
    arrays = {"0.weight": np.ones((3, 1)), "0.bias": np.zeros(3), "2.weight": np.ones((1, 3)), "2.bias": np.zeros(1)}
    return save({name: array.astype(np.float32) for name, array in arrays.items()})


def _kept(name, package):
    """A file that a framework saved, where the package that reads it is there."""
    path = Path(__file__).parent / "data" / "networks" / name
    return path.read_bytes() if importlib.util.find_spec(package) else b""


SAMPLES = {
    "long.toml": LONG.encode(),
    "short.toml": SHORT.encode(),
    "stored.npz": _npz(np.savez),
    "packed.npz": _npz(np.savez_compressed, np.float32),
    "whole.npz": _npz(np.savez, ">i4"),
    "net.safetensors": _safetensors(),
    "net.onnx": _kept("named.onnx", "onnx"),
    "data.csv": CSV.encode(),
    "lesson.md": LESSON.encode(),
    "claims.toml": CLAIMS.encode(),
    "misconceptions.toml": MISCONCEPTIONS.encode(),
    "experiments.toml": EXPERIMENTS.encode(),
}
