"""The settings: a file that people can read and change, and what is said where they changed it wrongly."""

import tomllib

import pytest

from tutor.settings import FILE, Settings, as_toml, read_settings

OTHER = Settings(theme="tutor-light", markers="ascii", motion=False, confidence=False, pace="fast")


def test_without_a_file_the_usual_settings_hold(tmp_path):
    """A new learner has no file, and reading makes none."""
    kept = read_settings(tmp_path)
    assert (kept.settings, kept.problems, kept.there) == (Settings(), (), False)
    assert list(tmp_path.iterdir()) == []


def test_what_is_changed_is_read_again(tmp_path):
    """Each setting outlasts the program, and no other file is left."""
    folder = tmp_path / "deep" / "folder"
    kept = read_settings(folder)
    for name, value in vars(OTHER).items():
        kept = kept.changed(**{name: value})
    assert kept.problems == ()
    assert read_settings(folder).settings == OTHER
    assert [path.name for path in folder.iterdir()] == [FILE]


@pytest.mark.parametrize("settings", [Settings(), OTHER])
def test_the_file_reads_as_toml_with_a_comment_for_each_setting(settings):
    """The file holds each setting by its name, and says beside it what it can be."""
    text = as_toml(settings)
    assert tomllib.loads(text) == vars(settings)
    assert all("#" in line for line in text.split("\n") if "=" in line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("motoin = false\n", "there is no setting motoin; did you mean motion?"),
        ('motion = "off"\n', "motion is off; it can be true or false"),
        ('markers = "dots"\n', "markers is dots; it can be braille or block or ascii"),
        ("pace = 3\n", "pace is 3; it can be slow or normal or fast"),
        ("theme = 1\n", "theme is 1; it can be the name of a theme"),
    ],
)
def test_a_mistake_is_one_line_and_the_rest_holds(tmp_path, text, said):
    """Beside a value that cannot be, the other settings are taken."""
    (tmp_path / FILE).write_text(text + "confidence = false\n", encoding="utf-8")
    kept = read_settings(tmp_path)
    assert kept.problems == (f"{tmp_path / FILE}: {said}",)
    assert kept.settings == Settings(confidence=False)


@pytest.mark.parametrize(
    ("content", "line"), [(b"motion =\n", ":1:"), (b"\n\nmotion = true true\n", ":3:"), (b"\xff", ":1:")]
)
def test_what_is_no_toml_is_told_at_its_line_and_kept(tmp_path, content, line):
    """The usual settings hold; and where one is changed, the file that could not be read is not lost."""
    (tmp_path / FILE).write_bytes(content)
    kept = read_settings(tmp_path)
    (problem,) = kept.problems
    assert line in problem
    assert "\n" not in problem
    assert kept.settings == Settings()
    assert kept.changed(motion=False).problems == ()
    assert read_settings(tmp_path).settings == Settings(motion=False)
    assert (tmp_path / "settings-unreadable.toml").read_bytes() == content


def test_what_older_versions_kept_is_taken_over_once(tmp_path):
    """Theme and markers come from the file of progress, where there is no file of settings yet."""
    old = {"theme": "textual-light", "markers": "ascii"}
    assert read_settings(tmp_path, old.get).settings == Settings(theme="tutor-light", markers="ascii")
    old["markers"] = "block"
    assert read_settings(tmp_path, old.get).settings.markers == "ascii"


@pytest.mark.parametrize("homeless", [True, False])
def test_where_nothing_can_be_kept_a_line_says_so(tmp_path, homeless):
    """A setting still holds until the end."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    kept = read_settings(None if homeless else tmp_path / "file").changed(pace="slow")
    assert kept.settings.pace == "slow"
    assert "cannot be kept" in kept.problems[0]
