"""The file of the playground: with everything, and read again bit for bit."""

import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.bench import set_up, turn
from tutor.branch import others
from tutor.files import FileError
from tutor.labs.play import PlayLab
from tutor.labs.play.facts import PlayFacts
from tutor.labs.play.run import plan
from tutor.labs.play.spec import OUTPUTS
from tutor.net.activation import leaky_relu
from tutor.net.initial import INITIALISATIONS, initial
from tutor.net.layout import pack
from tutor.playground.commands import PlayError, carried_out
from tutor.playground.file import begun, from_rows, is_playground, keep, opened, place, save, with_network, written
from tutor.store import Store

stated = st.fixed_dictionaries(
    {
        "data": st.sampled_from(["abs(x+1)", "step", "xor", "spiral"]),
        "hidden": st.lists(st.integers(1, 5), min_size=1, max_size=3),
        "activation": st.lists(st.sampled_from(["relu", "tanh", "gelu"]), min_size=3, max_size=3),
        "init": st.sampled_from(["he", "uniform", "glorot"]),
        "optimizer": st.sampled_from(["gd", "momentum", "adam"]),
        "rate": st.fractions(Fraction(1, 1000), 1, max_denominator=1000).map(str),
        "batch": st.integers(0, 50),
        "noise": st.sampled_from(["0", "1/10"]),
        "rows": st.integers(2, 50),
        "low": st.sampled_from(["-4", "-5/3"]),
        "high": st.sampled_from(["4", "1/3"]),
        "seed": st.integers(0, 999),
        "decay": st.sampled_from(["0", "1/300"]),
        "steps": st.sampled_from([200, 10_000]),
    }
).map(lambda stated: {**stated, "activation": stated["activation"][: len(stated["hidden"])]})
outputs = st.sampled_from([{}, *({"loss": "mse", "output": name} for name in OUTPUTS)])


def numbers(of):
    return pack(PlayFacts(of.lab, of.settings, of.store).network).tolist()


def everything(of):
    """What is trained from which start, how many steps there are, and where the knobs stand; of each kept run too.

    Of a start that goes on from another one the numbers say all, and it is listed in the file.
    """
    knobs = [knob for knob in of.lab.all_knobs if knob.name != "init"]
    runs = {"": of.settings, **others(of.settings)}
    return of.lab.steps, {
        name: (plan(of.lab, run), {knob.name: knob.shown(run[knob.name]) for knob in knobs})
        for name, run in runs.items()
    }


@examples(0.2)
@given(of=stated, output=outputs, step=st.integers(0, 40), branches=st.booleans())
def test_a_file_is_read_again_bit_for_bit(of, output, step, branches):
    """All that it holds now, the same numbers after more steps, also behind a branch, and the same text once more."""
    there = turn(set_up(PlayLab.model_validate(of | output), Store()), "step", Fraction(step))
    if branches and step:
        there = turn(carried_out(there, "branch").bench, "step", Fraction(7))
        there = carried_out(there, "keep").bench
    again = _read(written(there))
    assert numbers(again) == numbers(there)
    assert everything(again) == everything(there)
    assert written(again) == written(there)
    last = there.settings["step"] + 9
    assert numbers(turn(again, "step", last)) == numbers(turn(there, "step", last))


def _read(text):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "play.toml"
        path.write_text(text, encoding="utf-8")
        bench, said = opened(path, Store())
        assert not said
        return bench


def test_where_training_gives_other_numbers_those_of_the_file_hold(tmp_path):
    """On another machine the last digits may differ: then the network that was kept is the start, and it says so."""
    there = turn(set_up(PlayLab(), Store()), "step", Fraction(30))
    text = written(there)
    of_now = text.index("[[now]]")
    number = repr(numbers(there)[0])
    other = repr(float(np.nextafter(numbers(there)[0], 9)))
    path = tmp_path / "other.toml"
    path.write_text(text[:of_now] + text[of_now:].replace(number, other, 1), encoding="utf-8")
    again, said = opened(path, Store())
    assert "goes on from those in the file" in said
    assert numbers(again)[0] == float(other)
    assert again.settings["from"] == 30


def test_another_start_has_no_steps_behind_it():
    """A start that is drawn anew has none of the steps that led to the start of the file."""
    there = turn(set_up(PlayLab(), Store()), "step", Fraction(30))
    again = _read(written(carried_out(there, "branch").bench))
    assert "taken = 30" in written(again)
    assert "taken = 0" in written(carried_out(again, "new").bench)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hidden = [", "line 1"),
        ("hiden = [3]", "hiden: is not known here"),
        ('data = "spirals"', "data: .*spiral"),
        ("hidden = [0]", "hidden"),
        ('activation = ["same"]', "activation: there is no layer before"),
        ('activation = ["relu", "tanh"]', "activation: has 2 names for 1"),
        ("now = 3", "list of layers"),
        ("step = 20000", "beyond the last"),
        ("kept = 3", "kept"),
        ("[kept.Z]\nrate = 1", "kept: .* names A, B, C, D"),
        ('[kept.A]\ndata = "spirals"', "kept.A.data"),
        ("[kept.A]\nrate = 1", "kept.A: has no data"),
        ("[[now]]\nW = [[1]]\nb = [0]", "2 numbers for a network of 10"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path, text, says):
    """It names the file, the key and what is wrong."""
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=says) as raised:
        opened(path, Store())
    assert str(path) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_rows_of_ones_own_are_learnt_and_kept(tmp_path):
    """A CSV file with the label last; a file that is saved holds the rows in full."""
    (tmp_path / "rows.csv").write_text("a,b,class\n0,0,0\n0,1,1\n1,0,1\n1,1,1\n", encoding="utf-8")
    there, said = from_rows(tmp_path / "rows.csv", Store())
    assert "class" in said
    assert there.lab.inputs(there.settings) == 2
    again = _read(written(turn(there, "step", Fraction(5))))
    assert (again.lab.x, again.lab.y) == (((0, 0), (0, 1), (1, 0), (1, 1)), (0, 1, 1, 1))


def test_saving_never_leaves_half_a_file(tmp_path, monkeypatch):
    """While a new file is written the old one stays; where it cannot be written, that is one line."""
    there, path = set_up(PlayLab(), Store()), tmp_path / "play.toml"
    save(there, path)
    before = path.read_text(encoding="utf-8")

    def fails(at, text, **_):
        at.write_bytes(text[: len(text) // 2].encode())
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", fails)
    with pytest.raises(FileError, match="No space left"):
        save(turn(there, "seed", Fraction(5)), path)
    assert path.read_text(encoding="utf-8") == before


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path):
    """Where the name is taken by a folder the new file goes again, and to keep the playground says why it could not."""
    there = set_up(PlayLab(), Store())
    (tmp_path / "play.toml" / "full").mkdir(parents=True)
    assert "not kept" in keep(there, tmp_path / "play.toml")
    assert [each.name for each in tmp_path.iterdir()] == ["play.toml"]
    assert keep(there, tmp_path / "new" / "play.toml") == ""
    assert is_playground(tmp_path / "new" / "play.toml")


def test_what_was_made_of_a_file_and_not_saved_is_pointed_to(tmp_path):
    """A copy that was kept after the file was saved, and differs from it, is named when the file opens again."""
    wanted, kept = tmp_path / "mine.toml", tmp_path / "kept.toml"
    there = set_up(PlayLab(), Store())
    for path, seed, seconds, pointed_to in ((wanted, 1, 10, False), (kept, 2, 20, True), (wanted, 2, 10, False)):
        save(turn(there, "seed", Fraction(seed)), path)
        os.utime(path, (seconds, seconds))
        assert (str(kept) in begun(wanted, kept, Store())[1]) == pointed_to
    save(there, wanted)
    os.utime(wanted, (30, 30))
    assert begun(wanted, kept, Store())[1] == ""


def test_files_of_one_name_in_two_folders_have_a_place_each(tmp_path):
    """What was made of one is not written over by what is made of the other, and not taken for it; nor is a table's."""
    wanted = [tmp_path / "a" / "net.toml", tmp_path / "b" / "net.toml", tmp_path / "a" / "net.csv"]
    assert len({place(tmp_path, each) for each in (*wanted, None)}) == len(wanted) + 1
    assert all(each.parent == tmp_path for each in (place(tmp_path, path) for path in wanted))


def test_a_file_of_something_else_is_not_written_over(tmp_path):
    """A TOML file that is no playground keeps what it holds; one that is gets the new state."""
    other = tmp_path / "pyproject.toml"
    other.write_text("[project]", encoding="utf-8")
    there = set_up(PlayLab(), Store())
    with pytest.raises(FileError, match="not a playground"):
        carried_out(there, f"save {other}")
    assert other.read_text(encoding="utf-8") == "[project]"
    for seed in (1, 2):
        carried_out(turn(there, "seed", Fraction(seed)), f"save {tmp_path / 'mine'}")
    assert opened(tmp_path / "mine.toml", Store())[0].settings["seed"] == 2


def test_what_was_kept_and_cannot_be_read_is_passed_over_and_said(tmp_path):
    """A playground that was kept and is damaged does not bar the way to a fresh one."""
    (tmp_path / "kept.toml").write_text("nonsense", encoding="utf-8")
    bench, said = begun(None, tmp_path / "kept.toml", Store())
    assert bench.settings["step"] == 0
    assert "kept.toml" in said
    assert (tmp_path / "kept-unreadable.toml").read_text(encoding="utf-8") == "nonsense"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("b9 = 1", "no b9"),
        ("b1 = lots", "b1"),
        ("rate = 7", "rate goes from"),
        ("save", "name of a file"),
        ("save .", "not a file name"),
        ("open ~nosuch-user/x", "open"),
        ("open nowhere.toml", "no such file"),
        ("branch", "to go on from"),
        ("row 1e10 1", "numbers lie between"),
    ],
)
def test_what_cannot_be_done_is_said(typed, says):
    """Each command that fails says why, and changes nothing."""
    with pytest.raises((PlayError, FileError), match=says):
        carried_out(set_up(PlayLab(), Store()), typed)


def test_rows_are_added_one_by_one_and_the_training_goes_on():
    """A row in the middle of a training: the network stays, the rows are one's own, a file holds them, norow undoes."""
    there = turn(set_up(PlayLab(rows=5), Store()), "step", Fraction(40))
    more = carried_out(there, "row 0.5 -2").bench
    assert numbers(more) == numbers(there)
    assert more.settings["from"] == 40
    x, y = PlayFacts(more.lab, more.settings, more.store).rows
    assert (len(x), x[-1, 0], y[-1, 0]) == (6, 0.5, -2)
    assert numbers(_read(written(more))) == numbers(more)
    less = carried_out(more, "norow").bench
    before = PlayFacts(there.lab, there.settings, there.store).rows
    for a, b in zip(PlayFacts(less.lab, less.settings, less.store).rows, before, strict=True):
        assert a.tolist() == b.tolist()


def test_rows_of_ones_own_are_not_replaced_in_silence():
    """While other data are learnt, a row more would put them in the place of one's own: it is refused."""
    own = carried_out(set_up(PlayLab(rows=5), Store()), "row 1 2").bench
    other = carried_out(own, "data = sin(x)").bench
    for typed in ("row 1 2", "norow"):
        with pytest.raises(PlayError, match="6 rows of your own"):
            carried_out(other, typed)


def test_a_start_that_was_drawn_is_drawn_again():
    """The file lists the numbers, and they are those of the seed: another seed draws another start, from step 0."""
    there = turn(turn(set_up(PlayLab(), Store()), "seed", Fraction(4)), "step", Fraction(10))
    again = _read(written(there))
    assert again.lab.chosen(again.settings, "init") == "he"
    branch = carried_out(again, "branch").bench
    reopened = _read(written(branch))
    assert (reopened.lab.chosen(reopened.settings, "init"), reopened.settings["from"]) == ("given", 10)
    assert turn(reopened, "seed", Fraction(9)).settings["from"] == 0


def test_what_the_program_saves_it_opens():
    """Rows of one's own while other data are learnt, a rate with many digits, and the largest network."""
    own = carried_out(set_up(PlayLab(rows=5), Store()), "row 1 2").bench
    for commands in (
        ("keep", "data = sin(x)", "keep"),
        ("rate = 0.1234567", "noise = 0"),
        ("layers = 4", *(f"units{i} = 32" for i in range(1, 5))),
    ):
        there = own
        for command in commands:
            there = carried_out(there, command).bench
        again = _read(written(there))
        assert again.lab.x == own.lab.x
        assert everything(again) == everything(there)


def test_a_row_goes_on_from_what_was_opened():
    """With a row the start, its kind and the kept runs of a file stay; the loss gives way where it does not fit."""
    init = [*INITIALISATIONS][-1]
    there = turn(set_up(PlayLab(data="xor", rows=4, init=init), Store()), "step", Fraction(5))
    saved = _read(written(carried_out(there, "keep").bench))
    more = carried_out(saved, "row 0.5 0.5 1").bench
    assert numbers(more) == numbers(saved)
    assert more.lab.chosen(more.settings, "init") == init
    kept = [PlayFacts(each.lab, each.settings, each.store).kept["A"].plan for each in (saved, more)]
    assert kept[0] == kept[1]
    for data in ("abs(x)", "step"):
        line = carried_out(carried_out(saved, f"data = {data}").bench, "row 1 5").bench
        assert line.lab.chosen(line.settings, "loss") == "mse"
        assert PlayFacts(line.lab, line.settings, line.store).loss > 0


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [("units1", "100000", "from"), ("rate", '"1e99999999"', ""), ("step", "-1", "from"), ("layers", "9", "from")],
)
def test_a_kept_run_is_checked_as_strictly_as_all_else(tmp_path, key, value, says):
    """A setting that no knob has is refused by its name, at once."""
    text = written(carried_out(set_up(PlayLab(), Store()), "keep").bench)
    head, run = text.split("[kept.A]\n")
    lines = [f"{key} = {value}" if line.startswith(f"{key} =") else line for line in run.split("\n")]
    path = tmp_path / "odd.toml"
    path.write_text(head + "[kept.A]\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(FileError, match=f"kept.A.{key}: .*{says}"):
        opened(path, Store())


def test_a_row_of_the_plane_has_a_class():
    """Two inputs and a class; another label is refused, and so is a row of another width."""
    there = carried_out(set_up(PlayLab(data="xor", rows=4), Store()), "row 0.5 0.5 1").bench
    assert PlayFacts(there.lab, there.settings, there.store).over.right.shape == (5,)
    for typed, says in (("row 1 1 2", "0 or 1"), ("row 1 1", "2 inputs"), ("row 1 x 1", "row")):
        with pytest.raises(PlayError, match=says):
            carried_out(there, typed)


def test_other_words_are_not_for_the_playground():
    """What it does not know is left to whoever asked."""
    for typed in ("q", "show loss", "save-it", "brunch"):
        assert carried_out(set_up(PlayLab(), Store()), typed) is None


@pytest.mark.parametrize("output", ["identity", "relu", "sigmoid"])
@pytest.mark.parametrize("inputs", [1, 2])
def test_a_network_of_ones_own_is_opened_as_it_is(inputs, output):
    """Its numbers are the start, and it is right: no loss for one input, no row wrong for two. Rows may be given."""
    network = initial((inputs, 3, 2, 1), "uniform", (5,))
    there = with_network(network, None, Store(), {"output": output})
    assert numbers(there) == pack(network).tolist()
    facts = PlayFacts(there.lab, there.settings, there.store)
    assert facts.loss == 0 if inputs == 1 else facts.right == 1
    assert numbers(_read(written(there))) == numbers(there)
    rows = np.array([[0.5] * inputs, [1.0] * inputs])
    on_rows = with_network(network, (rows, None), Store(), {"output": output})
    assert PlayFacts(on_rows.lab, on_rows.settings, on_rows.store).rows[0].tolist() == rows.tolist()


@pytest.mark.parametrize(
    ("sizes", "rows", "says"),
    [((3, 2, 1), None, "3-2-1"), ((1, 40, 1), None, "32 units"), ((1, 2, 1), (np.zeros((600, 1)), None), "500 rows")],
)
def test_a_network_that_does_not_fit_the_playground_is_refused(sizes, rows, says):
    """It says what the playground takes, and what this is."""
    with pytest.raises(ValueError, match=says):
        with_network(initial(sizes, "he", (0,)), rows, Store())


def test_what_the_playground_has_no_knob_for_is_refused():
    """A leak of its own, and an output with another activation: opened without them it would be another network."""
    network = initial((1, 2, 1), "he", (0,))
    with pytest.raises(ValueError, match="no leak but 1/100"):
        with_network(replace(network, activation=leaky_relu(Fraction(1, 5))), None, Store())
    with pytest.raises(ValueError, match="no tanh output"):
        with_network(network, None, Store(), {"output": "tanh"})


def test_a_kept_run_that_began_with_the_numbers_of_a_file_has_them_in_the_next_file():
    """The next file lists another start, of another shape too: the kept run is written with the start that it had."""
    there = carried_out(set_up(PlayLab(), Store()), "b0 = 1").bench
    given = _read(written(turn(there, "step", Fraction(5))))
    assert given.lab.chosen(given.settings, "init") == "given"
    for command in ("branch", "layers = 2"):
        given = carried_out(given, command).bench
        again = _read(written(given))
        assert everything(again) == everything(given)
        assert written(again) == written(given)


def test_a_kept_run_whose_start_is_that_of_another_shape_is_refused(tmp_path):
    """Its start is said to be that of the file, and the file lists one of another shape."""
    there = carried_out(set_up(PlayLab(), Store()), "b0 = 1").bench
    given = carried_out(_read(written(there)), "keep").bench
    text = written(carried_out(given, "layers = 2").bench)
    numbered = tuple(f"{name} =" for name in given.lab.names(given.settings))
    lines = [line for line in text.split("\n") if not line.startswith(numbered)]
    path = tmp_path / "odd.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(FileError, match="its numbers are not"):
        opened(path, Store())


def test_what_has_grown_beyond_what_a_file_may_list_does_not_go_on():
    """A branch from there could be saved, and not be opened again."""
    there = set_up(PlayLab(rate=Fraction(1)), Store())
    for command in ("w0 = 1000000", "v0 = 1000000", "step = 10"):
        there = carried_out(there, command).bench
    assert PlayFacts(there.lab, there.settings, there.store).is_finite
    with pytest.raises(PlayError, match="diverged"):
        carried_out(there, "branch")


def test_a_knob_of_a_layer_that_is_not_there_says_so():
    """It can be turned before its layer is made; it counts from then on."""
    done = carried_out(set_up(PlayLab(), Store()), "activation2 = tanh")
    assert "no layer 2" in done.said
    both = carried_out(done.bench, "layers = 2").bench
    assert both.lab.activations(both.settings) == ("relu", "tanh")
    assert not carried_out(both, "activation2 = step").said
