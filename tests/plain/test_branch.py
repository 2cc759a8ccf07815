"""Going on from a step of a training in the line-based front end: branch, and branch with a number and its value."""

from moves import begun
from shipped import LESSONS
from talking import Dialogue

from tutor.plain import dialogue

HOW_LONG = next(lesson for lesson in LESSONS if lesson.id == "how-long-dead")


def at_the_step(*lines):
    return Dialogue(begun(HOW_LONG, "wake-one"), *lines)


def taken(said):
    return said.session.bench.taken


def dead(said):
    return said.session.bench.measures["dead"].read()


def test_a_unit_is_woken_by_its_number_and_training_goes_on():
    """`branch b1 = 1` goes on from this step with it; more steps reach the goal."""
    woken = at_the_step("step = 200", "branch b1 = 1")
    assert (taken(woken), dead(woken), woken.session.bench.measures["b1"].read()) == (200, 0, 1)
    assert "unit 1 active on a row: yes" in woken.last
    assert "step 200 + 0" in woken.last
    reached = at_the_step("step = 200", "branch b1 = 1", "step = 600")
    assert reached.state.solved
    assert "Reached. With b1 = 1" in reached.last


def test_branch_alone_goes_on_with_the_network_as_it_is():
    """Then a knob is turned as ever, and undo leads back to the run before."""
    gone_on = at_the_step("step = 200", "branch", "rate = 1/100", "step = 50")
    assert (taken(gone_on), dead(gone_on)) == (200, 1)
    assert taken(at_the_step("step = 200", "branch", "rate = 1/100", "undo", "undo")) == 0


def test_the_run_before_is_told():
    """The table of the loss counts from the very start, and the line above tells where the run before was."""
    told = at_the_step("step = 200", "branch b1 = 1", "step = 100", "show loss").last
    assert "the run before: 2.18 at step 200" in told
    assert "step loss 200 ≈2.257" in told


def test_what_cannot_be_done_is_told_in_a_line():
    """At the start nothing goes on; a number has to be of the network, and a value has to fit."""
    assert "train first" in at_the_step("branch").last
    assert "Type branch b1 = 1 to go on" in at_the_step("step = 200", "b1 = 1").last
    for line in ("branch b9 = 1", "branch rate = 1", "branch 3", "branch from = 3"):
        said = at_the_step("step = 200", line)
        assert "as in branch c = 1: w0, b0, w1" in said.last
        assert taken(said) == 0
    assert "b1 goes from −12 to 12" in at_the_step("step = 200", "branch b1 = 99").last


def test_an_offer_to_wake_a_unit_is_told_after_a_run(monkeypatch):
    """It stands behind what the run came to, and the word offer takes it."""
    monkeypatch.setattr(dialogue, "SLICE", 60)
    assert "Wake unit 1" in at_the_step("run").last
    assert "Type offer to do so." in at_the_step("run").last
    woken = at_the_step("run", "offer")
    assert (taken(woken), dead(woken)) == (1000, 0)


def test_the_solution_says_where_to_go_on():
    """It is told in words, and the lab is where it leads."""
    shown = at_the_step("solution", "solution")
    assert "go on from step 200, b1 = 1, step = 600" in shown.everything
    assert (taken(shown), dead(shown)) == (200, 0)
