"""A lesson of two steps, for tests that need to know every word in it."""

import pytest
from course import written

TEXT = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## One {#one}

Prose of the first step.

```text
first line of code
  second line of code
```

```toml lab network
w = [1, 1]
b = [-10, 10]
v = [1, 1]
range = [-4, 4]
knobs = ["b0", "b1"]
bounds = { b = { low = -12, high = 12 } }
show = ["sum", "units"]
```

```toml check number
id = "guess"
predict = true
ask = "What is it?"
answer = 10
proof = "f(0)"
otherwise = "Think again."
hints = ["The first hint.", "The second hint.", "The third hint."]
explain = "Because of the bias."
```

```toml check goal
id = "bend"
ask = "Bend it."
want = ["bends > 0"]
hints = ["a", "b", "c"]
explain = "There it bends."
solution = { b0 = 0 }
```

## Two {#two}

Prose of the second step.

```toml check choice
id = "pick"
ask = "Which one?"
hints = ["a", "b", "c"]
explain = "That one."
in_order = true
options = [
  { id = "this", text = "this", right = true },
  { id = "that", text = "that", say = "Not that." },
]
```
"""


@pytest.fixture
def lesson(tmp_path):
    return written(tmp_path, TEXT)
