"""Progress in a test: a folder that is filled and looked at from outside, a session that is kept and comes back."""

import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from moves import STORE, answered, begun, next_view, turned

from tutor import session as sessions
from tutor.progress import AnswerRecord, Progress, opened
from tutor.progress.database import IN_MEMORY, connect
from tutor.progress.opening import Opened
from tutor.progress.tables import COLUMNS, seal
from tutor.resume import keep, load, open_at, resume
from tutor.session import Session

FILE = "progress.sqlite3"

LESSON = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## One {#one}

```toml lab network
w = [1, 1]
b = [-10, 10]
v = [1, 1]
range = [-4, 4]
knobs = ["b0", "b1"]
show = ["sum", "units"]
```

```toml check choice
id = "pick"
ask = "Which?"
hints = ["a", "b", "c"]
explain = "e"
in_order = true
options = [
  { id = "this", text = "this", right = true },
  { id = "that", text = "that", say = "no" },
  { id = "other", text = "other", say = "no" },
]
```

```toml check goal
id = "bend"
ask = "Bend it."
want = ["bends > 0"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = 0 }
```

## Two {#two}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
```

```toml check sketch
id = "points"
ask = "Draw."
xs = [-1, 0, 2]
heights = [0, 0, 2]
low = -1
high = 3
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

## Three {#three}

```toml check number
id = "count"
ask = "How many?"
answer = 3
proof = "3"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```
"""

DRAWN = """
## Drawn {#drawn}

```toml check drawn
id = "product"
draw = { a = { low = 1, high = 99 } }
ask = "Twice {a}?"
proof = "2*a"
otherwise = "o"
explain = "e"
hints = ["d", "e", "f"]
```
"""
"""A step with a check that draws its numbers, to go behind a lesson."""


def answer(number=0, right=True):
    return AnswerRecord("step", f"check-{number}", ("1/3", str(number)), right)


def fill(folder, answers=3):
    """Progress with something in each table, and the file closed."""
    with opened(folder) as progress:
        for number in range(answers):
            progress.keep("lesson", "step", {"step": {"n": number}, "other": {"text": "ü" * 50}}, [answer(number)])
        progress.set("theme", "dark")
        assert not progress.warning
    return folder / FILE


def answers_in(path):
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute('select "check" from answer order by number')]
    finally:
        connection.close()


def overwrite(progress, statement, *values, sealed=True):
    """Change rows behind the program's back; `sealed`, they look as if a program had written them so."""
    with progress.connection as connection:
        connection.execute(statement, values)
        connection.create_function("seal_of", -1, lambda table, *row: seal(table, row))
        for table, columns in COLUMNS.items() if sealed else ():
            names = ", ".join(f'"{name}"' for name in columns)
            connection.execute(f"update {table} set seal = seal_of('{table}', {names})")  # noqa: S608 -- its own tables


def works(progress):
    """Whether something kept now can be read again."""
    progress.keep("new", "there", {"there": {"n": 1}}, [answer(99)])
    return (
        progress.state("new") == {"there": {"n": 1}}
        and progress.place("new") == "there"
        and progress.connection.execute("select count(*) from answer where \"check\" = 'check-99'").fetchone() == (1,)
    )


def set_aside(folder):
    return sorted(path for path in folder.iterdir() if path.name.startswith("progress-unreadable"))


class Kept:
    """A session that is kept after each move."""

    def __init__(self, progress, lesson, step=None):
        self.progress = progress
        self.kept = load(progress, lesson, STORE)
        self.session = open_at(self.kept, step)
        self.do(lambda session: session)

    def do(self, move, *arguments):
        self.session = move(self.session, *arguments)
        self.kept = keep(self.progress, self.kept, self.session)
        return self

    def answer(self, *values):
        return self.do(sessions.answer, tuple(map(Fraction, values)))

    @property
    def again(self):
        """The lesson as the next run of the program opens it."""
        return resume(self.progress, self.session.lesson, STORE)


def worked(lesson):
    """A session of LESSON with something of everything in each of its three steps."""
    session = answered(sessions.hint(begun(lesson)), (Fraction(2),))
    session = sessions.forward(answered(session, (Fraction(0),)))
    session = next_view(turned(session, b0="1/3", b1="-7/2"))
    session = sessions.hint(sessions.place(sessions.go(session, 1), 2, Fraction(1)))
    return sessions.show_solution(answered(sessions.go(session, 2), (Fraction(1, 3),)))


def keep_once(progress, session):
    """Keep what was done in a session since the lesson was last kept."""
    assert keep(progress, load(progress, session.lesson, STORE), session) is session


def visible(session):
    """All of a session that is the same after coming back: everything but the history of undo and pending answers."""
    steps = range(len(session.states))
    at = [Session(session.lesson, session.states, i, session.before) for i in steps]
    return (
        session.at,
        [state.bench and (dict(state.bench.settings), state.bench.view) for state in session.states],
        [(state.check, state.skipped, state.seen) for state in session.states],
        [{name: replace(check, pending=(), row=0) for name, check in state.checks.items()} for state in session.states],
        [(here.shown_question, here.open_question, here.shown_check, here.hidden) for here in at],
        [session.step_mark(i) for i in steps],
        [here.results for here in at],
    )


@contextmanager
def in_memory():
    """Progress without a file, for tests that open it a hundred times."""
    progress = Progress(Opened(connect(IN_MEMORY)))
    yield progress
    progress.close()


@contextmanager
def broken(progress):
    """While the disk takes no writes."""
    progress.connection.execute("pragma query_only = on")
    yield
    progress.connection.execute("pragma query_only = off")
