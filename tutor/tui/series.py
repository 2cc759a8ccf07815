"""The colours of curves of equal standing, for dark themes and for light ones.

The hues are near those of Okabe and Ito (2008, Color Universal Design): orange, green, purple, yellow, red, blue. Their
lightness is chosen so that people with any kind of colour vision can tell each two of them apart, and so that each has
a contrast of at least 3:1 with the ground. A theme may have its own, by these names.
"""

DARK = {
    "series-1": "#faaf03",
    "series-2": "#baefe7",
    "series-3": "#ca4487",
    "series-4": "#f0e7a5",
    "series-5": "#da280b",
    "series-6": "#1289fc",
}
LIGHT = {
    "series-1": "#ab6d05",
    "series-2": "#02604b",
    "series-3": "#ac168f",
    "series-4": "#4c4504",
    "series-5": "#3e150f",
    "series-6": "#0a78eb",
}
