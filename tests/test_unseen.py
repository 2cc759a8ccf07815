"""What a terminal would hide or obey goes in by every way there is, and comes out by none."""

import numpy as np
import pytest
from sample_files import LESSON, LONG, SHORT
from unseen import UNSEEN, clean

from tutor.commands import check, listing
from tutor.lesson import index

each_unseen = pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)


# Lessons

PLACES = {
    "title": ("# Straight", "# {}Straight"),
    "title of a step": ("## First", "## {}First"),
    "id of a step": ("{{#first}}", "{{#fi{}rst}}"),
    "prose": ("Some words", "Some {} words"),
    "code": ("`code`", "`{}`"),
    "header": ('question = "Where', 'question = "{}Where'),
    "id": ('id = "mine"', 'id = "mi{}ne"'),
    "key": ("own_rows", '"{}"'),
    "question": ('ask = "Which?"', 'ask = "{}Which?"'),
    "option": ('text = "bent"', 'text = "{}bent"'),
    "kind": ("check choice", "check ch{}oice"),
}
FENCED = {"header", "id", "key", "question", "option"}
"""The places in TOML, which has escapes."""
WRITTEN = {
    "as it is": lambda text: text,
    "as an escape": lambda text: "".join(f"\\U{ord(each):08x}" for each in text),
    "as an entity": lambda text: "".join(f"&#{ord(each)};" for each in text),
}


@pytest.fixture
def in_a_lesson(monkeypatch, tmp_path):
    """Puts a text somewhere into a second lesson of a course, and returns the file."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    for module in (index, check, listing):
        monkeypatch.setattr(module, "lessons_folder", lambda: folder)
    sound = LESSON.replace('answers = ["C1"]\nexperiments = ["success_mine"]\n', "")
    (folder / "1.md").write_text(sound, encoding="utf-8")

    def write(place, text):
        old, new = (each.replace("{{", "{").replace("}}", "}") for each in PLACES[place])
        assert old in sound
        bad = sound.replace('"mine"', '"other"') if place != "id" else sound
        (folder / "2.md").write_text(bad.replace(old, new.replace("{}", text), 1), encoding="utf-8")
        return folder / "2.md"

    return write


@pytest.mark.parametrize(
    ("place", "way"), [(place, way) for place in PLACES for way in WRITTEN if way != "as an escape" or place in FENCED]
)
@pytest.mark.today(9)
def test_a_lesson_with_what_nobody_sees_is_broken_and_shown_nowhere(relu_tutor, in_a_lesson, place, way):
    """However it is written and wherever it stands: `check` names file and line, and every command prints signs."""
    for unseen in UNSEEN.values():
        path = in_a_lesson(place, WRITTEN[way](unseen))
        status, out, errors = relu_tutor("check", str(path))
        markdown_leaves_it = way == "as an entity" and clean_entity(unseen)
        assert status == 1 or markdown_leaves_it
        assert f"{path}:" in out or markdown_leaves_it
        assert clean(out + errors)
    for arguments in (("list",), ("--plain", "other"), ("--plain", "mine"), ("--plain",)):
        _, out, errors = relu_tutor(*arguments, piped="skip\nskip\nquit\n")
        assert clean(out + errors)


def clean_entity(text):
    """Whether HTML has no character for these numbers, as it has none for control characters."""
    return all(ord(each) < 0xA0 for each in text)


# Networks and tables


def inspected(relu_tutor, *arguments):
    for more in ((), ("--json",)):
        status, out, errors = relu_tutor("inspect", *map(str, arguments), *more)
        assert status == 2
        assert clean(out + errors)
        assert errors.count("\n") == 1


@each_unseen
def test_networks_and_tables_come_out_with_signs(relu_tutor, tmp_path, unseen):
    """Keys, values, names of activations and arrays, cells, and what libraries say of them."""
    escaped = WRITTEN["as an escape"](unseen)
    for i, text in enumerate(
        (
            LONG + f'"{escaped}" = 1\n',
            LONG.replace("leaky_relu", escaped),
            LONG.replace("-1/3", escaped),
            LONG + f"{unseen} = 1\n",
            LONG + f'a = "{unseen}\n',
        )
    ):
        (tmp_path / f"{i}.toml").write_text(text, encoding="utf-8")
        inspected(relu_tutor, tmp_path / f"{i}.toml")
    ones = np.ones((1, 1))
    np.savez(tmp_path / "n.npz", W0=ones, b0=ones[0], **{unseen.replace("\0", ""): ones})
    inspected(relu_tutor, tmp_path / "n.npz")
    (tmp_path / "good.toml").write_text(SHORT, encoding="utf-8")
    for i, cell in enumerate((unseen, f'"1{unseen}2"', f"1\n2,{unseen}")):
        (tmp_path / f"{i}.csv").write_text(f"x\n1\n{cell}\n", encoding="utf-8")
        inspected(relu_tutor, tmp_path / "good.toml", "--data", tmp_path / f"{i}.csv")


@each_unseen
def test_tensors_come_out_with_signs(relu_tutor, tmp_path, unseen):
    """The names of tensors, and what the library says of a header."""
    save = pytest.importorskip("safetensors.numpy").save_file
    save({f"0.{unseen}": np.ones(1)}, tmp_path / "n.safetensors")
    inspected(relu_tutor, tmp_path / "n.safetensors")
    header = f'{{"{unseen}": 1}}'.encode()
    (tmp_path / "m.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    inspected(relu_tutor, tmp_path / "m.safetensors")


@each_unseen
def test_names_of_files_come_out_with_signs(relu_tutor, tmp_path, unseen):
    """A file that is there, one that is not, and a folder of lessons."""
    name = unseen.replace("/", "")
    (tmp_path / f"{name}.toml").write_text("a = ", encoding="utf-8")
    for path in (f"{name}.toml", f"{name}.npz", f"{name}.txt"):
        inspected(relu_tutor, tmp_path / path)
    for arguments in (("check", f"{name}.md"), ("check", name), (name,), ("inspect", "--" + name), ("restarts", name)):
        _, out, errors = relu_tutor(*arguments)
        assert errors or out
        assert clean(out + errors)


def test_a_name_that_is_no_text_comes_out_with_signs(relu_tutor, tmp_path):
    """Bytes that are not UTF-8 in the name of a file."""
    inspected(relu_tutor, str(tmp_path / "a\udcff.toml"))


# What is typed, and the environment


def test_what_is_typed_is_quoted_with_signs(relu_tutor):
    """Answers, knobs, views, numbers to explain: each is quoted back, and none is obeyed."""
    lines = [f"{said}{unseen}" for said in ("", "5", "b0 = 1", "show ", "explain ", "b") for unseen in UNSEEN.values()]
    _, out, errors = relu_tutor("--plain", "when-linear", piped="\n".join([*lines, "skip"] * 3))
    assert clean(out + errors)
    assert len(out) > 1_000


def test_the_path_of_the_home_comes_out_with_signs(relu_tutor, tmp_path, monkeypatch):
    """A home in which nothing can be kept is named in a warning."""
    home = tmp_path / "".join(UNSEEN.values())
    home.write_text("a file, and no folder", encoding="utf-8")
    monkeypatch.setenv("RELU_TUTOR_HOME", str(home))
    for arguments in (("list",), ("--plain", "start")):
        _, out, errors = relu_tutor(*arguments, typed="quit\n")
        assert "saved" in errors
        assert clean(out + errors)
