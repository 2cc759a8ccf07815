"""The training as a program of its own gives the same numbers."""

import importlib.util
import itertools
import json
import re
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from tutor.bench import set_up, turn
from tutor.labs.play import PlayLab
from tutor.labs.play.facts import PlayFacts
from tutor.net.activation import ACTIVATIONS
from tutor.net.optimizer import OPTIMIZERS
from tutor.playground.commands import carried_out
from tutor.playground.program import as_program
from tutor.store import Store

PAIRS = list(itertools.product([*ACTIVATIONS, ("gelu", "relu"), ("step", "tanh")], OPTIMIZERS))


def trained(activation, optimizer, i):
    """Every kind of data, loss, batch and decay comes up among the pairs."""
    lab = PlayLab.model_validate(
        {
            "data": ("xor", "sin(x)")[i % 2],
            "hidden": [3, 2],
            "activation": activation,
            "optimizer": optimizer,
            "output": ("identity", "relu", "sigmoid")[i % 3],
            "decay": ("0", "1/100")[i // 2 % 2],
            "batch": (0, 7)[i // 3 % 2],
            "noise": "1/10",
        }
    )
    return turn(set_up(lab, Store()), "step", Fraction(60))


def numbers_of(printed):
    return [np.array(json.loads(text)) for text in re.findall(r"(?:W|b) (\[.*?\](?=$| b))", printed, re.MULTILINE)]


def agrees(bench, program, tolerance):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    network = PlayFacts(bench.lab, bench.settings, bench.store).network
    expected = [each for layer in zip(network.weights, network.biases, strict=True) for each in layer]
    found = numbers_of(done.stdout)
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        assert a == pytest.approx(b, abs=tolerance)


@pytest.mark.parametrize(("i", "pair"), [(i, pair) for i, pair in enumerate(PAIRS) if i % 5 == 0])
def test_the_numpy_program_gives_the_same_network(i, pair):
    """To 1e-12, for a sample of the activations and optimisers; the full profile runs all of them."""
    bench = trained(*pair, i)
    agrees(bench, as_program(bench, "numpy"), 1e-12)


@pytest.mark.full
@pytest.mark.parametrize(("i", "pair"), list(enumerate(PAIRS)))
def test_every_numpy_program_gives_the_same_network(i, pair):
    """To 1e-12, for every activation and optimiser."""
    bench = trained(*pair, i)
    agrees(bench, as_program(bench, "numpy"), 1e-12)


@pytest.mark.parametrize(
    "pair", [("relu", "gd"), ("gelu", "adam"), ("tanh", "momentum"), (("leaky_relu", "sigmoid"), "gd")]
)
def test_the_torch_program_gives_the_same_network(pair):
    """To 1e-12, where PyTorch is installed."""
    if importlib.util.find_spec("torch") is None:
        pytest.skip("PyTorch is not installed")
    bench = trained(*pair, 3)
    agrees(bench, as_program(bench, "torch"), 1e-12)


@pytest.mark.parametrize("kind", ["numpy", "torch", "keras"])
def test_every_program_is_python(kind):
    """For every activation and optimiser the text can be compiled."""
    for i, pair in enumerate(PAIRS):
        compile(as_program(trained(*pair, i), kind), kind, "exec")


def test_a_program_never_overwrites_a_file(tmp_path):
    """A name that is taken is refused, and a name without an ending gets one."""
    bench = trained("relu", "gd", 0)
    carried_out(bench, f"numpy {tmp_path / 'mine'}")
    assert (tmp_path / "mine.py").read_text(encoding="utf-8") == as_program(bench, "numpy")
    with pytest.raises(ValueError, match="exists already"):
        carried_out(bench, f"numpy {tmp_path / 'mine.py'}")
