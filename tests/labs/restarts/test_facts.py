"""What the restarts lab counts, against a study trained in one go."""

from fractions import Fraction

import numpy as np
import pytest
from readings import measure
from studies import read_study, study_lab, trained

from tutor.expression import UndefinedError
from tutor.labs.restarts.spec import BARS
from tutor.net.restarts.outcome import KINDS, outcome

VIEWS = ("rate", "histogram", "outcomes")


@pytest.mark.parametrize(
    ("keys", "study", "step"),
    [
        ({}, {}, 0),
        ({}, {}, 500),
        ({"rate": "1/5"}, {"rate": 0.2}, 500),
        ({"hidden": [2, 2]}, {"sizes": (1, 2, 2, 1)}, 300),
        ({"activation": "tanh"}, {"activation": "tanh"}, 300),
    ],
    ids=["start", "end", "some diverge", "two layers", "tanh"],
)
def test_the_measures_are_those_of_the_study(keys, study, step):
    """Counts, rates and plateaus are those of the study trained in one go."""
    reading, true = read_study(study_lab(**keys), step), outcome(trained(step, **study))
    names = {"fit": "fits", "one bend": "one_bend"}
    assert {kind: measure(reading, names.get(kind, kind)) for kind in KINDS} == true.counts
    assert measure(reading, "born_dead") == true.born_dead
    p = Fraction(true.counts["fit"], 60)
    assert measure(reading, "success") == 100 * p
    assert measure(reading, "chance2") == 100 * (p + (1 - p) * p)
    assert measure(reading, "chance3") == 100 * (p + (1 - p) * p + (1 - p) ** 2 * p)
    ends = [measure(reading, name) / 100 for name in ("success_low", "success_high")]
    assert ends == pytest.approx(true.interval)
    assert [len(networks) for networks in reading.facts.now.plateaus] == list(true.plateaus.values())


def test_the_bars_are_the_plateaus_with_most_networks():
    """The bars are the plateaus with most networks, in the order of their losses, and their table adds up."""
    reading = read_study(study_lab(runs=300), 100)
    sizes = sorted(map(len, reading.facts.now.plateaus), reverse=True)
    assert len(sizes) > BARS == len(reading.facts.bars)
    assert sorted((len(bar.networks) for bar in reading.facts.bars), reverse=True) == sizes[:BARS]
    losses = [bar.loss for bar in reading.facts.bars]
    assert losses == sorted(losses)
    plot = reading.figure("histogram")
    corners = dict.fromkeys(range(BARS), 0)
    for x, y in plot.curves[0].points:
        corners[round(x)] = max(corners.get(round(x), 0), y)
    assert [corners[i] for i in range(BARS)] == [len(bar.networks) for bar in reading.facts.bars]
    told = plot.numbers
    assert [row[2] for row in told.rows[:BARS]] == [str(len(bar.networks)) for bar in reading.facts.bars]
    assert sum(int(row[2]) for row in told.rows) == 300


def test_the_chosen_bar_is_read_and_one_that_is_not_there_is_undefined():
    """bar_loss and bar_count are those of the chosen bar; beyond the last bar they are undefined."""
    lab = study_lab()
    last = len(read_study(lab, 500).facts.bars) - 1
    for chosen in range(last + 1):
        reading = read_study(lab, 500, bar=chosen)
        bar = reading.facts.bars[chosen]
        losses = np.sort(trained(500).losses[bar.networks])
        assert measure(reading, "bar_count") == len(losses)
        assert float(measure(reading, "bar_loss")) == pytest.approx(np.median(losses))
        marks = [points for points in reading.figure("histogram").points if points.role == "mark"]
        assert [x for points in marks for x, _ in points.points] == [chosen]
    if last + 1 < BARS:
        beyond = read_study(lab, 500, bar=last + 1)
        assert beyond.inside is None
        assert not [points for points in beyond.figure("histogram").points if points.role == "mark"]
        with pytest.raises(UndefinedError):
            measure(beyond, "bar_loss")
