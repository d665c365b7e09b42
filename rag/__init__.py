"""Ask a folder of articles, and get answers quoted from them character for character."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.batch import BatchProgress, BatchReport, answer_file
    from rag.errors import RagError
    from rag.library import Library
    from rag.questions import QuestionFile
    from rag.reference_values import CitedText, Reference
    from rag.settings import Settings
    from rag.values import Answer, Citation, Document, Filter, Passage

__all__ = [
    "Answer",
    "BatchProgress",
    "BatchReport",
    "Citation",
    "CitedText",
    "Document",
    "Filter",
    "Library",
    "Passage",
    "QuestionFile",
    "RagError",
    "Reference",
    "Settings",
    "answer_file",
]

_HOMES = {
    "BatchProgress": "rag.batch",
    "BatchReport": "rag.batch",
    "CitedText": "rag.reference_values",
    "Library": "rag.library",
    "QuestionFile": "rag.batch",
    "RagError": "rag.errors",
    "Reference": "rag.reference_values",
    "Settings": "rag.settings",
    "answer_file": "rag.batch",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `rag --help` waits for nothing (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "rag.values")), name)
