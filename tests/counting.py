"""How often something is called: to tell whether it is worked out once."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from tutor.check import CHECKS, GoalCheck


@contextmanager
def counted(owner, name):
    """A list that gets the arguments of each call of a function or method of `owner`."""
    calls, real = [], getattr(owner, name)

    def call(*args, **kwargs):
        calls.append(args)
        return real(*args, **kwargs)

    with patch.object(owner, name, call):
        yield calls


@contextmanager
def judged():
    """A list that gets the check and the answer of each call of `judge`, whatever the kind of check."""
    with ExitStack() as stack:
        calls = [stack.enter_context(counted(kind, "judge")) for kind in CHECKS.values()]
        found = []
        yield found
        found += [call for each in calls for call in each]


def to_be_judged(session):
    """How many answers in the logs had to be judged: all but the values of knobs that reached a goal."""
    return sum(
        not (isinstance(check, GoalCheck) and given.right and not check.impossible)
        for step, state in zip(session.lesson.steps, session.states, strict=True)
        for check in step.checks
        for given in state.state_of(check).log
    )
