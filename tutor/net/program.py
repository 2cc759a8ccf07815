"""Programs: NumPy calls bound once to arrays that are there already, and made as often as is needed.

In small networks an operation costs what calling NumPy costs, about a quarter of a microsecond. A program has nothing
else in it: no array is allocated, no view is made, no name is looked up. Two rules keep a call that cheap:

- The output is the last positional argument; as `out=` it costs a quarter more.
- A constant is an array without axes (`constant`); a Python float costs half as much again.
- An array that is read and written is one and the same object: for two views of one place NumPy works out whether they
  overlap, which doubles the time.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Program = list[tuple[Callable[..., object], tuple[Any, ...]]]
"""Functions and their arguments, in turn; each function writes its result to one of its arguments."""


def run(program: Program) -> None:
    """Make the calls of a program."""
    for function, arguments in program:
        function(*arguments)


def constant(value: float, dtype: DTypeLike = float) -> NDArray[np.floating]:
    """A number as an array without axes, of a dtype so that the results keep theirs."""
    return np.array(value, dtype)
