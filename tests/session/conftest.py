"""Two lessons of a few steps, for tests that need to know every number in them."""

import pytest
from course import written
from moves import answered, begun

from tutor import session as sessions

TURNING = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## Turn {#turn}

```toml lab network
w = [1, 1]
b = [-10, 10]
v = [1, 1]
range = [-4, 4]
knobs = ["b0", "b1"]
show = ["sum", "units", "pre-activations"]
```

```toml check number
id = "guess"
predict = true
ask = "What?"
answer = 10
proof = "f(0)"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

```toml check goal
id = "bend"
ask = "Bend it."
want = ["bends > 0"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = 0 }
```

```toml check goal
id = "bend-more"
ask = "Bend it twice."
want = ["bends > 1"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = 0, b1 = 1 }
```

## Draw {#draw}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
```

```toml check sketch
id = "points"
predict = true
ask = "Draw."
xs = [-1, 0, 2]
heights = [0, 0, 2]
low = -1
high = 3
step = "1/2"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

## Read {#read}

Nothing is asked here.
"""

ASKING = """\
# Title

```toml lesson
format = 1
id = "later"
question = "Why?"
```

## Predict {#predict}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
knobs = ["b0"]
```

```toml check number
id = "guess"
predict = true
ask = "What?"
answer = 3
proof = "f(3)"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

```toml check goal
id = "away"
ask = "Take the bend away."
want = ["f(-4) > f(4)"]
impossible = true
hints = ["a", "b", "c"]
explain = "It never falls."
```

```toml check goal
id = "out"
ask = "Take the bend out of the range."
want = ["bends = 0"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = 5 }
```

## Before {#before}

```toml check number
id = "sum"
silent = true
again = "first#sum"
ask = "1 + 1?"
answer = 2
proof = "2"
otherwise = "o"
explain = "e"
```

```toml check choice
id = "which-one"
silent = true
again = "first#which"
ask = "Which?"
explain = "e"
in_order = true
options = [
  { id = "this", text = "this", right = true },
  { id = "that", text = "that", mistake = "m", say = "no" },
]
```

## Again {#again}

```toml check drawn
id = "product"
draw = { a = { low = 1, high = 99 } }
ask = "Twice {a}?"
proof = "2*a"
otherwise = "o"
hints = ["a", "b", "It is {answer}."]
explain = "e"
```

## Arrange {#arrange}

```toml check order
id = "in-order"
ask = "In order?"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
items = [{ text = "one" }, { text = "two" }, { text = "three" }]
```

## How it went {#results}

```toml results
```
"""


GUESSING = """\
# Title

```toml lesson
format = 1
id = "guesses"
question = "Why?"
```

## Two {#two}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
```

```toml check number
id = "at-three"
predict = true
ask = "What is f(3)?"
answer = 3
proof = "f(3)"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "Three."
```

```toml check number
id = "at-two"
predict = true
ask = "What is f(2)?"
answer = 2
proof = "f(2)"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "Two."
```

## In other numbers {#drawn}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
```

```toml check drawn
id = "any"
predict = true
draw = { a = { low = 1, high = 99 } }
ask = "What is f({a})?"
proof = "f(a)"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "It is {answer}."
```

## Without a lab {#bare}

```toml check number
id = "sum"
predict = true
ask = "1 + 1?"
answer = 2
proof = "1 + 1"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```
"""


@pytest.fixture
def guessing(tmp_path):
    """A lesson of predictions: two of one lab, one in numbers that are drawn, and one without a lab."""
    return written(tmp_path, GUESSING)


@pytest.fixture
def lesson(tmp_path):
    """Steps with a lab: one to turn, one to draw, and one where nothing is asked."""
    return written(tmp_path, TURNING)


@pytest.fixture
def turning(lesson):
    """The first step of it with its prediction made: the knobs turn, and the goal “bend” is open."""
    return sessions.forward(answered(begun(lesson), (10,)))


@pytest.fixture
def asking(tmp_path):
    """A lesson with a prediction, an impossible goal, silent checks, a drawn one and an order."""
    return written(tmp_path, ASKING)


@pytest.fixture
def impossible(asking):
    """That lesson with its impossible goal open."""
    return sessions.forward(answered(begun(asking), (3,)))
