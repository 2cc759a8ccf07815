"""The colours of curves of equal standing: seen on their ground, and told apart by everybody."""

from itertools import combinations
from typing import get_args

import pytest
from textual.color import Color
from tutor.tui.series import DARK, LIGHT

from tutor.figure import Series
from tutor.tui.plot_view import COLOURS, PlotView

GROUNDS = {"dark": (DARK, ("#0f1419", "#1e1e1e")), "light": (LIGHT, ("#fafafa", "#e0e0e0"))}

# Machado, Oliveira and Fernandes 2009, A Physiologically-based Model for Simulation of Color Vision Deficiency: full
# protanopia, deuteranopia and tritanopia, in linear RGB.
VISIONS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def _linear(colour):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in Color.parse(colour).normalized]


def _luminance(rgb):
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def _in_cielab(rgb):
    """CIELAB of linear RGB, white at D65."""
    r, g, b = (min(1, max(0, each)) for each in rgb)
    x, z = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, _luminance((r, g, b)), z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("kind", GROUNDS)
def test_each_colour_is_seen_on_its_ground(kind):
    """Each colour has a contrast of at least 3:1 with the grounds of its kind of theme (WCAG 2.2, 1.4.11)."""
    colours, grounds = GROUNDS[kind]
    assert set(colours) == set(get_args(Series))
    for colour in colours.values():
        for ground in grounds:
            low, high = sorted(_luminance(_linear(each)) for each in (colour, ground))
            assert (high + 0.05) / (low + 0.05) >= 3, (colour, ground)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("kind", "least"), [("dark", 30), ("light", 20)])
def test_every_two_colours_are_told_apart_with_any_colour_vision(kind, least, vision):
    """Every two colours are far apart in CIELAB, as they are and as colour-blind people see them."""
    seen = {
        name: _in_cielab([sum(m * c for m, c in zip(row, _linear(colour), strict=True)) for row in VISIONS[vision]])
        for name, colour in GROUNDS[kind][0].items()
    }
    for one, other in combinations(seen, 2):
        apart = sum((p - q) ** 2 for p, q in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert apart >= least, (one, other, apart)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
async def test_every_role_has_a_colour_and_every_side_a_ground(tutor, theme):
    """In a dark theme and in a light one, no two series are drawn in one colour, and the two sides differ."""
    async with tutor("draw-it#draw-it") as pilot:
        pilot.app.theme = theme
        await pilot.pause()
        plot = pilot.app.screen.query_one(PlotView)
        styles = {role: plot._style(role, None).color for role in COLOURS}
        series = [styles[role] for role in get_args(Series)]
        assert len(set(series)) == len(series)
        grounds = [plot._style(None, under).bgcolor for under in ("range", "below", "above")]
        assert len({*grounds, plot._style(None, None).bgcolor}) == 4
