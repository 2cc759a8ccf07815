"""The most that a file from outside may hold, in one table. What holds more is refused before it is read any further.

The limits lie far above what is met: of the shipped lessons the longest has 20 kB, 33 blocks and 48 values in a block,
and the largest network that can be analysed has 20,000 units.
"""

from typing import NamedTuple


class Limits(NamedTuple):
    """The most bytes of a file, and the most values in it.

    Values are the arrays of an archive, the cells of a table, and of TOML all keys, brackets and commas (in a lesson
    those of one block).
    """

    bytes: int
    values: int


NETWORK_TOML = Limits(2 * 10**6, 150_000)
NETWORK_ARRAYS = Limits(10**9, 2_000)
"""Two arrays for each of at most 1,000 layers."""
TABLE = Limits(10**9, 10**8)
"""Read in batches: MNIST as CSV has 110 MB and 47 million numbers."""
HELD_TABLE = 10**7
"""Numbers of a table that is held in memory."""
EXACT_TABLE = Limits(100 * 10**6, 2 * 10**6)
"""A fraction takes twenty times as much memory as a float."""
LESSON = Limits(100_000, 1_000)
LESSON_TABLE = Limits(100_000, 5_000)
SETTINGS = Limits(10_000, 100)

# TOML, and the header of safetensors, which is JSON
NESTING = 16
"""Brackets within brackets."""
KEY_PARTS = 8
"""Of a dotted key. `tomllib` needs memory for the square of them."""
KEYS = 10_000
"""With the headers of tables."""
WORD = 500
"""Characters of a number or of another word. Python refuses to read integers of thousands of digits."""
TEXT = 20_000
"""Characters of a text in quotation marks."""

# archives
UNPACKED = 100
"""Times the size of the file, which an archive of more than 10 MB may unpack to; weights are hardly compressible."""
DIRECTORY = 10**6
"""Bytes of the directory of an archive, and of the header of safetensors."""
HEADER = 10_000
"""Bytes of the header of an array in an archive."""

DIMENSIONS = 8
"""Of an array."""

# tables of numbers
ROWS = 10**7
COLUMNS = 10_000
LINE = 10**6
"""Characters."""

# lessons
BLOCKS = 300
"""Fenced TOML in one file."""
