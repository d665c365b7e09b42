"""Ask a folder of articles, and get answers quoted from them character for character."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.errors import RagError
    from rag.library import Library
    from rag.settings import Settings
    from rag.values import Answer, Citation, Document, Passage

__all__ = ["Answer", "Citation", "Document", "Library", "Passage", "RagError", "Settings"]

_HOMES = {"Library": "rag.library", "RagError": "rag.errors", "Settings": "rag.settings"}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `rag --help` waits for nothing (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "rag.values")), name)
