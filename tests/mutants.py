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

from sample_files import SAMPLES, SHORT

from tutor.commands import inspect
from tutor.commands.arguments import UsageError
from tutor.files import FileError
from tutor.lesson import lint

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
_BINARY, _PACKED = (".npz", ".safetensors", ".onnx", ".h5", ".keras"), (".npz", ".safetensors", ".keras")


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
        repack = name.endswith(_PACKED) and source.randrange(2)
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
    return {"wrong": wrong, "slowest": slowest, "seconds": perf_counter() - begin, "megabytes": _peak()}


def _peak():
    """The most memory of this process so far, in MB; getrusage would count what its parent had when it forked."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) // 1000 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def _too_slow(*_):
    raise TimeoutError("took more than 10 s")


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, _too_slow)
    resource.setrlimit(resource.RLIMIT_AS, (2 * 10**9, 2 * 10**9))
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(batch(int(sys.argv[1]), int(sys.argv[2]), Path(scratch))))
