"""relu-tutor inspect from the command line: its report against the network itself."""

import json
from itertools import pairwise

import numpy as np
import pytest

from tutor.cli import main
from tutor.net.initial import initial
from tutor.net.network import Network

NET_A = "w = [1, 1, 1]\nb = [-10, 10, 10]\nv = [1, 1, 1]\n"
NET_B = "w = [1, -1, 1]\nb = [1, -1, -10]\nv = [1, 1, 1]\n"
D9 = "x,y\n" + "".join(f"{x},{abs(x + 1)}\n" for x in range(-4, 5))
KEYS = {"shape", "activation", "range", "pieces", "breakpoints", "linear", "deviation", "units", "regions", "data"}
KEYS |= {"layers", "dead_share", "line", "plane"}
KEYS |= {"output_activation", "notes"}  # how the file was read


@pytest.fixture
def found(inspect):
    """The JSON object of a run that has to succeed."""

    def run(network, *arguments, data=None):
        status, output, errors = inspect(network, *arguments, "--json", data=data)
        assert (status, errors) == (0, "")
        return json.loads(output)

    return run


def _random(sizes, seed=0):
    network = initial(sizes, "uniform", (seed,))
    return Network(network.weights, network.biases)


def test_the_threads_two_networks(found):
    """The command says of the lessons' own networks what the lessons say."""
    a = found(NET_A, data=D9)
    assert set(a) == KEYS
    assert (a["shape"], a["activation"], a["range"]) == ([1, 3, 1], "relu", [-4, 4])
    assert a["pieces"] == [{"from": -4, "to": 4, "slope": 2, "intercept": 20}]
    assert a["breakpoints"] == []
    verdicts = {"on_range": True, "on_data": True, "everywhere": False, "any_is_on_data": False}
    verdicts["reason"] = "no breakpoint between −4 and 4"
    assert (a["linear"], a["deviation"], a["regions"]) == (verdicts, 0, None)
    assert [(u["layer"], u["unit"], u["status"], u["active_rows"], u["rows"]) for u in a["units"]] == [
        (0, 0, "dead_on_range", 0, 9),
        (0, 1, "active", 9, 9),
        (0, 2, "active", 9, 9),
    ]
    b = found(NET_B, data=D9)
    assert b["breakpoints"] == [{"x": -1, "slope_before": -1, "slope_after": 1, "units": [[0, 0], [0, 1]]}]
    assert (b["linear"]["on_range"], b["linear"]["on_data"], b["deviation"]) == (False, False, 3.75)
    assert [u["status"] for u in b["units"]] == ["partly", "partly", "dead_on_range"]


def test_a_unit_dead_on_the_data_is_told_with_an_input_that_wakes_it(found):
    """A unit is dead on the data or dead on the range, and an input that wakes it is given for the first alone."""
    unit = found(NET_B, "--range", "-4", "12", data=D9)["units"][2]
    assert unit["status"] == "dead_on_data"
    assert unit["wakes"][0] > 10
    assert found(NET_B, "--range", "-4", "12")["units"][2]["status"] == "partly"


@pytest.mark.parametrize("sizes", [(1, 5, 1), (1, 4, 3, 1), (1, 6, 5, 4, 3, 1)])
def test_pieces_of_a_trained_network_are_its_forward_pass(found, sizes):
    """The formulas of the pieces are the network's forward pass."""
    network = _random(sizes)
    report = found(network, "--range", "-3", "2.5")
    assert report["pieces"][0]["from"] == -3
    assert report["pieces"][-1]["to"] == 2.5
    assert len(report["breakpoints"]) == len(report["pieces"]) - 1
    for left, right in pairwise(report["pieces"]):
        assert left["to"] == right["from"]
    for bend, left, right in zip(report["breakpoints"], report["pieces"], report["pieces"][1:], strict=False):
        assert (bend["x"], bend["slope_before"], bend["slope_after"]) == (left["to"], left["slope"], right["slope"])
        assert bend["units"]
    for piece in report["pieces"]:
        for x in np.linspace(piece["from"], piece["to"], 5):
            assert abs(piece["slope"] * x + piece["intercept"] - network(np.array([[x]]))[0, 0]) < 1e-10


def test_regions_tile_the_box_with_the_network(found):
    """The polygons cover the box, and the affine map of each is the network there."""
    network = _random((2, 5, 4, 1))
    report = found(network, "--box", "-2", "1", "-1", "3", "--regions")
    assert report["range"] == [-2, 1, -1, 3]
    assert (report["pieces"], report["breakpoints"], report["deviation"]) == (None, None, None)
    polygons = report["regions"]["polygons"]
    assert report["regions"]["count"] == len(polygons)
    area = 0.0
    for polygon in polygons:
        x, y = np.array(polygon["corners"]).T
        area += (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2
        middle = np.array([[x.mean(), y.mean()]])
        assert abs(middle @ polygon["gradient"] + polygon["intercept"] - network(middle)[0, 0]) < 1e-10
    assert abs(area - 12) < 1e-9
    for segment in report["regions"]["zero_level"]:
        assert abs(network(np.array(segment))).max() < 1e-9
    assert "polygons" not in found(network)["regions"]


def test_units_are_decided_on_the_whole_box(found):
    """Over a whole box, a unit is called dead exactly where a dense grid wakes it nowhere."""
    grid = np.array([[x, y] for x in np.linspace(-1, 1, 81) for y in np.linspace(-1, 1, 81)])
    seen = set()
    for seed in range(12):
        network = _random((2, 6, 5, 1), seed)
        z = network.forward(grid).z
        for unit in found(network)["units"]:
            active = z[unit["layer"]][:, unit["unit"]] > 0
            seen.add(unit["status"])
            assert not (active.any() and unit["status"] == "dead_on_range")
            assert not (not active.all() and unit["status"] == "active")
            assert (unit["wakes"] is None) == (unit["status"] == "dead_on_range")
            if unit["wakes"]:
                assert network.forward(np.array([unit["wakes"]])).z[unit["layer"]][0, unit["unit"]] > 0
    assert seen == {"active", "partly", "dead_on_range"}


def test_more_inputs_are_looked_at_on_data(found, inspect):
    """A network of more inputs is analysed on its data, and its dead units are found."""
    network = _random((3, 4, 2))
    network.biases[0][1] = -100.0
    report = found(network, "--output", "1", data="1,2,3\n-1,0,2\n0.5,0,0\n")
    assert report["shape"] == [3, 4, 1]
    assert [u["status"] for u in report["units"]][1] == "dead_on_data"
    assert report["units"][1]["wakes"] is None
    assert report["linear"]["on_range"] is None
    assert inspect(network, "--output", "0")[0] == 2


def test_labels_behind_the_inputs_are_left_out(found):
    """Columns behind the inputs are labels and are left out, and every row counts."""
    assert (
        found(NET_B, data=D9)["units"]
        == found(NET_B, data="\n".join(line.split(",")[0] for line in D9.split()))["units"]
    )


def test_people_read_a_formula_and_a_table_of_units(inspect):
    """The text has the formula of f and a table of the units."""
    status, output, _ = inspect(NET_B, "--units", data=D9)
    assert status == 0
    assert "f(x) = −x − 1   for −4 ≤ x ≤ −1" in output
    assert "f(x) = x + 1   for −1 ≤ x ≤ 4" in output
    assert "not linear on the range: the slope changes by 2 at −1" in output
    row = output.split("verdict")[1].splitlines()[-1].split()
    assert "dead on the range" in " ".join(row)
    assert row[:2] == ["0", "2"]
    assert "0 of 9" in output
    rounded = inspect(_random((1, 30, 1)))[1]
    assert "f(x) ≈ " in rounded
    assert "≈−" not in rounded.split("linear on")[0]
    assert "more; --json lists them" in rounded


def test_an_exact_network_is_told_exactly(inspect, found):
    """A hand-set network is analysed exactly: a bend of 10⁻³⁰ is a bend."""
    tiny = 'w = [1]\nb = [0]\nv = ["1e-30"]\n'
    assert found(tiny)["linear"]["on_range"] is False
    assert "not linear on the range" in inspect(tiny)[1]
    third = 'w = [1, -1]\nb = ["1/3", "-1/3"]\nv = ["1/7", "-1/7"]\n'
    verdict = found(third)["linear"]
    assert (verdict["on_range"], verdict["everywhere"]) == (True, True)
    assert "cancel: 1/7 − 1/7 = 0" in verdict["reason"]


def test_floats_that_cancel_carry_a_size(found):
    """A network that is straight up to rounding is called linear, and a bent one has its distance from the chord."""
    w, b, v = np.array([[0.1], [-0.1]]), np.array([0.03, -0.03]), np.array([[0.7, -0.7]])
    assert found(Network((w, v), (b, np.zeros(1))))["linear"]["on_range"] is True
    bent = found(Network((w, v * [1, 1 + 1e-6]), (b, np.zeros(1))))["linear"]
    assert bent["on_range"] is False
    assert "off the chord" in bent["reason"]


def test_a_peak_narrower_than_breakpoints_are_told_apart_is_not_overlooked(found):
    """A network that jumps between two breakpoints is not called linear, nor a unit dead that the jump wakes."""
    one = np.ones((2, 1))
    spike = Network(
        (one * [[1], [-1]], np.array([[-1e4, -1e4]]), np.array([[1e6]])), (np.zeros(2), np.ones(1), np.zeros(1))
    )
    report = found(spike, "--range", "-1000000000", "1000000000")
    assert report["units"][2]["status"] == "partly"
    assert report["units"][2]["wakes"] == [0]
    assert (report["linear"]["on_range"], report["linear"]["everywhere"]) == (False, False)
    assert report["deviation"] == 1e6
    step = Network((one, np.array([[1e13, -1e13]])), (np.array([0, -1e-13]), np.zeros(1)))
    late = Network((one[:1], np.array([[1e12]])), (np.array([-4 + 1e-12]), np.zeros(1)))
    for network in (step, late):
        verdict = found(network)["linear"]
        assert (verdict["on_range"], verdict["everywhere"]) == (False, False)


def test_a_jump_outside_the_range_is_not_overlooked(found):
    """A network that jumps outside the range is not called linear everywhere."""
    step = Network((np.ones((2, 1)), np.array([[1e13, -1e13]])), (np.array([-5, -5 - 1e-13]), np.zeros(1)))
    verdict = found(step)["linear"]
    assert (verdict["on_range"], verdict["everywhere"]) == (True, False)


def test_rounding_alone_bends_nothing(found):
    """Large terms that cancel leave no bend, and wake no dead unit."""
    random = np.random.default_rng(0)
    w, b, v = random.normal(size=(20, 1)), random.normal(size=20), 1e6 * random.normal(size=(1, 20))
    twice = np.concatenate
    twins = Network((twice([w, w]), twice([v, -v], axis=1)), (twice([b, b]), np.zeros(1)))
    mirrored = Network((twice([w, -w]), twice([v, v], axis=1) * 0.1), (twice([b, -b]), np.zeros(1)))
    verdict = found(twins)["linear"]
    assert (verdict["on_range"], verdict["everywhere"]) == (True, True)
    assert found(mirrored)["linear"]["on_range"] is False
    below = Network(
        (*twins.weights[:1], twins.weights[1], np.ones((1, 1))), (*twins.biases[:1], np.full(1, -1.0), np.zeros(1))
    )
    assert found(below)["units"][-1]["status"] == "dead_on_range"


def test_numbers_that_overflow_are_refused(inspect):
    """A network whose numbers overflow is refused in one line."""
    for network in (
        Network((np.array([[1e200]]), np.array([[1e200]])), (np.zeros(1), np.zeros(1))),
        Network((np.array([[1e200, 1]]), np.array([[1e200]])), (np.zeros(1), np.zeros(1))),
        Network((np.array([[1e308]]),), (np.array([1.7e308]),)),
    ):
        status, output, errors = inspect(network)
        assert (status, output) == (2, "")
        assert "overflows" in errors
        assert errors.count("\n") == 1
    grown = 'w = ["1e99"]\nb = [0]\nv = ["1e99"]\n'
    assert inspect(grown, "--json")[0] == 0
    deep = "".join(f"W{i} = [[1e90]]\nb{i} = [0]\n" for i in range(5))
    assert "too large for the numbers of JSON" in inspect(deep, "--json")[2]
    assert inspect(deep)[0] == 0


DEAD_OUTPUT = "w = [1, -1]\nb = [0, 0]\nv = [-1, -1]\nc = -1\n"


def test_a_dead_output_is_found(inspect, found):
    """A ReLU behind an output that is below 0 makes f 0 throughout, and the output is a dead unit with that name."""
    report = found(DEAD_OUTPUT, "--output-activation", "relu")
    assert report["shape"] == [1, 2, 1]
    assert report["output_activation"] == "relu"
    assert {(piece["slope"], piece["intercept"]) for piece in report["pieces"]} == {(0, 0)}
    assert [(unit["layer"], unit["status"]) for unit in report["units"]] == [
        (0, "partly"),
        (0, "partly"),
        (1, "dead_on_range"),
    ]
    told = inspect(DEAD_OUTPUT, "--output-activation", "relu")[1]
    assert "f = 0 throughout: the output is dead on the range" in told
    assert any(line.split()[:2] == ["output", "0"] for line in told.splitlines())
    plane = "W0 = [[1, 0]]\nb0 = [0]\nW1 = [[-1]]\nb1 = [-1]\noutput_activation = 'relu'\n"
    report = found(plane)
    assert report["regions"]["zero_regions"] == list(range(report["regions"]["count"]))
    assert report["units"][-1]["status"] == "dead_on_range"
    rows = found("W0 = [[1, 0, 0]]\nb0 = [0]\nW1 = [[-1]]\nb1 = [-1]\noutput_activation = 'relu'\n", data="1,2,3\n")
    assert rows["units"][-1]["status"] == "dead_on_data"


def test_what_was_taken_for_granted_is_told(inspect, found):
    """Where neither file nor option says what stands behind the output, it is told that it was taken as linear."""
    assert any("output taken as linear" in note for note in found(NET_A)["notes"])
    assert "output taken as linear" in inspect(NET_A)[1].splitlines()[1]
    for said in (NET_A + "output_activation = 'identity'\n", NET_A):
        option = () if "output" in said else ("--output-activation", "identity")
        report = found(said, *option)
        assert (report["notes"], report["output_activation"]) == ([], "identity")
    assert found(_random((1, 2, 1)))["notes"][0].startswith("activation taken as relu")


@pytest.mark.parametrize("name", ["sigmoid", "softmax", "tanh"])
def test_before_an_output_without_corners_f_is_told(found, name):
    """Pieces and verdicts are told of the output before a sigmoid, and a note says so."""
    report, linear = found(NET_A, "--output-activation", name), found(NET_A)
    assert report["pieces"] == linear["pieces"]
    assert report["units"] == linear["units"]
    assert any(name in note and "before" in note for note in report["notes"])


TWO = "W0 = {}\nb0 = {}\nW1 = [{}]\nb1 = [0]\n"


@pytest.mark.parametrize(
    ("network", "everywhere"),
    [
        ("W0 = [[1, 2]]\nb0 = [3]\n", True),
        (TWO.format("[[1, 0]]", "[-1]", "[1]"), False),
        (TWO.format("[[1, 0]]", "[-1]", "[0]"), True),
        (TWO.format("[[1, 2], [-2, -4]]", "[-5, 10]", "[2, -1]"), True),
        (TWO.format("[[1, 2], [-2, -4]]", "[-5, 10]", "[2, 1]"), False),
        (TWO.format("[[0, 0], [0, 3]]", "[1, -9]", "[1, 0]"), True),
        ("W0 = [[1, 0]]\nb0 = [-5]\nW1 = [[1]]\nb1 = [1]\nW2 = [[1]]\nb2 = [0]\n", None),
    ],
)
def test_everywhere_is_decided_on_the_plane_beyond_the_box(found, network, everywhere):
    """A bend outside the box decides `everywhere`, and two bends that cancel are none."""
    report = found(network)
    assert report["linear"]["on_range"] is True
    assert report["linear"]["everywhere"] is everywhere


def test_data_off_the_plane_decides_everywhere(found):
    """Rows of data that bend decide `everywhere` against a network that is linear on the box."""
    deep = "W0 = [[1, 0]]\nb0 = [-5]\nW1 = [[1]]\nb1 = [1]\nW2 = [[1]]\nb2 = [0]\n"
    linear = found(deep, data="0,0\n6,0\n9,0\n")["linear"]
    assert (linear["on_range"], linear["on_data"], linear["everywhere"]) == (True, False, False)


def test_rounding_bends_no_plane(found):
    """Units on one line that cancel up to rounding are no bend."""
    w, b, v = np.array([[3.0, 0], [1, 0]]), np.array([0.3, 0.1]), np.array([[1.0, -3]])
    linear = found(Network((w, v), (b, np.zeros(1))))["linear"]
    assert (linear["on_range"], linear["everywhere"]) == (True, True)
    thrice = Network((np.ones((3, 2)), np.array([[0.1, 0.2, -0.3]])), (np.full(3, 0.1), np.zeros(1)))
    assert found(thrice)["linear"]["everywhere"] is True
    same = Network((np.ones((3, 1)), np.array([[0.1, 0.2, -0.3]])), (np.full(3, 0.1), np.zeros(1)))
    linear = found(same, data="-0.5\n.1\n.4\n.9\n")["linear"]
    assert (linear["on_range"], linear["on_data"], linear["everywhere"]) == (True, True, True)


def test_where_f_is_zero_is_told(inspect, found):
    """A network that is 0 all over the box is 0 throughout its region."""
    nothing = TWO.format("[[1, 0]]", "[-1]", "[1]")
    assert "f = 0 on 0 segments and throughout 1 region." in inspect(nothing)[1]
    assert found(nothing)["regions"]["zero_regions"] == [0]


@pytest.mark.parametrize("low", ["-4", "1000000", "0.999999999"])
def test_the_ends_of_a_piece_can_be_told_apart(inspect, low):
    """The two ends of each piece are printed as different numbers."""
    middle, width = float(low), 1e-9 if low.startswith("0.9") else 0.25
    network = Network((np.array([[1.0]]), np.array([[1.0]])), (np.array([-middle - width / 3]), np.zeros(1)))
    output = inspect(network, "--range", low, str(middle + width))[1]
    lines = [line.split("for ")[1].split(" ≤ x ≤ ") for line in output.splitlines() if "≤ x ≤" in line]
    assert len(lines) == 2
    assert all(left != right for left, right in lines)
    assert "−0 " not in output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--regions"], "it goes with --json"),
        (["--range", "-inf", "0"], "“-inf” is not a number here"),
        (["--range", "4", "4"], "--range 4 4 is empty"),
        (["--range", "1/3", "-1/3"], "--range 1/3 −1/3 is empty"),
        (["--range", "a", "4"], "argument --range: “a” is not a number here"),
        (["--range", "-4"], "argument --range: expected 2 arguments"),
        (["--range", "nan", "4"], "argument --range: “nan” is not a number here"),
        (["--box", "0", "1", "0", "1"], "--box is for two inputs; this network has 1"),
        (["--output", "1"], "there is no output 1: the network has 1"),
        (["--output", "-1"], "there is no output -1"),
        (["--data", "nowhere.csv"], "nowhere.csv: there is no such file"),
        (["--jsn"], "unrecognized arguments: --jsn"),
        (["--activation", "tanh"], "no pieces of f with tanh: it is not piecewise linear"),
        (["--activation", "step"], "no pieces of f with step: it jumps"),
        (["--activation", "rleu"], "invalid choice"),
        (["--output-activation", "rleu"], "invalid choice"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_one_line_and_exit_2(inspect, arguments, said):
    """A mistake in the command line is one line, with status 2."""
    status, output, errors = inspect(NET_A, *arguments)
    assert (status, output) == (2, "")
    assert said in errors
    assert errors.count("\n") == 1


def test_networks_that_cannot_be_looked_into_are_one_line_and_exit_2(inspect):
    """A file too large, too deep or with several outputs is refused in one line, with status 2."""
    for network, arguments, said in (
        (_random((1, 10**6, 1)), (), "1,000,000 units are too many"),
        (_random((3, 2, 1)), (), "needs rows"),
        (_random((1, 2, 2)), (), "choose one with --output 0 … 1"),
        (_random((2, 2, 1)), ("--range", "0", "1"), "--range is for one input; this network has 2"),
        (_random((2, 2, 1)), ("--box", "0", "1", "1", "0"), "--box 1 0 is empty"),
        (_tent(30), ("--range", "0", "1"), "pieces"),
    ):
        status, output, errors = inspect(network, *arguments)
        assert (status, output) == (2, "")
        assert said in errors
        assert errors.count("\n") == 1
    assert "has 1 column for 2 inputs" in inspect(_random((2, 2, 1)), data="1\n2\n")[2]


def _tent(folds):
    fold = np.array([[2.0, -4.0]] * 2)
    weights = (np.ones((2, 1)), *[fold] * (folds - 1), fold[:1])
    return Network(weights, (*[np.array([0.0, -0.5])] * folds, np.zeros(1)))


def test_a_state_dict_of_pytorch_is_what_pytorch_computes(tmp_path, capsys):
    """A state dict of PyTorch is described as the function that PyTorch computes."""
    torch = pytest.importorskip("torch")
    save = pytest.importorskip("safetensors.torch").save_file
    for seed, (inputs, hidden) in enumerate([(1, (8,)), (1, (6, 5)), (1, (4, 4, 4, 4)), (2, (6, 4))]):
        torch.manual_seed(seed)
        sizes, layers = (inputs, *hidden), []
        for before, units in pairwise(sizes):
            layers += [torch.nn.Linear(before, units), torch.nn.ReLU()]
        network = torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], 1))
        path = tmp_path / f"{seed}.safetensors"
        save(network.state_dict(), path)
        assert main(["inspect", str(path), "--json", "--regions"]) == 0
        report = json.loads(capsys.readouterr().out)
        network = network.double()
        for piece in report["pieces"] or ():
            xs = torch.linspace(piece["from"], piece["to"], 9, dtype=torch.float64)
            f = network(xs[:, None])[:, 0].detach()
            assert abs(piece["slope"] * xs + piece["intercept"] - f).max() < 1e-10
        for polygon in report["regions"]["polygons"] if report["regions"] else ():
            corners = torch.tensor(polygon["corners"], dtype=torch.float64)
            gradient = torch.tensor(polygon["gradient"], dtype=torch.float64)
            assert abs(corners @ gradient + polygon["intercept"] - network(corners)[:, 0].detach()).max() < 1e-10


def test_the_columns_that_are_read_are_told(inspect, found):
    """Text and JSON say which columns were read as inputs, and what was left out."""
    ours = "w = [1, -1]\nb = [0, 0]\nv = [1, 1]\n"
    table = "label,x\n7,-2\n7,-1.5\n9,0.25\n"
    output = inspect(ours, data=table)[1]
    assert "data.csv: 3 rows; input: x; left out: label" in output
    report = found(ours, data=table)
    assert [unit["active_rows"] for unit in report["units"]] == [1, 2]
    assert report["data"]["inputs"] == ["x"]
    assert report["data"]["rows"] == 3
    assert found(ours)["data"] is None
    taken = found(ours, "--columns", "label", data=table)
    assert [unit["active_rows"] for unit in taken["units"]] == [3, 0]


def test_columns_without_a_table_or_that_do_not_fit_are_one_line(inspect):
    """--columns needs --data, and as many columns as inputs."""
    for arguments, data, said in (
        (("--columns", "x"), None, "--columns is for the table that --data names"),
        (("--columns", "x,y"), "x,y\n1,2\n", "--columns names 2 columns for 1 input"),
        ((), "a,b,c,d\n1,2,3,4\n", "has 4 columns for 1 input (and 1 output)"),
    ):
        status, output, errors = inspect(NET_A, *arguments, data=data)
        assert (status, output) == (2, "")
        assert said in errors
        assert errors.count("\n") == 1


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_a_network_is_opened_in_the_playground_and_its_file_stays(inspect, monkeypatch, tmp_path, activation):
    """The playground has its numbers; no report is made, nothing is written, and what is for a report is refused."""
    begun = []
    monkeypatch.setattr("tutor.terminal.has_screen", lambda: True)
    monkeypatch.setattr("tutor.commands.learn.full_screen", lambda _, __, begin: begun.append(begin) or 0)
    assert inspect(NET_A, "--open", "--activation", activation) == (0, "", "")
    ((bench, said),) = (begin.opened for begin in begun)
    assert (said, bench.lab.activation, bench.lab.layer[0].b) == ("", (activation,), (-10, 10, 10))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["net.toml"]
    status, _, errors = inspect(NET_A, "--open", "--fail-over", "0")
    assert (status, len(begun)) == (2, 1)
    assert "--fail-over" in errors
