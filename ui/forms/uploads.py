"""What comes into a page: a file of the person's, read into memory and deleted from the server at once."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import RagError, UsageError
from rag.html_text import escaped, isolated
from ui.frame import html_part
from ui.text import problem_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_KB = 1000
_NOT_THERE = "The file did not arrive. Choose it once more."


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
            told = status_part(f"{name}-told")
            drop = gr.Button("Do without it", elem_classes="quiet", visible=False)
    return UploadBox(box, upload, drop, told)


def status_part(name: str) -> gr.HTML:
    """HTML that tells how things are, also to those who hear the page."""
    return html_part(name, "", Path(__file__).with_name("status.js"))


def when_uploaded(parts: UploadBox, then: Callable[[Upload | None], list[object]], outputs: list[gr.Component]) -> None:
    """Keep what is uploaded, and give `outputs` what `then` makes of it; of None, once it is dropped."""
    own = [parts.box, parts.upload, parts.told, parts.drop]

    def take(sent: object) -> list[object]:
        """The file that came, or why it did not."""
        try:
            upload = take_in(sent, Path(parts.box.GRADIO_CACHE))
        except RagError as error:
            told = problem_html(error)
            return [None, None, told, *[gr.skip()] * (len(own) - 3 + len(outputs))]
        size = f"{max(len(upload.data) / _KB, 1):,.0f} kB"
        told = f"<p>{isolated(upload.name)} <span>{escaped(size)}</span></p>"
        return [gr.update(value=None, visible=False), upload, told, gr.update(visible=True), *then(upload)]

    def drop() -> list[object]:
        """None."""
        return [gr.update(visible=True), None, "", gr.update(visible=False), *then(None)]

    quietly: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # As it was sent, for what Gradio makes of it has lost the person's own name of the file.
    parts.box.upload(take, parts.box, [*own, *outputs], preprocess=False, **quietly)
    parts.drop.click(drop, None, [*own, *outputs], **quietly)


def take_in(sent: object, scratch: Path) -> Upload:
    """The file that a page has sent to `scratch`, under the person's own name for it; the server's copy is deleted.

    Raises UsageError as `sent_file` does.
    """
    with sent_file(sent, scratch) as (file, name):
        return Upload(name, _read(file))


@contextmanager
def sent_file(sent: object, scratch: Path) -> Iterator[tuple[Path, str]]:
    """Where the file is that a page has sent to `scratch`, and the person's own name for it; deleted afterwards.

    Raises UsageError for what is no file there: a page could name any path of this machine.
    """
    path, name = (sent.get("path"), sent.get("orig_name")) if isinstance(sent, dict) else (None, None)
    try:
        file = Path(path if isinstance(path, str) else "").resolve()
        there = file.is_relative_to(scratch.resolve()) and file.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        raise UsageError(_NOT_THERE)
    try:
        yield file, _own_name(name) or file.name
    finally:
        with suppress(OSError):
            file.unlink()
            file.parent.rmdir()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(_NOT_THERE) from error


def _own_name(name: object) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1] if isinstance(name, str) else ""
