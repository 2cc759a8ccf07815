"""What relu-tutor restarts tells: the table that compares, the rows of the CSV file, and the settings in words."""

import csv
import json
import re

import pytest

from tutor.cli import main
from tutor.commands import restarts as restarts_command
from tutor.net.restarts.outcome import wilson

QUICK = ("--runs", "40", "--steps", "300", "--fit", "0.2")


@pytest.fixture
def told(capsys):
    """The output of a run that has to succeed."""

    def run(*arguments):
        status = main(["restarts", *QUICK, *arguments])
        output, errors = capsys.readouterr()
        assert (status, errors) == (0, "")
        return output

    return run


COMPARED = {
    "hidden": ["1", "2", "3", "4", "5", "8"],
    "activation": ["relu", "leaky_relu", "tanh", "sigmoid", "swish", "gelu"],
    "init": ["uniform", "rand", "he", "glorot", "pytorch"],
    "optimizer": ["gd", "momentum", "adam", "rmsprop"],
}


@pytest.mark.parametrize("name", COMPARED)
def test_each_row_of_a_comparison_is_the_study_of_its_value(told, name):
    """A comparison has a row for each value, which is what the study of that value alone gives."""
    report = json.loads(told("--compare", name, "--json"))
    assert report["compare"] == name
    assert len(report["studies"]) == len(COMPARED[name])
    for value, study in zip(COMPARED[name], report["studies"], strict=True):
        assert study == json.loads(told(f"--{name}", value, "--json"))


def test_a_comparison_is_a_table_with_intervals(told):
    """As text a comparison has the rate in percent, its 95 % interval and the counts, within 80 columns."""
    table = told("--compare", "hidden", "1", "2,2", "2x3")
    studies = json.loads(told("--compare", "hidden", "1", "2,2", "2x3", "--json"))["studies"]
    assert "40 networks of relu units for each shape, uniform start, seed 0" in table
    assert max(map(len, table.splitlines())) <= 80
    for value, study in zip(("1", "2,2", "2x3"), studies, strict=True):
        (row,) = re.findall(rf"^{value} .*$", table, re.MULTILINE)
        rate, low, to, high, *counts = row.removeprefix(value).split()
        fits, outcomes = study["outcomes"]["fit"], study["outcomes"]
        assert (float(rate), to) == (pytest.approx(100 * fits / 40, abs=0.05), "to")
        assert (float(low), float(high)) == pytest.approx([100 * end for end in wilson(fits, 40)], abs=0.05)
        kinds = ("constant", "linear", "one bend", "other", "diverged")
        assert list(map(int, counts)) == [outcomes[kind] for kind in kinds]


def test_a_comparison_that_is_stopped_tells_what_there_is(capsys, monkeypatch):
    """After Ctrl+C a comparison has the studies so far, says how far the last one came, and names those to come."""

    def train(restarts, interrupt):
        restarts.advance(300 if restarts.study.optimizer.name == "gd" else 120)
        interrupt.wanted = restarts.study.optimizer.name == "momentum"

    monkeypatch.setattr(restarts_command, "train", train)
    assert main(["restarts", *QUICK, "--compare", "optimizer"]) == 130
    output, _ = capsys.readouterr()
    assert re.search(r"^momentum .* after 120 steps$", output, re.MULTILINE)
    assert not re.search(r"^gd .* after", output, re.MULTILINE)
    assert "stopped before adam, rmsprop" in output


def test_the_csv_has_a_row_for_each_network(told, tmp_path):
    """The CSV has run, outcome, and losses of each network; of a comparison its value in front."""
    path = tmp_path / "runs.csv"
    report = json.loads(told("--csv", str(path), "--json", "--lr", "0.1"))
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [int(row["run"]) for row in rows] == list(range(40))
    kinds = [row["outcome"] for row in rows]
    assert {kind: kinds.count(kind) for kind in report["outcomes"]} == report["outcomes"]
    assert len(set(kinds)) > 2
    assert all((float(row["loss"]) < 0.2) == (row["outcome"] == "fit") for row in rows)
    assert len({row["loss_at_start"] for row in rows}) == 40
    text = told("--compare", "optimizer", "gd", "adam", "--csv", str(path))
    assert "adam" in text
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [(row["optimizer"], int(row["run"])) for row in rows] == [(o, i) for o in ("gd", "adam") for i in range(40)]


def test_the_settings_are_told_in_words(told):
    """The first lines tell every option that is not as usual, and none that is."""
    plain = told()
    for word in ("biases", "output", "leak", "after", "entropy"):
        assert word not in plain.partition("\n\n")[0]
    text = told(
        *("--activation", "leaky_relu", "--leak", "1/1000", "--no-bias", "--loss", "bce", "--target", "step"),
        *("--lr-at", "200", "0.5", "--optimizer", "rmsprop", "--init", "pytorch", "--batch", "4"),
    )
    assert (
        "40 networks 1-3-1 of leaky_relu units with a leak of 0.001, sigmoid output, no biases, pytorch start" in text
    )
    assert "rmsprop, learning rate 0.02, 0.5 after 200 steps, batches of 4, cross entropy, 300 steps" in text
