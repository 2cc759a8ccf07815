"""The colours of curves of equal standing, for dark themes and for light ones.

The hues are those of Okabe and Ito (2008, Color Universal Design), which people with any kind of colour vision can tell
apart, lighter on dark ground and darker on light ground: each has a contrast of at least 3:1 with it.
"""

DARK = {
    "series-1": "#e69f00",
    "series-2": "#2fc29a",
    "series-3": "#e38bbd",
    "series-4": "#f0e442",
    "series-5": "#f0723c",
    "series-6": "#56b4e9",
}
LIGHT = {
    "series-1": "#b36200",
    "series-2": "#00805c",
    "series-3": "#a8437f",
    "series-4": "#7d6b00",
    "series-5": "#c23b00",
    "series-6": "#0072b2",
}
