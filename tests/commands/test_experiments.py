"""relu-tutor experiments: the figures it finds, compared with the stored ones, and its exit status."""

import tomllib

import pytest

from tutor.commands import experiments
from tutor.commands.arguments import UsageError

QUICK = ("stuck_too_fast", "rescue_unit_0")


@pytest.fixture
def run():
    """Runs the command; returns status and lines."""

    def run_(*arguments):
        lines = []
        return experiments.run(arguments, lines.append), lines

    return run_


@pytest.fixture
def altered(lessons, tmp_path, monkeypatch):
    """Has the command read a table in which some text stands for another."""

    def altered_(old, new):
        text = (lessons / "experiments.toml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "experiments.toml").write_text(text.replace(old, new), encoding="utf-8")
        monkeypatch.setattr(experiments, "lessons_folder", lambda: tmp_path)

    return altered_


def test_shipped_experiments_agree_and_their_lines_can_be_put_into_the_table(run):
    """Shipped experiments find their stored figures again, and print them as TOML of the table's form."""
    status, lines = run(*QUICK)
    assert (status, lines[-1]) == (0, "2 of 2 experiments agree with what is stored")
    assert sum(line.endswith(": same") for line in lines) == 3
    found = tomllib.loads("\n".join(lines[:-1]))
    assert found == {"stuck_too_fast": {"diverged_at": 3}, "rescue_unit_0": {"value": 0.0, "dead": 0}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("diverged_at = 3", "diverged_at = 4", "stored 4: differs"),
        ("diverged_at = 3", "diverge_at = 3", "not stored"),
        ("diverged_at = 3", "diverged_at = 3\ndead = 1", "# dead is stored and not found"),
    ],
)
def test_a_figure_that_is_not_found_again_is_told(run, altered, old, new, said):
    """A figure that differs, is not stored or is not found is named, and the status is 1."""
    altered(old, new)
    status, lines = run(*QUICK)
    assert status == 1
    assert any(said in line for line in lines), lines
    assert lines[-1] == "1 of 2 experiments agree with what is stored"


def test_the_list_names_every_experiment_with_its_figures_and_runs_none(run, altered):
    """The list has a line of stored figures for each experiment, and runs none."""
    altered("diverged_at = 3", "diverged_at = 4")
    status, lines = run("--list")
    assert status == 0
    assert any(line.startswith("stuck_too_fast ") and line.endswith("diverged_at 4") for line in lines)
    assert len({line.split()[0] for line in lines}) == len(lines) > len(QUICK)
    assert run("--list", "rescue_b1")[1] == [line for line in lines if line.startswith("rescue_b1 ")]


def test_mistakes_are_told_in_one_line(run, altered):
    """A mistake is a UsageError of one line, and nothing runs."""
    with pytest.raises(UsageError, match="no experiment rescue_b2; did you mean rescue_b1"):
        run("rescue_b2")
    with pytest.raises(UsageError, match="--lst"):
        run("--lst")
    altered("diverged_at = 3", "diverged_at = three")
    with pytest.raises(UsageError, match=r"experiments\.toml:\d+: "):
        run("--list")
