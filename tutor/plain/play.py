"""The playground line by line."""

from collections.abc import Callable, Iterable
from pathlib import Path

from tutor.bench import Bench
from tutor.files import FileError
from tutor.lesson.fence import Fence
from tutor.lesson.model import Header, Lesson, Step
from tutor.plain.dialogue import Around, Dialogue
from tutor.playground.commands import HELP, PlayError, carried_out
from tutor.session import Session, begin
from tutor.session.change import with_state

_PROSE = (
    "A network that you build, train and edit. `data = xor` chooses what it learns, `run` trains it, `show` tells more."
)


def run(bench: Bench, lines: Iterable[str], say: Callable[[str], None]) -> Bench:
    """Play, a line at a time, until it is left or the lines end. Returns the bench as it was left."""
    playing = _Playing(_session(bench), say, lambda session: session, Around("The playground.", "Type quit to leave."))
    playing.run(lines)
    return playing.bench


class _Playing(Dialogue):
    """A dialogue over one step that asks nothing, with the words of the playground."""

    @property
    def bench(self) -> Bench:
        """What is worked on."""
        bench = self.session.bench
        assert bench is not None  # noqa: S101 -- its one step has a lab
        return bench

    def handle(self, line: str) -> None:
        """Do what a line says: first what the playground knows, then what every lab does."""
        if line.lower() == "help":
            for word, does in HELP.items():
                self.say(f"{word}: {does}", "  ")
        if line.lower() in _OF_LESSONS:
            self.say(f"{line}: that is for lessons. help lists the commands here, quit leaves.")
            return
        try:
            done = carried_out(self.bench, line)
        except (PlayError, FileError) as problem:
            self.say(f"{problem}.")
            return
        if done is None:
            super().handle(line)
            return
        if done.bench.lab is not self.bench.lab:
            self.session = _session(done.bench)
            self.tell_step()
        elif done.bench is not self.bench:
            self.worked(with_state(self.session, bench=done.bench))
        if done.said:
            self.say(done.said)


_OF_LESSONS = {"next", "skip", "back", "hint", "solution", "another"}


def _session(bench: Bench) -> Session:
    """A session of one step that asks nothing, with this bench."""
    step = Step("play", "The playground", _PROSE, 0, bench.lab, (), None, ())
    header = Header(format=1, id="playground", question="What happens if …?")
    lesson = Lesson(Path(), "The playground", header, Fence((), "", 0), (step,))
    return with_state(begin(lesson, bench.store), bench=bench)
