"""Invented pages as tables, and how a table becomes a page.

A page is written one block a line; "/" begins a line that belongs to the block above; "-" begins what is furniture, "+"
what is of the article, "?" what may be either. T, D and P stand for a title, a deck and a paragraph.
"""

import re

from rag.values import Document, Span

BODY = """
+The town council met on Tuesday evening and agreed, after four hours of argument, to rebuild the old stone bridge.
+On 4 May 1998 a flood carried away two of its arches, and since then carts and buses have taken the road by the mill.
+A long quarrel
+“We have waited for twenty-five years,” said the miller, who has kept every letter the council ever sent him.
+She laughed.
+***
+The mayor promised that it would carry trams as well, although none has been seen in the valley since the war ended.
+An earlier version of this article was first printed in the parish paper.
"""

TITLE = "Council votes to rebuild the stone bridge"
DECK = "After a quarter of a century the valley gets its crossing back, and the mill its road."
PROSE = (
    "The council met on Tuesday and agreed after four hours of argument to rebuild the old stone bridge in the spring. "
    "Nobody in the valley was happy with that."
)
STANDS_FOR = {"T": TITLE, "D": DECK, "P": PROSE}


def pages(table: str) -> dict[str, tuple[str | None, str]]:
    parts = re.split(r"^= (.+?) = ?(.*)\n", table, flags=re.MULTILINE)[1:]
    return {name: (author or None, page) for name, author, page in zip(*[iter(parts)] * 3, strict=True)}


class Page:
    def __init__(self, blocks: str) -> None:
        self.wanted: dict[Span, str] = {}
        pieces: list[str] = []
        at = 0
        kind = "+"
        for block in filter(None, blocks.splitlines()):
            end = "\n" if block[0] == "/" else "\n\n"
            mark = block.removeprefix("/")
            kind = mark[0] if mark[0] in "+-?" else kind
            line = STANDS_FOR.get(mark.lstrip("+-?"), mark.lstrip("+-?"))
            pieces.append((end if pieces else "") + line)
            at += len(pieces[-1])
            self.wanted[Span(at - len(line), at)] = kind
        self.document = Document("page.txt", "".join(pieces))

    def wrong(self, document: Document) -> list[tuple[str, str]]:
        return [
            (kind, document.text[line.start : line.end])
            for line, kind in self.wanted.items()
            if (kind == "-" and not covers(document, line)) or (kind == "+" and touches(document, line))
        ]


def covers(document: Document, line: Span) -> bool:
    return any(span.start <= line.start and line.end <= span.end for span in document.furniture)


def touches(document: Document, line: Span) -> bool:
    return any(span.start < line.end and line.start < span.end for span in document.furniture)
