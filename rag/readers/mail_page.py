"""The HTML of a mail made fit for the reader of pages: what is hidden, what only lays it out, what is quoted.

Mails are written for programs that know little of HTML: columns are tables, text is hidden by making it small, and
what is answered stands in the same page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bs4.element import NavigableString, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup
    from bs4.element import PageElement

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:^|[;\s])opacity\s*:\s*0*(?:\.0*)?\s*(?:!|;|$)"
    # The last is the mark before an item of a list, as Word writes it.
    r"|max-height\s*:\s*0(?:px)?\s*(?:!|;|$)|mso-list\s*:\s*ignore",
    re.IGNORECASE,
)
# Programs set what holds columns to no size and their text to one again.
_TINY = re.compile(r"font-size\s*:\s*[01](?:px|pt)?\s*(?:!|;|$)", re.IGNORECASE)
_SIZED = re.compile(r"font(?:-size)?\s*:", re.IGNORECASE)
_SHOWN = re.compile(r"display\s*:\s*(?!none)", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BRACE = re.compile(r"([{}])")
_CLASS = re.compile(r"(?:[a-z]+)?\.([\w-]+)", re.IGNORECASE)
_LONGEST_STYLE = 200_000
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# What the programs that newsletters are made with call the top and the foot of one.
_EDGES = frozenset({"footer", "preheader", "unsubscribe"})
_MOST_OF_THE_TEXT = 0.5
_CELLS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})
_LONG_FOR_A_CELL = 200
_QUOTES = ("blockquote[type=cite]", ".gmail_quote", ".yahoo_quoted", ".protonmail_quote", ".moz-cite-prefix")


def prepare_page(soup: BeautifulSoup, *, is_reply: bool) -> None:
    """Change the tree of a mail's page so that it is read as it is seen; what it replies to becomes an aside."""
    _drop_hidden(soup)
    _open_layout(soup)
    _set_aside(soup)
    for quote in soup.select(", ".join(_QUOTES)) if is_reply else ():
        quote.name = "aside"


class _Inside(NamedTuple):
    """What stands within an element: letters, tables, and elements that set the size of their text."""

    letters: int = 0
    tables: int = 0
    sized: int = 0


def _survey(soup: BeautifulSoup) -> dict[int, _Inside]:
    """What is within each element, by its identity; without recursion, as hostile mails nest thousands deep."""
    inside: dict[int, _Inside] = {}
    todo: list[tuple[PageElement, bool]] = [(soup, False)]
    now = _Inside()
    while todo:
        node, leaving = todo.pop()
        if not isinstance(node, Tag):
            if type(node) is NavigableString:
                now = now._replace(letters=now.letters + len(node.strip()))
        elif leaving:
            before = inside[id(node)]
            inside[id(node)] = _Inside(*(end - start for end, start in zip(now, before, strict=True)))
            now = now._replace(
                tables=now.tables + (node.name == "table"), sized=now.sized + bool(_SIZED.search(_style(node)))
            )
        else:
            inside[id(node)] = now
            todo.append((node, True))
            todo += [(child, False) for child in reversed(node.contents)]
    return inside


def _style(tag: Tag) -> str:
    style = tag.get("style")
    return style if isinstance(style, str) else ""


def _drop_hidden(soup: BeautifulSoup) -> None:
    classes = _hidden_classes(soup)
    inside = _survey(soup)
    todo: list[Tag] = [soup]
    while todo:
        for tag in [child for child in todo.pop().contents if isinstance(child, Tag)]:
            style = _style(tag)
            tiny = _TINY.search(style) is not None and inside[id(tag)].sized == 0
            by_class = not classes.isdisjoint(tag.get_attribute_list("class")) and not _SHOWN.search(style)
            if tag.name != "body" and (tiny or by_class or _HIDDEN.search(style)):
                tag.decompose()
            else:
                todo.append(tag)


def _hidden_classes(soup: BeautifulSoup) -> frozenset[str]:
    """The classes that the page's own styles hide everywhere, not on small screens alone."""
    hidden: set[str] = set()
    for style in soup.find_all("style"):
        for selectors, declared in _rules_for_all(style.get_text()[:_LONGEST_STYLE]):
            if _HIDDEN_CLASS.search(declared):
                found = (_CLASS.fullmatch(selector.strip()) for selector in selectors.split(","))
                hidden.update(name[1] for name in found if name)
    return frozenset(hidden)


def _rules_for_all(style: str) -> Iterator[tuple[str, str]]:
    """The rules of a style sheet, selectors and declarations, without those that are for some screens alone."""
    around: list[str] = []
    conditions = 0
    said = ""
    for piece in _BRACE.split(_without_comments(style)):
        if piece == "{":
            around.append(said.rpartition(";")[2].strip())
            conditions += around[-1].startswith("@")
        elif piece == "}" and around:
            selectors = around.pop()
            if conditions == 0:
                yield selectors, said
            conditions -= selectors.startswith("@")
        said = piece if piece not in {"{", "}"} else ""


def _without_comments(style: str) -> str:
    first, *others = style.replace("<!--", "").replace("-->", "").split("/*")
    return "".join((first, *(other.partition("*/")[2] for other in others)))


def _open_layout(soup: BeautifulSoup) -> None:
    """Make the cells of tables that lay the mail out blocks of their own."""
    inside = _survey(soup)
    for table in soup.find_all("table"):
        own = list(_own_cells(table))
        if _lays_out(table, own, inside):
            for tag in (table, *own):
                tag.name = "section"


def _own_cells(table: Tag) -> Iterator[Tag]:
    """Its rows and cells, without those of the tables within."""
    todo = [child for child in table.children if isinstance(child, Tag)]
    while todo:
        tag = todo.pop()
        if tag.name in _CELLS - {"table"}:
            yield tag
            todo += [child for child in tag.children if isinstance(child, Tag)]


def _lays_out(table: Tag, own: list[Tag], inside: dict[int, _Inside]) -> bool:
    border = str(table.get("border") or "")
    is_grid = "MsoTableGrid" in table.get_attribute_list("class")
    if any(tag.name == "th" for tag in own) or border.strip("0px ") or is_grid:
        return False
    if border or table.has_attr("cellpadding") or str(table.get("role", "")).lower() in {"presentation", "none"}:
        return True
    cells = (inside[id(tag)] for tag in own if tag.name == "td")
    return any(cell.tables > 0 or cell.letters == 0 or cell.letters > _LONG_FOR_A_CELL for cell in cells)


def _set_aside(soup: BeautifulSoup) -> None:
    """Make the top and the foot of a newsletter asides, where the mark-up calls them so."""
    inside = _survey(soup)
    most = inside[id(soup)].letters * _MOST_OF_THE_TEXT
    for tag in soup.find_all(["div", "p", "section"]):
        names = " ".join([*filter(None, tag.get_attribute_list("class")), str(tag.get("id", ""))])
        parts = {part.lower() for part in _PARTS.findall(names)}
        if not _EDGES.isdisjoint(parts) and inside[id(tag)].letters < most:
            tag.name = "aside"
