"""The cells of a drawing: for each a character, its role and what is behind it; and such a drawing in ASCII."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tutor.figure import Role
from tutor.rational import POWER, with_e

Under = Literal["range", "below", "above"]
"""What is behind a cell: the range that is set off, or one of the two sides of a filled plane."""

Stretch = tuple[str, Role | None, Under | None]
"""A piece of a row, the role that gives it its colour (None for frame and numbers), and what is behind it."""

_ASCII = str.maketrans("◆○□●◉△▲·░▒▓█−≈≤≥×→┊─│┌┐└┘┬┤├┴┼₀₁₂₃₄₅₆₇₈₉", "%oO@@^A.-+*#-~<>x>:-|+++++++++0123456789")


def in_ascii(line: str) -> str:
    """A row, in as many characters: a power of ten as `e-9`, since a dot stands for what is inactive."""
    return POWER.sub(lambda power: with_e(power[0]).ljust(len(power[0])), line).translate(_ASCII)


@dataclass(frozen=True)
class Cells:
    """The cells drawn so far, row by row. They are drawn on in place."""

    characters: list[list[str]]
    roles: list[list[Role | None]]
    under: list[list[Under | None]]

    @classmethod
    def blank(cls, width: int, height: int) -> "Cells":
        """Nothing drawn yet."""
        rows = range(height)
        return cls([[" "] * width for _ in rows], [[None] * width for _ in rows], [[None] * width for _ in rows])

    @property
    def width(self) -> int:
        """The cells of a row."""
        return len(self.characters[0])

    def copy(self, right: int) -> "Cells":
        """A copy to draw on, with blank columns added on the right."""
        return Cells(
            [row + [" "] * right for row in self.characters],
            [row + [None] * right for row in self.roles],
            [row + [None] * right for row in self.under],
        )

    def put(self, row: int, column: int, text: str, role: Role | None) -> None:
        """Text from a cell on to the right, over what was there."""
        self.characters[row][column : column + len(text)] = text
        self.roles[row][column : column + len(text)] = [role] * len(text)

    def paste(self, other: "Cells", row: int, column: int) -> None:
        """All cells of another drawing, its upper left corner at a cell of this one."""
        stop = column + other.width
        for at, (characters, roles, under) in enumerate(zip(other.characters, other.roles, other.under, strict=True)):
            self.characters[row + at][column:stop] = characters
            self.roles[row + at][column:stop] = roles
            self.under[row + at][column:stop] = under

    def free(self, row: int, start: int, stop: int) -> bool:
        """Whether nothing is drawn in a row from one column to before another, as far as the row goes."""
        return not any(character != " " for character in self.characters[row][max(0, start) : stop])

    def rows(self, *, ascii_only: bool) -> tuple[tuple[Stretch, ...], ...]:
        """Rows in which neighbouring cells that look alike are one stretch. A blank joins the stretch before it."""
        return tuple(tuple(self._runs(row, ascii_only=ascii_only)) for row in range(len(self.characters)))

    def _runs(self, row: int, *, ascii_only: bool) -> Iterator[Stretch]:
        text, roles, under = "".join(self.characters[row]), self.roles[row], self.under[row]
        text = in_ascii(text) if ascii_only else text
        start, current, behind = 0, roles[0], under[0]
        for column, role in enumerate(roles):
            other_ground = under[column] != behind
            if other_ground or (role != current and text[column] != " "):
                if other_ground or text[start:column].strip():
                    if start < column:
                        yield text[start:column], current, behind
                    start = column
                current, behind = role, under[column]
        yield text[start:], current, behind
