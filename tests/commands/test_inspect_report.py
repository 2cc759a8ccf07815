"""The report of relu-tutor inspect: layers, what keeps units dead, pictures, and the status for scripts."""

import json
import re
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.commands import reading
from tutor.commands.inspect_plot import _plane
from tutor.commands.inspect_text import histogram
from tutor.files import FileError
from tutor.net.inspection import inspect as inspected
from tutor.net.network import Network

DEEP = """\
W0 = [[1, 0.5], [-1, 1], [1, 1], [-1, -1]]
b0 = [-10, 0, 0.25, -8]
W1 = [[1, 0, 0, 1], [0, 1, -1, 1], [-1, -1, -1, 0]]
b1 = [0, 0.1, 0.5]
W2 = [[1, 1, 1]]
b2 = [0]
"""
"""Of the first layer units 0 and 3 are dead by their biases; of the second, unit 0 reads these two alone."""
ABS = "w = [1, -1]\nb = [0, 0]\nv = [1, 1]\n"


def _rows_below(output, word):
    """The rows of the table whose header has the word, each as its cells."""
    lines = output.splitlines()
    start = next(i for i, line in enumerate(lines) if word in line)
    body = lines[start + 1 :]
    return [re.split(r"  +", line) for line in body[: body.index("") if "" in body else None]]


def test_layers_come_with_counts_and_shares(inspect):
    """Each hidden layer has its units, those dead on the data and on the box, those always active, and a histogram."""
    data = "a,b\n1,0\n2,1\n-1,2\n0,3\n"
    output = inspect(DEEP, data=data)[1]
    report = json.loads(inspect(DEEP, "--json", data=data)[1])
    first, second = (row[:5] for row in _rows_below(output, "always active"))
    assert first == ["0", "4", "2", "2", "0"]
    told = [
        [each[key] for key in ("layer", "units", "dead_on_data", "dead_on_range", "always_active")]
        for each in report["layers"]
    ]
    assert [list(map(int, row)) for row in (first, second)] == told
    assert output.index("always active") < output.index("because of")


def test_each_dead_unit_has_its_cause_and_its_remedy(inspect):
    """A dead unit is told with what keeps it dead, by how much, and which bias would wake it."""
    output = inspect(DEEP)[1]
    rows = {tuple(row[:2]): row[2:] for row in _rows_below(output, "because of")}
    assert set(rows) == {("0", "0"), ("0", "3"), ("1", "0")}
    assert rows["0", "0"][1:] == ["its bias, −10: Σ w·x is 1.5 at most", "a bias above −1.5"]
    assert rows["1", "0"][1:] == ["the layer below: all units that it reads are dead", "units of layer 0"]
    assert "3 dead units of 7: 42.9 %" in output
    causes = {
        (u["layer"], u["unit"]): (u["cause"], u["wakes_above_bias"])
        for u in json.loads(inspect(DEEP, "--json")[1])["units"]
    }
    assert causes[0, 0] == ("bias", -1.5)
    assert causes[1, 0] == ("below", None)
    assert causes[0, 1] == (None, None)
    below = inspect("w = [-1]\nb = [-2]\nv = [1]\n", data="x\n1\n3\n")[1]
    assert "its inputs: w·x is −1 at most" in below
    assert "a bias above 1" in below


def test_many_dead_units_are_counted_and_all_are_listed_on_request(inspect):
    """The text lists the first dead units and says how many more there are; --units has every unit."""
    network = Network((np.ones((50, 1)), np.ones((1, 50))), (np.full(50, -9.0), np.zeros(1)))
    output = inspect(network)[1]
    assert "50 dead units of 50" in output
    assert "and 38 more; --units lists all units" in output
    assert len(_rows_below(inspect(network, "--units")[1], "verdict")) == 50


def test_units_that_are_nearly_dead_are_told(inspect):
    """Units that are active on up to a hundredth of the rows are told, those on the fewest rows first."""
    rows = "x\n" + "".join(f"{x}\n" for x in range(1, 401))
    network = Network((np.ones((3, 1)), np.ones((1, 3))), (np.array([-397.0, -399, -300]), np.zeros(1)))
    output = inspect(network, data=rows)[1]
    assert "unit 1 of layer 0 (1), 0 of layer 0 (3)" in output
    assert "0 dead units" in output


@pytest.mark.parametrize(("rows", "told"), [(2, True), (3, False)])
def test_linear_on_too_few_rows_says_that_any_function_is(inspect, rows, told):
    """With as many rows as an affine function can always go through, the verdict says so."""
    data = "x\n" + "".join(f"{x}\n" for x in (1, 2, 3)[:rows])
    output = inspect(ABS, data=data)[1]
    assert ("linear on the data, as any function is on 2 rows of 1 input" in output) == told
    assert ("as any function" in output) == told
    assert json.loads(inspect(ABS, "--json", data=data)[1])["linear"]["any_is_on_data"] == told


def test_numbers_are_rounded_where_nobody_reads_fractions(inspect):
    """A fraction with a long denominator is rounded and marked; a short one stays."""
    output = inspect('w = ["100003/70001"]\nb = [0]\nv = ["1/3"]\n')[1]
    assert "70001" not in output
    assert "210003" not in output
    assert "0.4762x" in output
    assert "(1/3)x" in inspect('w = [1]\nb = [0]\nv = ["1/3"]\n')[1]


@pytest.mark.parametrize(
    ("most", "status"), [("0.1", 1), ("42%", 1), ("3/7", 0), ("43%", 0), ("0", 1), ("1", 0), ("100 %", 0)]
)
def test_a_share_of_dead_units_decides_the_status(inspect, most, status):
    """With --fail-over the command ends with 1 if more than this share is dead, and says so on standard error alone."""
    for how in ((), ("--json",)):
        found, output, errors = inspect(DEEP, "--fail-over", most, *how)
        assert found == status
        assert ("42.9 % of the units are dead" in errors) == bool(status)
        assert output == inspect(DEEP, *how)[1]


def test_a_network_without_hidden_units_has_no_dead_ones(inspect):
    """An affine network passes any limit, and has no layers to tell."""
    affine = "W0 = [[2]]\nb0 = [1]\n"
    assert inspect(affine, "--fail-over", "0")[0] == 0
    assert "dead" not in inspect(affine)[1]


@pytest.mark.parametrize("most", ["-0.1", "101%", "nan", "half"])
def test_a_share_that_is_none_is_one_line(inspect, most):
    """A share is from 0 to 1."""
    status, output, errors = inspect(DEEP, "--fail-over", most)
    assert (status, output, errors.count("\n")) == (2, "", 1)


def test_a_cell_that_is_no_number_is_told_of_its_table(inspect):
    """A mistake in the rows is told with the table and its line, not of the network."""
    status, output, errors = inspect(ABS, data="x\n1\nabc\n")
    assert (status, output) == (2, "")
    assert "data.csv:3: cell 1 (x): “abc” is not a number" in errors
    assert "net.toml" not in errors


@pytest.mark.parametrize("columns", [60, 120])
def test_pictures_fit_the_terminal(inspect, monkeypatch, columns):
    """--plot draws f for one and two inputs, and units × rows, no wider than the terminal."""
    monkeypatch.setenv("COLUMNS", str(columns))
    for network, data in ((ABS, None), (ABS, "x\n-2\n1\n3\n"), (DEEP, None), (DEEP, "a,b\n1,0\n-1,0.5\n")):
        output = inspect(network, "--plot", data=data)[1]
        drawing = output.removeprefix(inspect(network, data=data)[1])
        assert "┌" in drawing
        assert all(len(line) <= columns for line in drawing.splitlines())
    assert "layer 1 unit 2" in drawing
    assert "1 of 2 rows" in drawing


def test_the_picture_of_many_units_shows_those_on_the_fewest_rows(inspect):
    """Of more units than have room, those that are active on the fewest rows are shown."""
    biases = np.where(np.arange(100) == 77, -9.0, 9.0)
    network = Network((np.ones((100, 3)), np.ones((1, 100))), (biases, np.zeros(1)))
    output = inspect(network, "--plot", data="a,b,c\n1,1,1\n2,0,1\n")[1]
    assert "layer 0 unit 77" in output
    assert output.count(" of 2 rows") == 40


def test_without_a_table_the_picture_of_many_units_shows_those_active_on_the_fewest_x(inspect):
    """Units that are active on a part of the range only, or nowhere, are not left out for those before them."""
    biases = np.where(np.arange(100) >= 95, -9.0, 9.0)
    network = Network((np.zeros((100, 1)), np.ones((1, 100))), (biases, np.zeros(1)))
    output = inspect(network, "--plot")[1]
    assert all(f"layer 0 unit {unit}" in output for unit in range(95, 100))


def test_no_side_is_drawn_where_rounding_alone_gives_f_its_sign():
    """3·max(0, z) − max(0, 3z) is 0; in floats it is a little more here and a little less there."""
    inner = np.array([[0.1, 0.7], [0.3, 2.1]])
    network = Network((inner, np.array([[3.0, -1.0]])), (np.array([0.05, 0.15]), np.zeros(1)))
    ground = _plane(inspected(network, (-1.0, 1.0, -1.0, 1.0), ())).ground
    assert {side for row in ground.rows for side in row} == {0}
    above = Network(network.weights, (network.biases[0], np.array([1.0])))
    assert {side for row in _plane(inspected(above, (-1.0, 1.0, -1.0, 1.0), ())).ground.rows for side in row} == {1}


@given(st.lists(st.fractions(0, 1), min_size=1, max_size=60))
def test_a_histogram_shows_none_eighths_and_all(shares):
    """The first bar counts the shares of 0, the last those of 1, and each between its eighth; only 0 has no bar."""
    bars = histogram(shares)
    assert (len(bars), bars[1], bars[-2]) == (12, " ", " ")
    expected = [sum(s == 0 for s in shares)]
    expected += [sum(0 < s < 1 and Fraction(i, 8) <= s < Fraction(i + 1, 8) for s in shares) for i in range(8)]
    expected.append(sum(s == 1 for s in shares))
    drawn = bars[0] + bars[2:-2] + bars[-1]
    for bar, count in zip(drawn, expected, strict=True):
        assert (bar == "·") == (count == 0)
        assert (bar == "█") >= (count == max(expected))
    assert [bar for _, bar in sorted(zip(expected, drawn, strict=True))] == sorted(drawn)


def test_reading_is_told_on_a_terminal_after_a_while(monkeypatch, capsys):
    """The rows read so far are told on standard error, if it is a terminal; the batches stay what they are."""
    batches = [np.zeros((3, 2)), np.zeros((4, 2))]
    monkeypatch.setattr(reading, "_SOON", -1.0)
    for is_terminal in (True, False):
        monkeypatch.setattr(sys.stderr, "isatty", lambda is_terminal=is_terminal: is_terminal)
        assert list(map(len, reading.told_on_terminal(batches))) == [3, 4]
        errors = capsys.readouterr().err
        assert ("7 rows" in errors) == is_terminal
        assert not errors or errors.endswith("\r\x1b[K")
        told = reading.told_on_terminal(_that_fail(batches))
        with pytest.raises(FileError):
            list(told)
        errors = capsys.readouterr().err
        assert not errors or errors.endswith("\r\x1b[K")
    monkeypatch.setattr(reading, "_SOON", 60.0)
    list(reading.told_on_terminal(batches))
    assert capsys.readouterr().err == ""


def _that_fail(batches):
    yield from batches
    raise FileError("the next batch has a mistake")


def test_the_pieces_between_two_rows_are_those_of_f(inspect):
    """--line tells f along the line between two rows, for any number of inputs, in text and JSON."""
    network = "W0 = [[1, 0, 1], [0, 1, -1]]\nb0 = [-1, 0]\nW1 = [[1, 2]]\nb1 = [0]\n"
    data = "a,b,c\n9,9,9\n0,1,0\n4,1,2\n"
    output = inspect(network, "--line", "2", "3", data=data)[1]  # z0 = 6t − 1, z1 = 1 − 2t
    assert "On the line from row 2 (t = 0) to row 3 (t = 1) f has 3 pieces:" in output
    assert "f(t) = −4t + 2   for 0 ≤ t ≤ 1/6" in output
    assert "f(t) = 2t + 1   for 1/6 ≤ t ≤ 0.5" in output
    assert "not linear on the line" in output
    line = json.loads(inspect(network, "--line", "2", "3", "--json", data=data)[1])["line"]
    assert line["rows"] == [2, 3]
    assert [(p["slope"], p["intercept"]) for p in line["pieces"]] == [(-4, 2), (2, 1), (6, -1)]
    assert [point["units"] for point in line["breakpoints"]] == [[[0, 0]], [[0, 1]]]
    assert line["linear"] is False
    assert json.loads(inspect(network, "--json", data=data)[1])["line"] is None
    assert "f on the line" in inspect(network, "--line", "2", "3", "--plot", data=data)[1]


@pytest.mark.parametrize(
    ("rows", "data", "said"),
    [
        (("1", "2"), None, "--line and --plane go through rows of the table that --data names"),
        (("1", "4"), "x\n1\n2\n3\n", "data.csv: has no row 4: its rows go from 1 to 3"),
        (("0", "1"), "x\n1\n2\n", "argument --line: 0 is not a whole number from 1"),
    ],
)
def test_a_line_without_its_rows_is_one_line(inspect, rows, data, said):
    """--line needs --data, and two rows that are there."""
    status, output, errors = inspect(ABS, "--line", *rows, data=data)
    assert (status, output, errors.count("\n")) == (2, "", 1)
    assert said in errors


def test_in_the_plane_through_three_rows_regions_are_those_of_the_function_there(inspect):
    """With two inputs and the corners of a box as rows, the plane is the box: the same regions, the same f."""
    network = "W0 = [[1, 1], [1, 1], [2, -1]]\nb0 = [0, -1, 0]\nW1 = [[1, -2, 1]]\nb1 = [0]\n"
    data = "x,y\n-2,-1\n3,-1\n-2,4\n"
    box = "--box", "-2", "3", "-1", "4"
    asked = inspect(network, "--plane", "1", "2", "3", *box, "--json", "--regions", data=data)[1]
    report = json.loads(asked)
    assert report["plane"]["rows"] == [1, 2, 3]
    assert report["plane"]["regions"]["count"] == report["regions"]["count"] > 2
    assert report["plane"]["regions"]["zero_regions"] == report["regions"]["zero_regions"]
    for there, here in zip(report["plane"]["regions"]["polygons"], report["regions"]["polygons"], strict=True):
        assert [[5 * s - 2, 5 * t - 1] for s, t in there["corners"]] == [pytest.approx(at) for at in here["corners"]]
        slopes = here["gradient"]
        assert there["gradient"] == pytest.approx([5 * each for each in slopes])
        assert there["intercept"] == pytest.approx(here["intercept"] - 2 * slopes[0] - slopes[1])
    text = inspect(network, "--plane", "1", "2", "3", "--plot", data=data)[1]
    assert f"f has {report['regions']['count']} regions" in text.split("In the plane through row 1")[1]
    assert "f in the plane" in text
    assert "--data" in inspect(network, "--plane", "1", "2", "3")[2]
