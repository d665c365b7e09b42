"""A formula in MathML -> the same on one line: x=5, 10^6, (a+b)/2."""

from __future__ import annotations

import re

from bs4.element import NavigableString, PageElement, Tag

_LEFT_OUT = frozenset({"annotation", "annotation-xml", "mphantom", "script", "style"})
# Between the parts of an element; without these 10 to the sixth would be read as 106.
_SIGNS = {
    "msup": "^",
    "msub": "_",
    "msubsup": "_^",
    "mover": "^",
    "munder": "_",
    "munderover": "_^",
    "mfrac": "/",
    "mroot": "√",
}
_SPACED = frozenset({"mtd", "mtr", "mlabeledtr", "mspace"})
_LEAVES = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_SHELLS = frozenset({"mrow", "mstyle", "semantics", "mpadded"})
_MOST_SHELLS = 20
# Operators that are meant and not seen: between a function and what it is of, between factors.
_UNSEEN = re.compile("[\u2061-\u2064]")
_STYLE = re.compile(r"\{?\s*\\(?:display|text)style\s*(.*?)\}?", re.DOTALL)


def is_math(tag: Tag) -> bool:
    """Whether the element is a formula, whatever prefix a book gives its name."""
    return _local_name(tag) == "math"


def math_text(math: Tag) -> str:
    """The formula's text on one line, what is raised, lowered or divided told by signs; else what stands for it."""
    texts: list[str] = []
    todo: list[PageElement | str] = [math]
    while todo:
        node = todo.pop()
        if isinstance(node, Tag):
            todo += reversed(_parts(node))
        elif type(node) is NavigableString:
            texts.append(" ".join(node.split()))
        elif type(node) is str:
            texts.append(node)
    line = " ".join(_UNSEEN.sub("", "".join(texts)).split())
    return line or _said_instead(math)


def _parts(tag: Tag) -> list[PageElement | str]:
    """What the element holds, with the signs between."""
    name = _local_name(tag)
    if name in _LEFT_OUT:
        return []
    if name == "mtext":
        words = "".join(str(child) for child in tag.contents if type(child) is NavigableString)
        return [" ", *tag.contents, " "] if words != words.strip() else list(tag.contents)
    if name in _SPACED:
        return [" ", *tag.contents, " "]
    if name == "msqrt":
        return ["√(", *tag.contents, ")"]
    children = [child for child in tag.contents if isinstance(child, Tag)]
    signs = _SIGNS.get(name, "")
    if not signs or len(children) != len(signs) + 1:
        return list(tag.contents)
    if name == "mroot":
        children, signs = children[::-1], "√"
    parts: list[PageElement | str] = [*_grouped(children[0])]
    for sign, child in zip(signs, children[1:], strict=True):
        parts += [sign, *_grouped(child)]
    return parts


def _grouped(tag: Tag) -> list[PageElement | str]:
    """A part of an element, in brackets where it is more than one letter or number."""
    inner = tag
    for _ in range(_MOST_SHELLS):
        if _local_name(inner) in _LEAVES:
            return [tag]
        children = [child for child in inner.contents if isinstance(child, Tag) and _local_name(child) not in _LEFT_OUT]
        if _local_name(inner) not in _SHELLS or len(children) != 1:
            break
        inner = children[0]
    return ["(", tag, ")"]


def _said_instead(math: Tag) -> str:
    written = str(math.get("alttext") or "").strip()
    styled = _STYLE.fullmatch(written)
    return " ".join((styled[1] if styled else written).split())


def _local_name(tag: Tag) -> str:
    return tag.name.rpartition(":")[2].lower()
