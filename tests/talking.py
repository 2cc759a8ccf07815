"""The line-based front end in a test: lines go in, and what was said to each comes out."""

from tutor.plain import run


class Dialogue:
    """One run of the front end over some lines: what was said after each, and the sessions that were kept."""

    def __init__(self, session, *lines):
        self.kept = [session]
        self.said = [[]]
        self.read = 0
        self.result = run(session, self._typed(lines), self._say, self._keep)

    def _typed(self, lines):
        for line in lines:
            self.said.append([])
            self.read += 1
            yield line

    def _say(self, line):
        self.said[-1].append(line)

    def _keep(self, after):
        self.kept.append(after)
        return after

    @property
    def session(self):
        return self.kept[-1]

    @property
    def state(self):
        """What happened to the check on show."""
        return self.session.check_state(self.session.shown_check)

    @property
    def last(self):
        """What was said to the last line, as one text."""
        return " ".join(" ".join(self.said[-1]).split())

    @property
    def everything(self):
        return " ".join(" ".join(line for part in self.said for line in part).split())
