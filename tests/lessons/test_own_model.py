"""A model of one's own, as the lesson has it: its snippets count right, and its network is the one in the file."""

import contextlib
import io
import json
import re
import shlex

import numpy as np
import pytest
from shipped import LESSONS, STORE

from tutor.commands import inspect
from tutor.lab import measures_at, start_settings
from tutor.lesson.index import lessons_folder
from tutor.lesson.model import step_of
from tutor.lesson.prose import blocks

FAR_BELOW = -1000
"""A bias with which a unit is inactive on every row that the tests draw."""


def code_of(step):
    """The pieces of code in the prose of a step of the lesson."""
    _, found = step_of(LESSONS, f"how-long-dead#{step}")
    return [block.text for block in blocks(found.prose) if block.kind == "code"]


def printed(code, **names):
    """What a snippet prints, as (dead, units) of each layer."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, names)  # noqa: S102 -- our own snippet
    return [tuple(map(int, re.findall(r"\d+", line))) for line in out.getvalue().splitlines()]


def dead_of(activations):
    """How many units are zero on every row and at every place: activations of shape (rows, units, …)."""
    units = activations.shape[1]
    return sum(all(value <= 0 for value in activations[:, unit].flat) for unit in range(units)), units


def rows_of(generator, batches, shape):
    """A loader: batches of four rows with a label, drawn at random."""
    return [(generator.normal(size=(4, *shape)).astype(np.float32), 0) for _ in range(batches)]


def test_the_pytorch_snippet_counts_what_a_loop_counts():
    """Over all batches together, each channel of a convolution as one unit; a unit of one batch only is not dead."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    convolution, dense = torch.nn.Conv1d(1, 3, 2), torch.nn.Linear(9, 6)
    model = torch.nn.Sequential(
        convolution, torch.nn.ReLU(), torch.nn.Flatten(), dense, torch.nn.ReLU(inplace=True), torch.nn.Linear(6, 1)
    )
    with torch.no_grad():
        convolution.bias[1] = dense.bias[0] = dense.bias[4] = FAR_BELOW
        convolution.weight[2], convolution.bias[2] = 1, -5
    loader = [(torch.from_numpy(x), y) for x, y in rows_of(np.random.default_rng(0), 3, (1, 4))]
    loader[1][0][2] += 10  # the one row that wakes channel 2
    with torch.no_grad():
        x = torch.cat([x for x, _ in loader])
        first = torch.relu(convolution(x))
        second = torch.relu(dense(first.flatten(1)))
    assert dead_of(torch.relu(convolution(loader[0][0])).detach().numpy()) == (2, 3), "one batch does not mislead"
    found = printed(code_of("your-own-model")[0], torch=torch, model=model, loader=loader)
    assert found == [dead_of(first.numpy()), dead_of(second.numpy())]
    assert found[0] == (1, 3)
    assert found[1][0] >= 2


@pytest.mark.filterwarnings("ignore")  # what Keras and its backend say of NumPy is theirs
def test_the_keras_snippet_counts_what_a_loop_counts():
    """As for PyTorch, with the channels last; with one hidden layer, too."""
    keras = pytest.importorskip("keras")
    first = keras.layers.Conv1D(3, 2, activation="relu")
    second = keras.layers.Dense(6, activation="relu")
    model = keras.Sequential(
        [keras.Input((4, 1)), first, keras.layers.Flatten(), second, keras.layers.Dense(1)],
    )
    for layer, dead in ((first, [1]), (second, [0, 4])):
        bias = np.zeros(layer.bias.shape)
        bias[dead] = FAR_BELOW
        layer.bias.assign(bias)
    loader = rows_of(np.random.default_rng(0), 3, (4, 1))
    x = np.concatenate([x for x, _ in loader])
    a0 = keras.ops.convert_to_numpy(first(x))
    a1 = keras.ops.convert_to_numpy(second(a0.reshape(len(x), -1)))
    whole = [dead_of(a0.transpose(0, 2, 1)), dead_of(a1)]
    code = code_of("your-own-model")[1]
    assert printed(code, keras=keras, model=model, loader=loader) == whole
    shallow = keras.Sequential([keras.Input((4, 1)), keras.layers.Flatten(), keras.layers.Dense(6, activation="relu")])
    shallow.layers[-1].bias.assign([0, 0, FAR_BELOW, 0, 0, 0])
    a = keras.ops.convert_to_numpy(shallow(x))
    assert printed(code, keras=keras, model=shallow, loader=loader) == [dead_of(a)]


def test_the_network_that_ships_is_the_one_in_the_lab():
    """The command of the lesson, run on the files beside it, finds on each unit what the lab of the step states."""
    _, step = step_of(LESSONS, "how-long-dead#inspect-it")
    (command,) = code_of("inspect-it")
    program, name, *arguments = shlex.split(command)
    assert (program, name) == ("relu-tutor", "inspect")
    folder, said = lessons_folder() / "networks", []
    arguments = [str(folder / each) if each.endswith((".toml", ".csv")) else each for each in arguments]
    inspect.run([*arguments, "--json"], said.append)
    found = json.loads(said[0])
    measured = measures_at(step.lab, start_settings(step.lab), STORE)
    for i, unit in enumerate(found["units"]):
        assert (unit["active_rows"], unit["rows"]) == (measured[f"active{i}"].read(), measured["rows"].read())
    dead = {unit["unit"]: unit["status"] for unit in found["units"] if unit["status"].startswith("dead")}
    assert dead == {0: "dead_on_range", 3: "dead_on_data"}
    assert found["pieces"][-1]["slope"] == float(measured["slope"].read(70))
