"""Ask a folder of articles, and get answers quoted from them character for character."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.answer_json import answer_from_json, answer_to_json
    from rag.batches.batch import BatchProgress, BatchReport, answer_file, write_answers
    from rag.batches.questions import QuestionFile
    from rag.checking.values import AnswersReport, CheckReport
    from rag.comparing.runs import ChangedAnswer, Comparison, compare, read_changes
    from rag.corrections import Correction
    from rag.errors import (
        FolderError,
        IndexDamaged,
        IndexUnusable,
        ModelError,
        NothingFound,
        RagError,
        UnreadableFile,
        UsageError,
    )
    from rag.facsimile.values import PageImage
    from rag.library import Library
    from rag.references.values import CitedText, Reference
    from rag.settings import Settings
    from rag.upkeep.removing import Removed
    from rag.values import (
        Answer,
        Citation,
        Difference,
        Document,
        DocumentInfo,
        Filter,
        Hit,
        LibraryState,
        LibraryStatus,
        Passage,
        Progress,
        Provenance,
        RankedPassage,
        Sentence,
        Span,
        SyncReport,
    )

__all__ = [
    "Answer",
    "AnswersReport",
    "BatchProgress",
    "BatchReport",
    "ChangedAnswer",
    "CheckReport",
    "Citation",
    "CitedText",
    "Comparison",
    "Correction",
    "Difference",
    "Document",
    "DocumentInfo",
    "Filter",
    "FolderError",
    "Hit",
    "IndexDamaged",
    "IndexUnusable",
    "Library",
    "LibraryState",
    "LibraryStatus",
    "ModelError",
    "NothingFound",
    "PageImage",
    "Passage",
    "Progress",
    "Provenance",
    "QuestionFile",
    "RagError",
    "RankedPassage",
    "Reference",
    "Removed",
    "Sentence",
    "Settings",
    "Span",
    "SyncReport",
    "UnreadableFile",
    "UsageError",
    "answer_file",
    "answer_from_json",
    "answer_to_json",
    "compare",
    "read_changes",
    "write_answers",
]

_HOMES = {
    "rag.answer_json": ("answer_from_json", "answer_to_json"),
    "rag.batches.batch": ("BatchProgress", "BatchReport", "QuestionFile", "answer_file", "write_answers"),
    "rag.checking.values": ("AnswersReport", "CheckReport"),
    "rag.comparing.runs": ("ChangedAnswer", "Comparison", "compare", "read_changes"),
    "rag.corrections": ("Correction",),
    "rag.errors": (
        *("FolderError", "IndexDamaged", "IndexUnusable", "ModelError", "NothingFound", "RagError", "UnreadableFile"),
        "UsageError",
    ),
    "rag.facsimile.values": ("PageImage",),
    "rag.library": ("Library",),
    "rag.references.values": ("CitedText", "Reference"),
    "rag.settings": ("Settings",),
    "rag.upkeep.removing": ("Removed",),
}
"""Where the public names are at home; the others are values."""

if not TYPE_CHECKING:  # or a type checker would take any name for a public one

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used, so that `rag --help` waits for nothing (PEP 562)."""
        if name not in __all__:
            raise AttributeError(f"module 'rag' has no attribute {name!r}")
        home = next((home for home, names in _HOMES.items() if name in names), "rag.values")
        return getattr(import_module(home), name)


def __dir__() -> list[str]:
    """What a shell completes."""
    return sorted(__all__)
