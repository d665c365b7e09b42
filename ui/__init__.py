"""The web application: a chat over one library, in the browser, with nothing fetched from anywhere else.

The only part that imports gradio, and only when a page is built: importing `ui` costs nothing, and makes sure that
gradio, whenever it comes, neither counts nor reports nor asks for news, nor leaves files behind.
"""

import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.page import build_page
    from ui.server import serve

__all__ = ["build_page", "serve"]

# Gradio reads the first while it is imported; huggingface_hub, which gradio imports, reads the others.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_UPDATE_CHECK"] = "1"
os.environ["DO_NOT_TRACK"] = "1"

# Gradio makes a folder for files as soon as it is imported: one of our own, so that `ui.server` may remove it.
SCRATCH = Path(tempfile.gettempdir()) / f"rag-chat-{os.getpid()}"
os.environ.setdefault("GRADIO_TEMP_DIR", str(SCRATCH))

_HOMES = {"build_page": "ui.page", "serve": "ui.server"}


def __getattr__(name: str) -> object:
    """Import a public name, and gradio with it, when it is first used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'ui' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
