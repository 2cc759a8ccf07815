"""The options of relu-tutor restarts that say how networks start, what they are, and how they are trained."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tutor.cli import main
from tutor.files.network import load_network
from tutor.net.activation import ACTIVATIONS
from tutor.net.initial import initial
from tutor.net.layout import bias_indices, pack, unpack
from tutor.net.loss import LOSSES
from tutor.net.network import Network
from tutor.net.optimizer import Optimizer
from tutor.net.restarts import run as training
from tutor.net.training import Hyperparameters, Training

QUICK = ("--runs", "40", "--steps", "100")
NET = "w = [-10, 2]\nb = [0, 0]\nv = [1, -1]\nc = 0\n"


@pytest.fixture
def found(capsys):
    """The JSON object of a run that has to succeed."""

    def run(*arguments):
        status = main(["restarts", *QUICK, *arguments, "--json"])
        output, errors = capsys.readouterr()
        assert (status, errors) == (0, "")
        return json.loads(output)

    return run


@pytest.fixture
def studied(found, monkeypatch):
    """The study of a run that has to succeed, at its end."""
    all_of_them = []
    begin = training.Restarts.__init__

    def note(self, *arguments):
        all_of_them.append(self)
        begin(self, *arguments)

    monkeypatch.setattr(training.Restarts, "__init__", note)

    def run(*arguments):
        found(*arguments)
        return all_of_them[-1]

    return run


@pytest.fixture
def net(tmp_path):
    """The path of a network 1-2-1 without biases."""
    path = tmp_path / "net.toml"
    path.write_text(NET)
    return str(path)


@pytest.fixture
def refused(capsys):
    """The line that a command line is refused with, before anything runs."""

    def run(*arguments):
        status = main(["restarts", *arguments])
        output, errors = capsys.readouterr()
        assert (status, output, errors.count("\n")) == (2, "", 1)
        return errors

    return run


def test_networks_start_at_the_network_of_a_file(studied, net):
    """With --start all networks start at it; with --noise each is somewhere near, as its seed draws."""
    given = pack(Network((np.array([[-10.0], [2]]), np.array([[1.0, -1]])), (np.zeros(2), np.zeros(1))))
    restarts = studied("--start", net, "--lr", "0.001")
    assert restarts.study.sizes == (1, 2, 1)
    assert (restarts.start == given[:, None]).all()
    assert (restarts.parameters == restarts.parameters[:, :1]).all()
    noisy = studied("--start", net, "--noise", "1/2", "--runs", "500", "--steps", "1").start - given[:, None]
    assert abs(noisy.std() / 0.5 - 1) < 0.05
    assert len(set(noisy[0].tolist())) == 500
    other = studied("--start", net, "--noise", "1/2", "--runs", "500", "--steps", "1", "--seed", "1")
    assert (other.start - given[:, None] != noisy).all()


def test_a_file_to_start_from_says_what_stands_behind_its_output(found, tmp_path):
    """The output activation of the file is trained with, unless the command line names another; softmax is refused."""
    path = tmp_path / "relu.toml"
    path.write_text(NET + 'output_activation = "relu"\n')
    assert found("--start", str(path))["settings"]["output_activation"] == "relu"
    other = found("--start", str(path), "--output-activation", "identity")
    assert other["settings"]["output_activation"] == "identity"
    path.write_text(NET + 'output_activation = "softmax"\n')
    assert main(["restarts", *QUICK, "--start", str(path)]) == 2


def test_without_biases_they_are_0_from_the_start_to_the_end(studied, net):
    """With --no-bias every bias is 0 at the start and at the end, also where a file or --noise gave the start."""
    for more in ((), ("--start", net, "--noise", "1")):
        restarts = studied("--no-bias", "--optimizer", "adam", *more)
        biases = bias_indices(restarts.study.sizes)
        assert not restarts.start[biases].any()
        assert not restarts.parameters[biases].any()
        assert (restarts.start != restarts.parameters).any()


def test_with_a_change_of_the_rate_each_is_two_trainings_glued_together(studied):
    """With --lr-at each network is trained at one rate, and goes on from there at the next."""
    restarts = studied("--lr", "0.05", "--lr-at", "60", "0.001", "--lr-at", "90", "0.03")
    x = np.linspace(-4, 4, 9)[:, None]
    for i in (0, 39):
        network = initial((1, 3, 1), "uniform", (0, i))
        for rate, steps in ((0.05, 60), (0.001, 30), (0.03, 10)):
            part = Training(network, x, abs(x + 1), Hyperparameters(optimizer=Optimizer("gd", rate)))
            part.advance(steps)
            network = part.network
        np.testing.assert_allclose(restarts.parameters[:, i], pack(network), rtol=1e-9)


def test_the_rate_and_the_optimizer_are_as_asked_for(studied):
    """RMSprop and PyTorch's start are those of their tables."""
    restarts = studied("--optimizer", "rmsprop", "--lr", "1/100", "--init", "pytorch", "--hidden", "4")
    assert restarts.study.optimizer == Optimizer("rmsprop", 0.01)
    assert (restarts.start[:, 7] == pack(initial((1, 4, 1), "pytorch", (0, 7)))).all()


def test_a_leak_is_the_slope_below_zero(studied):
    """With --leak a leaky ReLU has this slope below 0, in training and in what is told."""
    restarts = studied("--activation", "leaky_relu", "--leak", "0.001")
    assert restarts.study.activation.function(np.array([-2.0])) == -0.002
    assert restarts.study.activation.derivative(np.array([-2.0])) == 0.001
    assert studied("--activation", "leaky_relu").study.activation is ACTIVATIONS["leaky_relu"]


def test_a_file_to_start_from_says_how_far_its_units_leak(studied, tmp_path):
    """The leak of the file is that of the training, unless --leak gives another one."""
    pytest.importorskip("onnx")
    net, rows = Path(__file__).parents[1] / "data" / "networks" / "leaky.onnx", tmp_path / "rows.csv"
    rows.write_text("a,b,y\n1,2,0\n-1,1,1\n0,-2,1\n")
    options = ("--start", str(net), "--target", str(rows))
    assert studied(*options).study.activation.slopes == load_network(net).network.activation.slopes
    assert studied(*options, "--leak", "1/10").study.activation.slopes[0] == Fraction(1, 10)


@pytest.mark.parametrize("name", ["sigmoid", "relu"])
def test_an_output_activation_stands_behind_every_output(studied, found, name):
    """With --output-activation losses and outcomes are those of h(f)."""
    options = ("--output-activation", name, "--target", "step", "--optimizer", "adam", "--fit", "0.05")
    restarts, report = studied(*options), found(*options)
    x = np.linspace(-4, 4, 9)[:, None]
    y, h = (x > 0).astype(float), ACTIVATIONS[name].function
    expected = [np.mean((h(unpack(column, (1, 3, 1))(x)) - y) ** 2) for column in restarts.parameters.T]
    np.testing.assert_allclose(restarts.losses, expected, rtol=1e-12)
    assert report["outcomes"]["fit"] == sum(each < 0.05 for each in expected) > 0
    assert report["settings"]["output_activation"] == name


def test_cross_entropy_is_that_of_a_sigmoid_output(studied, found):
    """With --loss bce the loss is the cross entropy of σ(f), as it is trained alone on the logits."""
    options = ("--loss", "bce", "--target", "step", "--lr", "0.1")
    restarts = studied(*options)
    x = np.linspace(-4, 4, 9)[:, None]
    y = (x > 0).astype(float)
    for i in (0, 39):
        alone = Training(initial((1, 3, 1), "uniform", (0, i)), x, y, Hyperparameters("bce", Optimizer("gd", 0.1)))
        alone.advance(100)
        np.testing.assert_allclose(restarts.parameters[:, i], pack(alone.network), rtol=1e-9)
        p = ACTIVATIONS["sigmoid"].function(alone.network(x))
        assert restarts.losses[i] == pytest.approx(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
    assert restarts.study.loss is LOSSES["bce"]
    assert found(*options)["settings"]["output_activation"] == "sigmoid"


def test_all_options_are_told_and_give_the_same_again(found, net):
    """Each option is a key of the settings, and the same options give the same result."""
    options = ("--start", net, "--noise", "0.1", "--no-bias", "--lr-at", "50", "0.001", "--optimizer", "rmsprop")
    report = found(*options)
    assert report == found(*options)
    told = report["settings"]
    assert (told["start"], told["noise"], told["bias"], told["lr_at"]) == (net, 0.1, False, [[50, 0.001]])
    assert (told["hidden"], told["init"], told["activation"]) == ([2], None, "relu")


def test_what_cannot_be_is_refused_in_one_line(refused, net, tmp_path):
    """Options that do not go together are refused by name, with status 2."""
    with_biases = tmp_path / "biased.toml"
    with_biases.write_text(NET.replace("b = [0, 0]", "b = [0, 1]"))
    plane = tmp_path / "plane.csv"
    plane.write_text("0,0,1\n1,0,0\n")
    cases = {
        ("--start", net, "--hidden", "3"): "--start and hidden",
        ("--start", net, "--compare", "init"): "--start and init",
        ("--start", net, "--target", str(plane)): "has 1 inputs and 1 outputs, the data 2 and 1",
        ("--start", str(with_biases), "--no-bias"): "has biases other than 0",
        ("--start", str(tmp_path / "no.npz")): "no such file",
        ("--noise", "1"): "--noise is for --start",
        ("--leak", "0.1"): "--leak is for --activation leaky_relu",
        ("--activation", "leaky_relu", "--leak", "1"): "1 is not between 0 and 1",
        ("--loss", "bce"): "labels from 0 to 1",
        ("--loss", "bce", "--target", "step", "--output-activation", "relu"): "needs a sigmoid output",
        ("--lr-at", "5", "0"): "0 is not above 0",
        ("--lr-at", "0", "1"): "0 is not a whole number from 1",
        ("--lr-at", "5", "1", "--lr-at", "5", "2"): "has to come after",
        ("--compare", "seed"): "--compare seed: is not one of hidden, activation",
        ("--compare", "activation", "selu"): "“selu” is not one of identity, relu",
        ("--compare", "hidden", "2", "0"): "0 is not a whole number",
        ("--compare", "init", "--init", "he"): "--compare init varies --init",
        ("--csv", str(tmp_path / "no" / "rows.csv")): "cannot be written",
        ("--csv", str(plane), "--target", str(plane)): "would be lost",
    }
    for arguments, said in cases.items():
        assert said in refused(*arguments)
    assert plane.read_text() == "0,0,1\n1,0,0\n"
