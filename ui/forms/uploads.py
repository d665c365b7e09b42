"""What comes into a page: a file of the person's, read into memory and deleted from the server at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr

from rag.html_text import escaped, isolated

if TYPE_CHECKING:
    from collections.abc import Callable

_KB = 1000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the person has it: its name on their machine, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class UploadBox:
    """The parts: where a file is dropped, and what was dropped last, an Upload or None."""

    box: gr.File
    upload: gr.State
    drop: gr.Button
    told: gr.HTML


def upload_box(name: str, label: str) -> UploadBox:
    """Where a file is dropped or chosen, then its name with a button to do without it; in the block that is open."""
    upload = gr.State(None)
    with gr.Column(elem_id=name, elem_classes="upload"):
        box = gr.File(label=label, elem_classes="upload-box", height=96)
        with gr.Row(elem_classes="upload-told"):
            told = gr.HTML(_told_html(""), apply_default_css=False, js_on_load=None)
            drop = gr.Button("Do without it", elem_classes="quiet", visible=False)
    return UploadBox(box, upload, drop, told)


def when_uploaded(parts: UploadBox, then: Callable[[Upload | None], list[object]], outputs: list[gr.Component]) -> None:
    """Keep what is uploaded, and give `outputs` what `then` makes of it; of None, once it is dropped."""
    own = [parts.box, parts.upload, parts.told, parts.drop]

    def take(path: str | None, event: gr.EventData) -> list[object]:
        """The file that came."""
        if path is None:
            return [gr.skip()] * (len(own) + len(outputs))
        upload = take_in(path, event._data)
        size = f"{max(len(upload.data) / _KB, 1):,.0f} kB"
        told = f"<p>{isolated(upload.name)} <span>{escaped(size)}</span></p>"
        return [gr.update(value=None, visible=False), upload, _told_html(told), gr.update(visible=True), *then(upload)]

    def drop() -> list[object]:
        """None."""
        return [gr.update(visible=True), None, _told_html(""), gr.update(visible=False), *then(None)]

    parts.box.upload(take, parts.box, [*own, *outputs], show_progress="hidden", api_visibility="private")
    parts.drop.click(drop, None, [*own, *outputs], show_progress="hidden", api_visibility="private")


def take_in(path: str, sent: object) -> Upload:
    """The file at the path, to which it was uploaded, under the name that it was sent with; the path is deleted."""
    file = Path(path)
    try:
        return Upload(_sent_name(sent) or file.name, file.read_bytes())
    finally:
        with suppress(OSError):
            file.unlink()
            file.parent.rmdir()


def _sent_name(sent: object) -> str | None:
    """The name on the person's machine: the server's own copy has none of the signs that a path might not hold."""
    one = sent[0] if isinstance(sent, list) and sent else sent
    name = one.get("orig_name") if isinstance(one, dict) else None
    return name.replace("\\", "/").rsplit("/", 1)[-1] or None if isinstance(name, str) else None


def _told_html(html: str) -> str:
    return f'<div role="status">{html}</div>'
