"""The prose of a lesson as blocks of styled text: what both front ends show, each in its own way.

markdown-it-py parses. Lessons use paragraphs, bullet lists, quotes, code, and bold, emphasised and code spans; anything
else is a problem that the linter reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from tutor.expression import pretty

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Style = Literal["", "strong", "em", "code"]
Span = tuple[str, Style]


@dataclass(frozen=True)
class Block:
    """A paragraph, a list item or a piece of code.

    Attributes:
        kind: text stands off from what is before it, an item does not, code keeps its lines.
        mark: what stands before the first line, such as the dash of a list.
        depth: how far it is indented.
    """

    kind: Literal["text", "item", "code"]
    spans: tuple[Span, ...]
    mark: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        """The bare text."""
        return "".join(text for text, _ in self.spans)


_CONTAINERS = {"bullet_list", "list_item", "blockquote", "paragraph"}
_LEAVES = {"inline", "fence", "code_block"}
_STYLES: dict[str, Style] = {"strong_open": "strong", "em_open": "em"}


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- after the first paint: 20 ms

    return MarkdownIt()


def blocks(markdown: str) -> Iterator[Block]:
    """The blocks of a text, in order."""
    depth, mark = 0, ""
    for token in _parser().parse(markdown):
        if token.type in {"list_item_open", "blockquote_open"}:
            depth += 1
            mark = "- " if token.type == "list_item_open" else ""
        elif token.type in {"list_item_close", "blockquote_close"}:
            depth, mark = depth - 1, ""
        elif token.type == "inline":
            yield Block("item" if mark else "text", tuple(_spans(token)), mark, depth)
            mark = ""
        elif token.type in {"fence", "code_block"}:
            yield Block("code", ((token.content.rstrip("\n"), "code"),), mark, depth)


def unsupported(markdown: str) -> Iterator[tuple[int, str]]:
    """What a text holds that no front end shows: its line, counted from 0, and its name."""
    for token in _parser().parse(markdown):
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name not in _CONTAINERS | _LEAVES and token.map:
            yield token.map[0], name.replace("_", " ")
        for child in token.children or ():
            if child.type in {"image", "link_open", "html_inline"} and token.map:
                yield token.map[0], child.type.removesuffix("_open").replace("_", " ")


def _spans(token: Token) -> Iterator[Span]:
    styles: list[Style] = [""]
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            yield " ", styles[-1]
        elif child.type == "code_inline":
            yield pretty(child.content), "code"
        elif child.type in _STYLES:
            styles.append(_STYLES[child.type])
        elif child.type.endswith("_close") and len(styles) > 1:
            styles.pop()
        elif child.content:
            yield child.content, styles[-1]
