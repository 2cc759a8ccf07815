"""Markdown blocks as Textual content.

One `Static` a text, and not Textual's Markdown widget: that one mounts a widget for each paragraph, which is felt at
every step of a lesson; ours is part of the same frame.
"""

from textual.content import Content, Span

from tutor.lesson.prose import Block, blocks

_STYLES = {"strong": "bold", "em": "italic", "code": "$text-accent"}


def content(markdown: str) -> Content:
    """A text of a lesson, styled; paragraphs stand apart, list items do not."""
    parts: list[Content] = []
    for block in blocks(markdown):
        if parts:
            parts.append(Content("\n" if block.kind == "item" and block.mark else "\n\n"))
        parts.append(_block(block))
    return Content("").join(parts)


def _block(block: Block) -> Content:
    lead = "  " * max(0, block.depth - 1) + (block.mark if block.mark != "- " else "• ")
    text, spans = lead, []
    for piece, style in block.spans:
        if style:
            spans.append(Span(len(text), len(text) + len(piece), _STYLES[style]))
        text += piece
    return Content(text, spans)
