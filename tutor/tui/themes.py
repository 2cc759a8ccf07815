"""The two themes of the tutor, and the colours that it adds to the themes of others.

One accent stands for one meaning, in every theme: primary for a question, accent for a goal, success for right, error
for wrong, warning for what is running. Series, data and guess colour the plots. Nothing is said by colour alone.
"""

from collections.abc import Mapping

from textual.theme import Theme

DARK, LIGHT = "tutor-dark", "tutor-light"

SERIES: Mapping[bool, Mapping[str, str]] = {
    True: {
        "series-1": "#63b8ee",
        "series-2": "#eda12f",
        "series-3": "#35c79b",
        "series-4": "#e597c6",
        "series-5": "#efe45a",
        "data": "#f4f1fb",
        "guess": "#ff9ad0",
    },
    False: {
        "series-1": "#2858b8",
        "series-2": "#924400",
        "series-3": "#06422e",
        "series-4": "#b30f65",
        "series-5": "#2a0a5e",
        "data": "#29232f",
        "guess": "#9c1f6e",
    },
}
"""The colours of plots, on a dark ground (True) and on a light one.

The series are the hues of Okabe and Ito (Color Universal Design, 2008), made lighter or darker for the ground.
"""

ANSI_SERIES: Mapping[str, str] = {
    "series-1": "ansi_bright_blue",
    "series-2": "ansi_yellow",
    "series-3": "ansi_green",
    "series-4": "ansi_magenta",
    "series-5": "ansi_cyan",
    "data": "ansi_default",
    "guess": "ansi_bright_magenta",
}
"""The same for themes that leave the colours to the terminal."""


def _theme(name: str, colours: Mapping[str, str], cursor: str, scrollbar: str, *, dark: bool) -> Theme:
    """A theme from its colours, by the names that Textual gives them, and `text-muted`.

    Accents are light or dark enough to be read as text, so each `text-…` is the accent itself: Textual would mix it
    with black or white.
    """
    accents = ("primary", "secondary", "accent", "success", "warning", "error")
    named = {key: value for key, value in colours.items() if key != "text-muted"}
    return Theme(
        name,
        **named,  # type: ignore[arg-type]  # all of them are colours
        dark=dark,
        variables={
            **{f"text-{accent}": colours[accent] for accent in accents},
            **SERIES[dark],
            "text-muted": colours["text-muted"],
            "primary-muted": cursor,
            "foreground-muted": colours["text-muted"],
            "block-cursor-foreground": colours["foreground"],
            "block-cursor-background": cursor,
            "block-cursor-blurred-background": colours["panel"],
            "block-hover-background": colours["panel"],
            "border": colours["primary"],
            "border-blurred": scrollbar,
            "footer-background": colours["surface"],
            "footer-key-foreground": colours["primary"],
            "footer-description-foreground": colours["text-muted"],
            "input-selection-background": cursor,
            "scrollbar": scrollbar,
            "scrollbar-hover": colours["text-muted"],
            "scrollbar-active": colours["primary"],
            "scrollbar-background": colours["background"],
            "scrollbar-background-hover": colours["background"],
            "scrollbar-background-active": colours["background"],
            "scrollbar-corner-color": colours["background"],
        },
    )


THEMES = (
    _theme(
        DARK,
        {
            "background": "#15131f",
            "surface": "#1e1b2c",
            "panel": "#2a263d",
            "foreground": "#e9e5f2",
            "text-muted": "#aaa3c0",
            "primary": "#b9a0ff",
            "secondary": "#8fb8d8",
            "accent": "#63c6ff",
            "success": "#86d67a",
            "warning": "#f2b84b",
            "error": "#ff8a80",
        },
        cursor="#3a3158",
        scrollbar="#453e63",
        dark=True,
    ),
    _theme(
        LIGHT,
        {
            "background": "#fbf8f3",
            "surface": "#f3eee5",
            "panel": "#e8e1d5",
            "foreground": "#29232f",
            "text-muted": "#5d5568",
            "primary": "#5f36b8",
            "secondary": "#3b5b7c",
            "accent": "#07598a",
            "success": "#22631a",
            "warning": "#7d4a00",
            "error": "#a8201a",
        },
        cursor="#e0d6f2",
        scrollbar="#c9bfae",
        dark=False,
    ),
)


def plot_colours(theme: Theme) -> Mapping[str, str]:
    """The colours of plots for a theme that has none of its own."""
    return ANSI_SERIES if theme.ansi else SERIES[theme.dark]
