"""Files from outside, damaged at random: the same ones for the same seed. As a program, it reads a batch of them.

    python tests/mutants.py SEED COUNT

prints one JSON object: the exceptions that no reader should let out, the slowest file, and the peak of memory.
"""

import io
import json
import random
import re
import resource
import signal
import sys
import tempfile
import traceback
import zipfile
from pathlib import Path
from time import perf_counter

import numpy as np

from tutor.commands import inspect
from tutor.commands.arguments import UsageError
from tutor.files import FileError
from tutor.lesson import lint

try:
    from safetensors.numpy import save
except ImportError:
    save = None

LESSON = """\
# Straight or bent

```toml lesson
format = 1
id = "mine"
question = "Where does it bend?"
answers = ["C1"]
experiments = ["success_mine"]
```

## First {#first}

All weights are 1. It is `f(1) = 1`, and `f(2) = 2 when b0 = 0`.

```toml lab network
w = [1, -1]
b = [0, "1/2"]
v = [1, 0.5]
range = [-4, 4]
data = { x = [1, 2], y = [1, 2] }
own_rows = 1
knobs = ["b0", "own", "x2"]
show = ["sum", "units"]
bounds.b = { low = -12, high = 12, fine = "1/2", coarse = 2 }
```

```toml check number
id = "value"
ask = "What is f(2)?"
answer = 2
proof = "f(2)"
otherwise = "Add the units."
hints = ["a", "b", "c"]
explain = "It is `f(2) = 2`."

[[wrong]]
value = 4
mistake = "the weight was left out"
say = "That is `2*f(2) = 4`."
```

```toml check goal
id = "move"
ask = "Move it."
want = ["b0 > 3"]
hints = ["a", "b", "c"]
explain = "Done."
solution = { b0 = 4 }
```

## Second {#second}

Some words, *more* words, and `code`.

- one
- two

```toml check choice
id = "pick"
ask = "Which?"
hints = ["a", "b", "c"]
explain = "This one."
options = [
  { text = "straight", mistake = "a slip", say = "It is not." },
  { text = "bent", right = true },
]
```
"""
CLAIMS = """\
[C1]
says = "It is not linear."
verdict = "true"
because = "It bends."
step = "mine#first"
"""
MISCONCEPTIONS = """\
[M1]
says = "It bends nowhere."
truth = "It bends at zero."
"""
EXPERIMENTS = """\
[success_mine]
kind = "success"
command = "relu-tutor experiments success_mine"
value = 79.1
low = 76.5
high = 81.5

[success_mine.figures]
at_3 = 129

[success_mine.settings]
data = { target = "abs(x+1)", low = -4, high = 4, samples = 9 }
hidden = [2]
activation = "relu"
init = "uniform"
optimizer = "gd"
rate = 0.02
decay = 0
steps = 100
runs = 10
seed = 0
fit = 0.01
plateaus = []
"""
LONG = 'W0 = [[1], ["-1/3"]]\nb0 = [0.1, 2]\nW1 = [[1, 1]]\nb1 = [0]\nactivation = "leaky_relu"\n'
SHORT = 'w = [1, -1]\nb = [0.5, 0]\nv = ["1/3", 2]\nc = -1\n'
CSV = 'x,y\n1,0.1\n-2,3\n"1/2",4e-3\n−5, 6\n'


def _npz(how, kind=np.float64):
    arrays = {"W0": np.ones((3, 1)), "b0": np.arange(3), "W1": np.ones((1, 3)), "b1": np.zeros(1)}
    buffer = io.BytesIO()
    how(buffer, **{name: array.astype(kind) for name, array in arrays.items()})
    return buffer.getvalue()


def _safetensors():
    if save is None:
        return b""
    arrays = {"0.weight": np.ones((3, 1)), "0.bias": np.zeros(3), "2.weight": np.ones((1, 3)), "2.bias": np.zeros(1)}
    return save({name: array.astype(np.float32) for name, array in arrays.items()})


SAMPLES = {
    "long.toml": LONG.encode(),
    "short.toml": SHORT.encode(),
    "stored.npz": _npz(np.savez),
    "packed.npz": _npz(np.savez_compressed, np.float32),
    "whole.npz": _npz(np.savez, ">i4"),
    "net.safetensors": _safetensors(),
    "data.csv": CSV.encode(),
    "lesson.md": LESSON.encode(),
    "claims.toml": CLAIMS.encode(),
    "misconceptions.toml": MISCONCEPTIONS.encode(),
    "experiments.toml": EXPERIMENTS.encode(),
}
_NUMBERS = ["0", "-1", "1e999", "nan", "1e9", "9" * 30, "9" * 6000, "1/0", "0.1", "true", "2000000", "-0.0", "[]", '""']
_PIECES = [
    *"[]{}().,=#\"'`\n\\:-*>&",
    '"""',
    "'''",
    "```",
    "[[",
    "a.",
    "\x1b]52;c;aGk=\x07",
    "\u202e",
    "&#8238;",
    "\ufeff",
]
_PIECES += [
    "\\u001b",
    "\0",
    "\r",
    "\t",
    "😀",
    "𝔽",
    " when own = 2",
    "inf",
    "_",
    "~~~",
    "##",
    "f(",
    "max(",
    "{#",
    "|",
    "<b>",
]
_WORDS = re.compile(rb"[\w.+-]+")


def _flip(source, data):
    for _ in range(source.randint(1, 8)):
        data[source.randrange(len(data))] ^= 1 << source.randrange(8)


def _cut(source, data):
    del data[source.randrange(len(data)) :]


def _remove(source, data):
    at = source.randrange(len(data))
    del data[at : at + source.randint(1, 40)]


def _double(source, data):
    at = source.randrange(len(data))
    data[at:at] = data[at : at + source.randint(1, 60)] * source.choice((1, 2, 5, 100, 2000))


def _swap(source, data):
    words = list(_WORDS.finditer(bytes(data)))
    if len(words) > 1:
        one, other = sorted(source.sample(words, 2), key=lambda word: word.start())
        data[other.start() : other.end()] = one[0]
        data[one.start() : one.end()] = other[0]


def _blow_up(source, data):
    numbers = list(re.finditer(rb"\d[\d.]*", bytes(data)))
    if numbers:
        number = source.choice(numbers)
        data[number.start() : number.end()] = source.choice(_NUMBERS).encode()


def _insert(source, data):
    at = source.randint(0, len(data))
    data[at:at] = source.choice(_PIECES).encode() * source.choice((1, 1, 1, 3, 20, 3000))


def _overwrite(source, data):
    at = source.randrange(len(data))
    data[at : at + 4] = source.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\1\0\0\0", b"PK\5\6"))


def _retype(source, data):
    for _ in range(source.randint(1, 4)):
        data[source.randrange(len(data))] = source.choice(b"0123456789-+eE./,=[]{}\"'# \nabxyzfW_:`*")


def _line(source, data):
    lines = bytes(data).split(b"\n")
    at = source.randrange(len(lines))
    moved = lines[at] if source.randrange(2) else lines.pop(at)
    lines.insert(source.randint(0, len(lines)), moved)
    data[:] = b"\n".join(lines)


_OF_TEXT = (_retype, _remove, _double, _swap, _blow_up, _blow_up, _insert, _line)
_WAYS = (_flip, _cut, _remove, _double, _swap, _blow_up, _insert, _overwrite)
_BINARY = (".npz", ".safetensors")


def _damaged(source, data, ways):
    data = bytearray(data)
    for _ in range(source.choice((1, 1, 2, 3, 6))):
        if data:
            source.choice(ways)(source, data)
    return bytes(data)


def _repacked(source, data):
    """An archive that is sound, with one damaged array in it; or tensors whose header has its right length."""
    if data[:2] != b"PK":
        length = int.from_bytes(data[:8], "little")
        header = _damaged(source, data[8 : 8 + length], _OF_TEXT)
        return len(header).to_bytes(8, "little") + header + data[8 + length :]
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w") as after:
        names = before.namelist()
        bad = source.choice(names)
        for name in names:
            content = before.read(name)
            header = _damaged(source, content[10:128], _OF_TEXT)[:65000] if name == bad else content[10:128]
            sized = content[:8] + len(header).to_bytes(2, "little") + header + content[128:]
            after.writestr(name, sized if source.randrange(4) else _damaged(source, sized, _WAYS))
    return buffer.getvalue()


def mutant(seed, samples=None):
    """The name and the bytes of one damaged file."""
    source, samples = random.Random(seed), samples or SAMPLES  # noqa: S311 -- the same files for a seed
    name = source.choice([name for name, data in samples.items() if data])
    if name.endswith(_BINARY):
        repack = source.randrange(2)
        return name, _repacked(source, samples[name]) if repack else _damaged(source, samples[name], _WAYS)
    return name, _damaged(source, samples[name], _WAYS if source.randrange(4) == 0 else _OF_TEXT)


def read(name, path, folder):
    """Read one file as the program does; returns what it said of it. Only an expected error is caught."""
    if name.endswith(".md") or name in {"claims.toml", "misconceptions.toml", "experiments.toml"}:
        return [str(problem) for problem in lint.check([folder])[1]]
    good = path.with_name("good.toml")
    good.write_text(SHORT, encoding="utf-8")
    asked = [[str(path)]] if name != "data.csv" else [[str(good), "--data", str(path)]]
    said = []
    for arguments in (each for one in asked for each in (one, [*one, "--json"])):
        try:
            inspect.run(arguments, lambda _: None)
        except (FileError, UsageError) as error:
            said.append(str(error))
    return said


def batch(seed, count, folder):
    """Read some damaged files: {exceptions, slowest, seconds, megabytes}."""
    wrong, slowest, begin = [], (0.0, 0, ""), perf_counter()
    for at in range(seed, seed + count):
        name, data = mutant(at)
        for old in folder.iterdir():
            old.unlink()
        for beside, content in SAMPLES.items():
            if beside.endswith(".md") or beside in {"claims.toml", "misconceptions.toml", "experiments.toml"}:
                (folder / beside).write_bytes(content)
        (folder / name).write_bytes(data)
        start = perf_counter()
        signal.alarm(10)
        try:
            said = read(name, folder / name, folder)
            if odd := [each for each in said if "\n" in each or len(each) > 1000]:
                wrong.append((at, name, f"not one short line: {odd[0][:200]}"))
        except BaseException:  # noqa: BLE001 -- whatever comes out is what is looked for
            wrong.append((at, name, traceback.format_exc()[-1500:]))
        signal.alarm(0)
        slowest = max(slowest, (perf_counter() - start, at, name))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    return {"wrong": wrong, "slowest": slowest, "seconds": perf_counter() - begin, "megabytes": peak}


def _too_slow(*_):
    raise TimeoutError("took more than 10 s")


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _too_slow)
    resource.setrlimit(resource.RLIMIT_AS, (2 * 10**9, 2 * 10**9))
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(batch(int(sys.argv[1]), int(sys.argv[2]), Path(scratch))))
