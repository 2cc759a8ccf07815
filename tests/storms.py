"""Storms: what a terminal may send, at random, and as fast as it can."""

import random

PLACES = [
    "start#one-question",
    "linear-on-linear#what-would-change-it",
    "one-unit#which-side",
    "bends-add-up#draw-one",
    "straight-or-bent#on-your-own",
    "deeper#folding",
    "what-kills#nearly-nothing",
    "what-kills#forty-percent",
    "start-again#xor",
    "start-again#restarts",
    "which-activation#cost",
]
"""Steps with a lab of each kind, and with a check of most."""

KEYS = [
    *"skphncle?vgurxiodmbaty1230-./[] ",
    *("\r", "\t", "\x1b", "\x7f", "\x10", "\x1a"),
    *("\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x1b[1;2C", "\x1b[1;2D"),
]
BURSTS = ["kkk", "kpkp", "ssnssnssn", "ss\rss\r", "ppp", "c\r", "cl\r", "\x10x\r"]
PASTES = [
    "[/usr/bin]",
    "5[/]",
    "x[b]y",
    "[",
    "1/3",
    "\x1b]0;t\x07",
    "9" * 500,
    "[@click=app.bell]x[/]",
    "\u202e5",
    "a\nb\n",
]
ODD = [
    *(b"\xff", b"\xc3", b"\x00", b"\x9b", b"\x1b[M\xff\xff\xff"),  # bytes that are no text
    *(b"\x1b[1114112u", b"\x1b[999999999999u", b"\x1b[55555;1u"),  # keys that are no characters
    *(b"\x1b[I", b"\x1b[O", b"\x1b[?1;2c", b"\x1b[<0;9999;9999M", b"\x1b]52;c;AA\x07", b"\x1b[200~\x1b[201~"),
    b"\x1b[48;10;20;1;1t",  # a size, said by the terminal
]
SIZES = [(80, 24), (60, 20), (59, 19), (1, 1), (2, 60), (200, 1), (200, 60)]


def storm(seed, length):
    """Events of a storm: ("send", bytes), ("resize", (columns, rows)), ("stop", None) or ("pause", seconds)."""
    rng = random.Random(seed)  # noqa: S311 -- the same storm in every run
    return [_event(rng) for _ in range(length)]


def _event(rng):
    kinds = {"key": 61, "mouse": 8, "paste": 6, "resize": 12, "odd": 5, "pause": 4, "burst": 3, "stop": 1}
    match rng.choices([*kinds], [*kinds.values()])[0]:
        case "key":
            return "send", rng.choice(KEYS).encode()
        case "mouse":
            where = f"{rng.choice((0, 0, 32, 64, 65, 2))};{rng.randint(1, 130)};{rng.randint(1, 45)}"
            return "send", f"\x1b[<{where}M\x1b[<{where}m".encode()
        case "paste":
            return "send", f"\x1b[200~{rng.choice(PASTES)}\x1b[201~".encode()
        case "resize":
            return "resize", rng.choice([*SIZES, *[(rng.randint(1, 200), rng.randint(1, 60)) for _ in SIZES]])
        case "odd":
            return "send", rng.choice(ODD)
        case "burst":
            return "send", rng.choice(BURSTS).encode()
        case "stop":
            return "stop", None
        case _:
            return "pause", rng.choice((0.01, 0.05, 0.2))
