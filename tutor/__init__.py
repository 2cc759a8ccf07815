"""relu-tutor: a terminal tutor on where the non-linearity of ReLU comes from.

`inspect`, `pieces`, `regions` and `dead_units` are for programs of one's own; see library.md.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.library import dead_units, inspect, pieces, regions

__all__ = ["dead_units", "inspect", "pieces", "regions"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """The functions of the library, which bring NumPy, when one of them is asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tutor import library  # noqa: PLC0415 -- the command line starts without NumPy

    return getattr(library, name)
