"""The linter on goals and claims about a training that goes on from a step."""

import pytest

from tutor.lesson import lint

TEXT = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## First {#first}

Later it is awake: `[dead = 0 when from = 200, b1 = 1, step =] 100`.

```toml lab training
units = 3
seed = 12
target = "abs(x+1)"
rate = "1/50"
steps = 1000
knobs = ["step"]
```

```toml check goal
id = "wake"
ask = "Wake it."
want = ["from > 0", "dead = 0"]
hints = ["a", "b", "c"]
explain = "e"
solution = { from = 200, b1 = 1, step = 600 }
```
"""


def problems_of(tmp_path, text):
    path = tmp_path / "x.md"
    path.write_text(text, encoding="utf-8")
    return [problem.message for problem in lint.check([path])[1]]


def test_a_solution_that_goes_on_is_proved(tmp_path):
    """It trains for the steps of `from`, turns a number of the network there, and trains on."""
    assert problems_of(tmp_path, TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from = 200, b1 = 1, step = 600 }", "from = 200, b1 = -9, step = 600 }", "does not reach dead = 0"),
        ("from = 200, b1 = 1, step = 600 }", "from = 200, step = 600 }", "does not reach dead = 0"),
        ("from = 200, b1 = 1, step = 600 }", "b1 = 1, step = 600 }", "turns b1, which is no knob here"),
        (
            "from = 200, b1 = 1, step = 600 }",
            "from = 2000, b1 = 1, step = 600 }",
            "puts from at 2000, out of its bounds",
        ),
        ("from = 200, b1 = 1, step = 600 }", "from = 200, b3 = 1, step = 600 }", "turns b3, which is no knob here"),
        ("when from = 200, b1 = 1, step =] 100", "when from = 200, b1 = -1, step =] 100", "dead = 0"),
        ("when from = 200, b1 = 1, step =] 100", "when from = 20, step =] 100", "dead = 0"),
        ('want = ["from > 0", "dead = 0"]', 'want = ["dead = 0"]', "met before anything is turned"),
    ],
)
def test_a_goal_or_a_claim_that_does_not_hold_is_told(tmp_path, old, new, said):
    """Each of them is one problem, which names what is wrong."""
    assert old in TEXT
    (problem,) = problems_of(tmp_path, TEXT.replace(old, new))
    assert said in problem
