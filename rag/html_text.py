"""Text from files and people made safe to stand in HTML, and the frame of a page that is to be read by itself."""

from __future__ import annotations

import html
import re
from pathlib import Path

_UNSHOWABLE = re.compile("[\x00\ud800-\udfff]")

_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff]")
"""Control characters, and those that turn the text after them round or take no room. Not what spelling needs in some
languages: joiners, soft hyphens, single marks of direction."""

PAGE_END = "</main>\n</body>\n</html>\n"


def escaped(text: str) -> str:
    """The text as HTML that a browser shows, and gives back, character for character.

    A browser drops NUL, cannot be sent half of a surrogate pair, and turns CR into LF: the first two become U+FFFD
    (as many characters as before), the third is written as a character reference.
    """
    return html.escape(_UNSHOWABLE.sub("\ufffd", text)).replace("\r", "&#13;")


def isolated(text: str) -> str:
    """A name, or another short text, as HTML that neither disturbs what stands beside it nor looks like another one.

    Its writing direction is its own; a character that nobody sees, but which could turn gnp.txt into txt.png, is shown
    by its number: [U+202E].
    """
    return f"<bdi>{escaped(_UNSEEN.sub(_by_number, text))}</bdi>"


def _by_number(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


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
