"""relu-tutor restarts from the command line: counts that add up, one result for each seed, mistakes in one line."""

import json
import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest

from tutor.cli import main
from tutor.net.dataset import TARGETS, sampled
from tutor.net.initial import initial
from tutor.net.restarts.outcome import wilson
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.study import Study
from tutor.net.training import Hyperparameters, Training

QUICK = ("--runs", "60", "--steps", "400")
KEYS = {"runs", "seed", "settings", "success_rate", "interval", "outcomes", "losses", "born_dead", "steps_done", "data"}
KINDS = {"diverged", "fit", "constant", "linear", "one bend", "other"}


@pytest.fixture
def restarts(capsys):
    """Runs the command; returns status, output and errors."""

    def run(*arguments):
        status = main(["restarts", *arguments])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def found(restarts):
    """The JSON object of a run that has to succeed."""

    def run(*arguments):
        status, output, errors = restarts(*arguments, "--json")
        assert (status, errors) == (0, "")
        return json.loads(output)

    return run


def test_the_counts_add_up_and_the_rate_is_theirs(found):
    """The outcomes and plateaus add up to the runs, and the success rate is their share of fits."""
    report = found(*QUICK, "--seed", "3")
    assert set(report) == KEYS
    assert set(report["outcomes"]) == KINDS
    assert (report["runs"], report["seed"], report["steps_done"]) == (60, 3, 400)
    assert sum(report["outcomes"].values()) == 60
    assert sum(report["losses"].values()) == 60 - report["outcomes"]["diverged"]
    assert report["success_rate"] == report["outcomes"]["fit"] / 60
    assert report["interval"] == list(wilson(report["outcomes"]["fit"], 60))
    assert report["settings"]["target"] == "abs(x+1)"


def test_the_same_seed_gives_the_same_result_and_another_seed_another(found):
    """The same seed gives the same result, and another seed another one."""
    assert found(*QUICK) == found(*QUICK)
    assert found(*QUICK)["losses"] != found(*QUICK, "--seed", "1")["losses"]


@pytest.mark.parametrize(
    "settings",
    [
        {"--hidden": "2", "--init": "he", "--optimizer": "momentum", "--lr": "0.005"},
        {"--hidden": "2,3", "--optimizer": "adam", "--activation": "tanh", "--target": "sin(x)", "--decay": "0.1"},
        {"--hidden": "2x3", "--init": "glorot", "--batch": "4", "--low": "-1", "--high": "2.5", "--samples": "11"},
    ],
    ids=str,
)
def test_a_study_is_the_single_trainings_of_its_seeds(found, settings):
    """Each network of a study ends where a training of its own with the same settings and seed ends."""
    report = found(
        "--runs", "4", "--steps", "50", "--fit", "1e-9", *(word for pair in settings.items() for word in pair)
    )
    given = report["settings"]
    sizes = (1, *given["hidden"], 1)
    x = np.linspace(given["low"], given["high"], given["samples"])[:, None]
    y = np.sin(x) if given["target"] == "sin(x)" else abs(x + 1)
    from tutor.net.activation import ACTIVATIONS  # noqa: PLC0415 -- beside its use
    from tutor.net.optimizer import Optimizer  # noqa: PLC0415

    optimizer = Optimizer(given["optimizer"], given["lr"], given["decay"])
    alone = []
    for i in range(4):
        start = initial(sizes, given["init"], (0, i), ACTIVATIONS[given["activation"]])
        training = Training(start, x, y, Hyperparameters(optimizer=optimizer, batch=given["batch"], seed=(0, i)))
        training.advance(50)
        alone.append(training.loss)
    told = [float(loss) for loss, networks in report["losses"].items() for _ in range(networks)]
    # A plateau is told by its smallest loss, in four digits; the others are within 1 % of it.
    assert np.allclose(told, sorted(alone), rtol=0.0105)


def test_a_csv_is_a_target(found, restarts, tmp_path):
    """A CSV file is a target, with its label in the last column."""
    path = tmp_path / "data.csv"
    path.write_text("a,b,label\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
    report = found("--target", str(path), "--hidden", "4", *QUICK)
    assert report["settings"]["target"] == str(path)
    assert [report["settings"][name] for name in ("low", "high", "samples")] == [None, None, 4]
    assert (report["data"]["inputs"], report["data"]["label"]) == (["a", "b"], "label")
    path.write_text("1\n2\n")
    assert "needs two columns" in restarts("--target", str(path))[2]
    path.write_text("class;a;id\n1;0,5;1\n0;1,5;2\n")
    output = restarts("--target", str(path), "--hidden", "1", *QUICK)[1]
    assert "input: a; label: class; left out: id" in output
    assert "semicolons between the cells" in output
    output = restarts("--target", str(path), "--columns", "class,id,a", "--hidden", "1", *QUICK)[1]
    assert "inputs: class, id; label: a" in output
    assert "--columns needs a table" in restarts("--columns", "a")[2]


def test_people_read_a_table_and_a_histogram(restarts):
    """The text has the settings, the success rate, the outcomes and a histogram."""
    status, output, _ = restarts(*QUICK)
    assert status == 0
    assert "60 networks 1-3-1 of relu units, uniform start, seed 0" in output
    for words in ("95 % interval", "one of k starts fits", "collapsed to a constant", "final loss"):
        assert words in output
    assert "█" in output


def test_one_fit_of_many_is_less_than_a_tenth_of_a_percent(restarts):
    """A share that is neither none nor all is not rounded to 0.0 % or 100.0 %."""
    started = Restarts(Study((1, 3, 1), "he", runs=3000), *sampled(TARGETS["abs(x+1)"], -4, 4, 9))
    best, second, *_ = np.sort(started.losses)
    options = ("--runs", "3000", "--steps", "1", "--lr", "1e-9", "--init", "he", "--fit", str((best + second) / 2))
    _, output, _ = restarts(*options)
    assert re.search(r"^1 of 3,000 fit, with a loss below \S+: < 0.1 %$", output, re.MULTILINE)
    assert "success rate: < 0.1 % to 0.2 %" in output


def test_a_rate_that_is_too_large_is_counted_as_diverged(found):
    """Networks that blow up are counted as diverged."""
    assert found(*QUICK, "--lr", "5")["outcomes"]["diverged"] > 30


def test_born_dead_networks_are_counted(found):
    """Networks that are constant on the data before the first step are counted."""
    assert found("--init", "zeros", "--runs", "5", "--steps", "10")["born_dead"] == 5
    assert found("--hidden", "2x9", "--init", "he", "--runs", "100", "--steps", "1")["born_dead"] > 50


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--hidden", "0"], "--hidden: 0 is not a whole number from 1 to"),
        (["--hidden", "2x"], "--hidden: 2x is not a whole number"),
        (["--hidden", "2x1000"], "100 layers at most"),
        (["--hidden", "-3"], "--hidden: -3 is not a whole number"),
        (["--target", "cos(x)"], "the target “cos(x)” is not one of x, 2x+20"),
        (["--target", "nowhere.csv"], "nowhere.csv: there is no such file"),
        (["--init", "xavier"], "--init: invalid choice"),
        (["--lr", "0"], "--lr: 0 is not above 0"),
        (["--lr", "nan"], "--lr: “nan” is not a number here"),
        (["--low", "4", "--high", "-4"], "low has to be smaller"),
        (["--samples", "1"], "--samples 1: from 2"),
        (["--runs", "0"], "--runs: 0 is not a whole number from 1"),
        (["--runs", "99999999"], "are too many at once"),
        (["--batch", "0"], "--batch: 0 is not a whole number from 1"),
        (["--seed", "-1"], "--seed: -1 is not a whole number from 0"),
        (["--steps", "10000000000"], "is not a whole number from 1 to 999,999,999"),
        (["--decay", "-1"], "--decay: -1 is below 0"),
        (["--stps", "1"], "unrecognized arguments"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_one_line_and_exit_2(restarts, arguments, said):
    """A mistake in the command line is one line, with status 2, and nothing runs."""
    status, output, errors = restarts(*arguments)
    assert (status, output) == (2, "")
    assert said in errors
    assert errors.count("\n") == 1


def test_ctrl_c_shows_a_bar_before_and_what_it_has_after():
    """A run at a terminal shows a bar, and Ctrl+C ends it with the result so far and status 130."""
    master, slave = pytest.importorskip("pty").openpty()
    command = [sys.executable, "-m", "tutor", "restarts", "--runs", "200", "--steps", "10000000", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=slave, start_new_session=True) as process:
        os.close(slave)
        seen = b""
        while b"step" not in seen:
            seen += os.read(master, 1000)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    os.close(master)
    assert "Ctrl+C stops" in seen.decode(errors="ignore")
    report = json.loads(output)
    assert process.returncode == 130
    assert 0 < report["steps_done"] < 10_000_000
    assert sum(report["outcomes"].values()) == 200
