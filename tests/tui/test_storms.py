"""Storms of keys, mouse, pastes, sizes and stops on the real program, in every kind of lab."""

import time

import pytest
from program import posix
from pseudo_terminal import ON, on_terminal
from storms import PLACES, storm

pytestmark = posix


@pytest.mark.parametrize("seed", range(500))
@pytest.mark.today(2)
def test_a_storm_ends_nothing(seed):
    """Afterwards the program answers, leaves when it is told to, and the terminal is as it was."""
    with on_terminal(PLACES[seed % len(PLACES)]) as terminal:
        if seed % 5:
            assert terminal.until(ON)
        terminal.read(seed % 4 / 2)
        for kind, what in storm(seed, 100):
            match kind:
                case "send":
                    terminal.send(what)
                case "resize":
                    terminal.resize(*what)
                case "stop":
                    terminal.stop()
                case "pause":
                    time.sleep(what)
            terminal.read()
            assert not terminal.ended(), (seed, terminal.seen[-500:])
        assert ON in terminal.seen or terminal.until(ON), seed
        terminal.calm_down()
        terminal.send(b"\x1b[201~")  # a paste whose end was lost when the buffer was full
        terminal.resize(91, 33)
        assert terminal.answers(), seed
        terminal.read(0.2)
        assert terminal.leaves(), seed
        assert (terminal.status, terminal.clean) == (0, True), (seed, terminal.seen[-500:])
