"""Text from files and people made safe to stand in HTML, and the frame of a page that is to be read by itself."""

from __future__ import annotations

import html
import re
from pathlib import Path

_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")

PAGE_END = "</main>\n</body>\n</html>\n"


def escaped(text: str) -> str:
    """The text as HTML that a browser shows, and gives back, character for character.

    A browser drops NUL, cannot be sent half of a surrogate pair, and turns CR into LF: the first two become U+FFFD
    (as many characters as before), the third is written as a character reference.
    """
    return html.escape(_UNSHOWABLE.sub("\ufffd", text)).replace("\r", "&#13;")


def isolated(text: str) -> str:
    """The text as HTML whose writing direction, or direction marks, cannot disturb what stands beside it."""
    return f"<bdi>{escaped(text)}</bdi>"


def page_start(title: str, stylesheet: Path) -> str:
    """The beginning of a page up to its `<main>`: it needs no other file, runs no script, is light or dark."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escaped(title)}</title>\n<style>\n{stylesheet.read_text(encoding='utf-8')}</style>\n"
        "</head>\n<body>\n<main>\n"
    )
