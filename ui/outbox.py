"""What goes out of a page: text to the clipboard, files to the person's downloads.

Gradio's download button hands out what it was given before it was pressed, through a file on the server; here the file
is made when it is asked for, goes to the browser in the answer itself, and is written nowhere else.
"""

from __future__ import annotations

import time
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from rag.html_text import escaped
from ui.frame import html_part
from ui.text import problem_html

if TYPE_CHECKING:
    import gradio as gr


def outbox() -> gr.HTML:
    """The part that sends out what an event gives it, and tells the person so; one a page, at its end."""
    return html_part("outbox", "", Path(__file__).with_name("outbox.js"))


def to_clipboard(text: str) -> str:
    """What the outbox copies."""
    return _told("Copied", f'<pre class="copied" tabindex="0">{escaped(text)}</pre>', "")


def to_downloads(name: str, data: bytes, media_type: str) -> str:
    """What the outbox saves, under that file name."""
    file = f' data-name="{escaped(name)}" data-type="{escaped(media_type)}" data-bytes="{b64encode(data).decode()}"'
    return _told("Saved", f'<p class="saved">{escaped(name)}</p>', file)


def to_tell(problem: str) -> str:
    """What the outbox says where there is nothing to send."""
    return _told("Not done", problem_html(problem), "")


def _told(what: str, shown: str, file: str) -> str:
    # Its script hears only of a value that differs: sending the same thing twice sends it twice.
    return (
        f'<section class="told" aria-label="{what}"{file} data-at="{time.monotonic_ns()}">'
        f'<h2 role="status">{what}</h2>{shown}<button type="button" class="close-told">Close</button></section>'
    )
