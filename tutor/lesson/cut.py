"""Lesson files as sections: titles, prose and fenced TOML with their lines, before any of it is interpreted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.files import FileError, outside
from tutor.files.limits import BLOCKS, LESSON
from tutor.lesson.fence import Fence, unseen
from tutor.lesson.problem import Problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

README = "readme.md"
"""The page about a folder of lessons, which is not a lesson."""


@dataclass
class Section:
    """The part of a file under one `##` heading; with level 1, the part before the first.

    Attributes:
        prose: the Markdown, with blank lines where the fences stood, so that line n of it is line `line + n` of
            the file.
    """

    title: str
    id: str | None
    line: int
    level: int
    fences: list[Fence] = field(default_factory=list)
    prose: str = ""


@dataclass(frozen=True)
class Source:
    """A lesson file, read. It is cut once, when that is asked for; naming the lesson takes its head alone.

    Attributes:
        text: empty where the file cannot be read.
        unreadable: why it cannot be read; None where it can.
    """

    path: Path
    text: str = ""
    unreadable: Problem | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        """The first is what stands before the first `##`; none where the file cannot be read."""
        return self._cut[0]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong so far, without a look into the blocks."""
        return self._cut[1]

    @cached_property
    def head(self) -> Section | None:
        """The title and the blocks before the first step; None where there is no step.

        This is enough to list the lessons. It leaves out the Markdown parser, which takes as long to import as a tenth
        of a start.
        """
        lines, head, opened = self.text.split("\n"), Section("", None, 1, 1), 0
        for i, line in enumerate(lines):
            if line.startswith(("```", "~~~")):
                if opened and (words := tuple(lines[opened - 1].strip("`~").split()))[:1] == ("toml",):
                    head.fences.append(Fence(words, "\n".join([*lines[opened:i], ""]), opened))
                opened = 0 if opened else i + 1
            elif line.startswith("## ") and not opened:
                return head
            elif line.startswith("# ") and not opened:
                head.title = _section(line, 1, 1).title
        return self.sections[0] if len(self.sections) > 1 else None

    @cached_property
    def _cut(self) -> tuple[tuple[Section, ...], tuple[Problem, ...]]:
        if self.unreadable:
            return (), (self.unreadable,)
        sections, problems = cut(self.path, self.text)
        return tuple(sections), tuple(problems)


def lesson_files(paths: Iterable[Path]) -> list[Path]:
    """The files to read: the Markdown files of each folder that are lessons, in name order, and each file named."""
    return [file for path in paths for file in (_lessons_in(path) if path.is_dir() else [path])]


def sources(paths: Iterable[Path]) -> tuple[Source, ...]:
    """Every lesson file of `paths`, read once."""
    return tuple(map(source, lesson_files(paths)))


def source(path: Path) -> Source:
    """A lesson file, read; never raises for bad content."""
    text = read_text(path)
    return Source(path, unreadable=text) if isinstance(text, Problem) else Source(path, text)


def _lessons_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.md") if path.name.lower() != README)


def read_text(path: Path) -> str | Problem:
    """The text of a file, or why it cannot be a lesson."""
    try:
        text = outside.read_text(path, LESSON.bytes).replace("\r\n", "\n").replace("\r", "\n")
    except FileError as error:
        return Problem(path, error.line or 1, str(error))
    if "\0" in text:
        return Problem(path, text.count("\n", 0, text.index("\0")) + 1, "holds a NUL byte; a lesson is plain text")
    printable = text.replace("\n", "").replace("\t", "").isprintable()  # a fifth of the time of a search
    return text if printable else why_not_plain(path, text) or text


def why_not_plain(path: Path, text: str) -> Problem | None:
    """The first character of a lesson that nobody would see; tabs are read as spaces."""
    text = text.replace("\t", " ")
    if not unseen(text):
        return None
    signs = ((number, unseen(line)) for number, line in enumerate(text.split("\n"), start=1))
    number, sign = next(((number, sign) for number, sign in signs if sign), (1, unseen(text)))
    return Problem(path, number, f"holds {sign}, which is invisible; a lesson is plain text")


def cut(path: Path, text: str) -> tuple[list[Section], list[Problem]]:
    """The sections of a lesson file, the first being what stands before the first `##`."""
    lines, problems, blocks = text.split("\n"), [], 0
    sections = [Section("", None, 1, 1)]
    prose = [True] * len(lines)
    for token in _blocks().parse(text):
        start, end = token.map or (0, 0)
        words = tuple(token.info.split()) if token.type == "fence" else ()
        if words[1:2] in {("lesson",), ("lab",), ("check",)} and words[0] != "toml":
            problems.append(
                Problem(path, start + 1, f"```{words[0]} is not a block of a lesson; write ```toml {words[1]}")
            )
        if token.type == "fence" and not _closed(lines, start, end):
            problems.append(Problem(path, start + 1, "this fence is never closed; end it with ```"))
        if words[:1] == ("toml",):
            if (blocks := blocks + 1) > BLOCKS:
                problems.append(Problem(path, start + 1, f"more than {BLOCKS} blocks of TOML; make it two lessons"))
                break
            if token.level:
                problems.append(Problem(path, start + 1, "a block within a list or a quote; move it out of there"))
            sections[-1].fences.append(Fence(words, token.content, start + 1))
            prose[start:end] = [False] * (end - start)
        elif token.type == "heading_open" and token.tag in {"h1", "h2"} and not token.level:
            found = _section(lines[start], start + 1, int(token.tag[1]))
            if token.tag == "h1" and not sections[0].title and len(sections) == 1:
                sections[0].title = found.title
            else:
                sections.append(found)
            prose[start:end] = [False] * (end - start)
    bounds = [section.line for section in sections] + [len(lines) + 1]
    for section, last in zip(sections, bounds[1:], strict=True):
        kept = range(section.line - 1, last - 1)
        section.prose = "\n".join(lines[i] if prose[i] else "" for i in kept)
    return sections, problems


@cache
def _blocks() -> MarkdownIt:
    """A parser of the blocks of Markdown, which leaves the text in them alone; to make one takes as long as a head."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- after the first paint: 20 ms

    return MarkdownIt().disable(["inline", "text_join"])


def _section(heading: str, line: int, level: int) -> Section:
    """The section that a heading such as `## Title {#its-id}` begins."""
    title = heading.lstrip("# ").rstrip()
    name, brace, rest = title.rpartition("{#") if title.endswith("}") else (title, "", "")
    return Section((name if brace else title).rstrip(), rest[:-1] if brace else None, line, level)


def _closed(lines: list[str], start: int, end: int) -> bool:
    opening = re.match(r"\s*(`{3,}|~{3,})", lines[start])
    last = lines[end - 1].strip() if end - 1 > start else ""
    return bool(opening and last and set(last) == {opening[1][0]} and len(last) >= len(opening[1]))
