"""The table of experiments: what lessons may cite of it, and what is wrong with one told with its line."""

from fractions import Fraction

import pytest

from tutor.expression import holds, parse_comparison
from tutor.lesson.experiments import FILE, measures, read_experiments

TABLE = """\
[one_unit]
kind = "stuck"
command = "relu-tutor experiments one_unit"
value = 0.36

[one_unit.figures]
dead = 1

[one_unit.settings]
data = { x = [1, 2], y = [0, 0] }
w = [1]
b = [0]
v = [1]
c = 0
activation = "relu"
rate = 0.2
steps = 1

[rate]
kind = "success"
command = "relu-tutor experiments rate"
value = 83.2
low = 80.8
high = 85.4
figures = { at_26_45 = 114 }

[rate.settings]
data = { target = "abs(x+1)", low = -4, high = 4, samples = 9 }
hidden = [3]
activation = "relu"
init = "uniform"
optimizer = "gd"
rate = 0.02
decay = 0
steps = 100
runs = 1000
seed = 0
fit = 0.01
plateaus = ["26/45"]
"""


@pytest.fixture
def read(tmp_path):
    """Reads a table, the one above but for what is replaced."""

    def read_(old="", new="", text=TABLE):
        assert old in text
        (tmp_path / FILE).write_text(text.replace(old, new), encoding="utf-8")
        return read_experiments(tmp_path)

    return read_


def test_a_lesson_may_say_what_the_experiments_it_names_have_found(read):
    """A named experiment gives its figures, interval and settings as measures, exactly as they are stored."""
    table = read()
    assert table.problems == ()
    found = measures(["rate", "one_unit", "nothing"], table)
    for text in (
        "rate = 83.2",
        "rate_low = 80.8",
        "rate_high = 85.4",
        "rate_at_26_45 = 114",
        "rate_runs = 1000",
        "rate_rate = 0.02",
        "rate_samples = 9",
        "rate_runs - rate_at_26_45 = 886",
        "one_unit = 0.36",
        "one_unit_dead = 1",
    ):
        assert holds(parse_comparison(text), found), text
    assert measures(["one_unit"], table).keys().isdisjoint(measures(["rate"], table))


def test_the_stored_settings_are_those_of_the_experiment(read):
    """An experiment has the settings and figures that stand in the table."""
    table = read().by_name
    settings = table["rate"].settings
    assert (settings.rate, settings.hidden, settings.plateaus) == (0.02, (3,), ("26/45",))
    assert (settings.data.target, settings.data.low, settings.data.samples) == ("abs(x+1)", -4.0, 9)
    assert table["one_unit"].settings.data.x == (1.0, 2.0)
    assert table["one_unit"].stored == {"value": Fraction("0.36"), "dead": 1}


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('kind = "stuck"', 'kind = "stuk"', 1, "'stuk'"),
        ("experiments one_unit", "experiments one_unt", 3, "the command is relu-tutor experiments one_unit"),
        ("value = 0.36\n\n[one_unit.figures]\ndead = 1\n", "", 1, "no figure"),
        ("dead = 1", 'dead = "some"', 7, "one_unit.figures.dead"),
        ("dead = 1", "value = 1", 1, "value stands above the figures"),
        ("steps = 1\n", "", 9, "one_unit.settings.steps"),
        ("steps = 1\n", "step = 1\n", 17, "one_unit.settings.step"),
        ("rate = 0.2\n", 'rate = "fast"\n', 16, "one_unit.settings.rate"),
        ("w = [1]", "w = [1, 1]", 9, "one number for each unit"),
        ('"abs(x+1)"', '"abs(x+2)"', 28, "'abs(x+2)'"),
        ("low = 80.8\n", "", 19, "all three"),
        ("low = 80.8", "low = 84", 19, "between low and high"),
        ("[one_unit]\n", "[One-unit]\n", 1, "One-unit"),
        ("steps = 1\n", "steps = \n", 17, "invalid value"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(read, old, new, line, said):
    """A mistake in the table is a problem at its line."""
    problems = read(old, new).problems
    assert said.lower() in "\n".join(str(each).lower() for each in problems), problems
    assert line in {each.line for each in problems}, problems
    assert all(each.path.name == FILE for each in problems)


def test_an_experiment_that_is_broken_leaves_the_others(read):
    """The experiments beside a broken one are read."""
    table = read("w = [1]", "w = [1, 1]")
    assert (list(table.by_name), len(table.problems)) == (["rate"], 1)


def test_a_folder_without_a_table_has_no_experiments(tmp_path):
    """A folder without the table has no experiments and no problem."""
    assert read_experiments(tmp_path) == read_experiments(tmp_path / "nowhere")
    assert not read_experiments(tmp_path).by_name
    assert not read_experiments(tmp_path).problems
