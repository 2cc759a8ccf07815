"""A folder of progress in a test: filled, and looked at from outside."""

import sqlite3

from tutor.progress import AnswerRecord, opened

FILE = "progress.sqlite3"


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


def works(progress):
    """Whether something kept now can be read again."""
    progress.keep("new", "there", {"there": {"n": 1}}, [answer(99)])
    return (
        progress.state("new") == {"there": {"n": 1}}
        and progress.place("new") == "there"
        and progress.connection.execute("select count(*) from answer where \"check\" = 'check-99'").fetchone() == (1,)
    )


def set_aside(folder):
    return sorted(path for path in folder.iterdir() if not path.name.startswith(FILE))
