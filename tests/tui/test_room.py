"""How the rows of the lab's half are shared out: pictures first."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tutor.tui.room import MOST_SMALL, Wanted, allotted

rows = st.integers(0, 30)
wants = st.builds(Wanted, table=st.integers(0, 14), lamps=st.integers(1, 20), formula=rows, views=st.integers(0, 4))


@given(wanted=wants, width=st.integers(30, 160), height=st.integers(10, 60))
def test_formula_and_verdicts_give_way_before_the_picture(wanted, width, height):
    """The large picture has at least nine rows, or as many as its table needs; one row of verdicts stays."""
    room = allotted(width, height, wanted)
    pictures = height - room.lamps - room.formula
    assert 1 <= room.lamps <= wanted.lamps
    assert 0 <= room.formula <= wanted.formula
    assert pictures >= min(height - 1, max(9, wanted.table + 4 if wanted.table else 0))
    assert room.formula == 0 or room.lamps == wanted.lamps, "the formula goes first"


@given(wanted=wants, width=st.integers(30, 160), height=st.integers(10, 60))
def test_small_pictures_have_room(wanted, width, height):
    """There are no more small pictures than views, and each has the columns and rows that a plot needs."""
    room = allotted(width, height, wanted)
    assert room.small <= min(wanted.views, MOST_SMALL)
    assert not room.small or (width // room.small >= 38 and height - room.lamps - room.formula >= 22)


def test_a_larger_panel_shows_no_less():
    """What is in sight in a low panel is in sight in a higher one."""
    wanted = Wanted(table=0, lamps=6, formula=3, views=2)
    shown = [allotted(80, height, wanted) for height in range(10, 60)]
    for less, more in itertools.pairwise(shown):
        assert less.small <= more.small
        assert less.small != more.small or (less.lamps <= more.lamps and less.formula <= more.formula)
