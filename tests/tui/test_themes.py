"""The tutor's two themes: text that can be read, series that can be told apart, and no theme that breaks the screen."""

from itertools import combinations

import pytest
from textual.color import Color

from tutor.tui.themes import DARK, LIGHT, SERIES, THEMES

_GROUNDS = ("background", "surface", "panel", "block-cursor-background")
_TEXTS = (
    "foreground",
    "text-muted",
    *(f"text-{name}" for name in ("primary", "secondary", "accent", "success", "warning", "error")),
    *SERIES[True],
)
_DEUTAN = ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969))
_PROTAN = ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052))
_NORMAL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
"""What is seen of linear red, green and blue: Machado, Oliveira and Fernandes 2009, severity 1."""


def _linear(colour):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]


def _luminance(colour):
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(a, b):
    """The contrast of WCAG 2."""
    low, high = sorted(map(_luminance, (a, b)))
    return (high + 0.05) / (low + 0.05)


def _lab(colour, seen):
    """The colour as an eye sees it, in CIE Lab (D65)."""
    rgb = [sum(m * c for m, c in zip(row, _linear(colour), strict=True)) for row in seen]
    xyz = [
        sum(m * max(0, c) for m, c in zip(row, rgb, strict=True)) / white
        for row, white in zip(
            ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)),
            (0.9505, 1, 1.089),
            strict=True,
        )
    ]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_text_has_contrast_on_every_ground(theme):
    """Each colour that is used as text has a contrast of 4.5:1 or more on each ground."""
    variables = {**theme.to_color_system().generate(), **theme.variables}
    found = {
        (text, ground): _contrast(Color.parse(variables[text]), Color.parse(variables[ground]))
        for text in _TEXTS
        for ground in _GROUNDS
    }
    assert not {pair: round(value, 2) for pair, value in found.items() if value < 4.5}


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("seen", [_NORMAL, _DEUTAN, _PROTAN])
def test_series_are_told_apart_by_colour_blind_eyes(dark, seen):
    """Any two series are at least 10 apart in CIE Lab, with two kinds of colour blindness too."""
    series = [_lab(Color.parse(colour), seen) for name, colour in SERIES[dark].items() if name.startswith("series")]
    distances = [sum((p - q) ** 2 for p, q in zip(*pair, strict=True)) ** 0.5 for pair in combinations(series, 2)]
    assert min(distances) > 10


async def test_the_theme_is_the_tutors_own(tutor):
    """A new learner sees the dark theme, and `t` swaps it for the light one and back."""
    async with tutor("straight-or-bent") as pilot:
        assert pilot.app.theme == DARK
        await pilot.press("t")
        assert pilot.app.theme == LIGHT
        await pilot.press("t")
        assert pilot.app.theme == DARK


@pytest.mark.full
async def test_every_theme_of_textual_paints(tutor):
    """Each theme that can be named has all the colours that the stylesheets ask for."""
    async with tutor("straight-or-bent") as pilot:
        for theme in pilot.app.available_themes:
            pilot.app.theme = theme
            await pilot.pause()
            assert {"series-1", "series-5", "data", "guess"} <= set(pilot.app.theme_variables)
