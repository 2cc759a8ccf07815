"""The playground line by line."""

from tutor.bench import set_up
from tutor.labs.play import PlayLab
from tutor.plain import play
from tutor.store import Store


def played(*lines):
    said = []
    bench = play.run(set_up(PlayLab(), Store()), lines, said.append)
    return bench, " ".join(" ".join(said).split())


def test_a_network_is_built_trained_and_edited_by_words():
    """Knobs, a number of the network, a view, and the words of every lab."""
    bench, said = played(
        "data = xor", "units1 = 4", "step = 20", "b1 = 3", "show the gradients", "undo", "quit", "seed = 5"
    )
    assert bench.lab.sizes(bench.settings) == (2, 4, 1)
    assert (bench.settings["step"], bench.settings["seed"]) == (20, 0)
    assert "it goes on from here" in said
    assert "central differences" in said


def test_help_lists_the_words_of_the_playground():
    """The first thing that one types tells what can be typed."""
    _, said = played("help")
    for word in ("branch", "save NAME", "numpy NAME", "undo", "offer"):
        assert word in said


def test_words_of_lessons_do_not_lead_out():
    """`next` and the like are told to be for lessons, and the playground goes on."""
    bench, said = played("next", "skip", "seed = 3")
    assert said.count("that is for lessons") == 2
    assert bench.settings["seed"] == 3


def test_what_is_wrong_is_said():
    """A name that there is not, a file that there is not, and a word that there is not."""
    _, said = played("b99 = 1", "open nowhere.toml", "dance")
    assert "no b99" in said
    assert "no such file" in said
    assert "dance" in said
