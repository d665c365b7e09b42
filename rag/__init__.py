"""Ask a folder of articles, and get answers quoted from them character for character."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.answer_json import answer_from_json, answer_to_json
    from rag.batches.batch import BatchProgress, BatchReport, answer_file, write_answers
    from rag.batches.questions import QuestionFile
    from rag.calibrating.calibration import Calibration, calibrate, keep_threshold
    from rag.calibrating.thresholds import Goal
    from rag.checking.comments import commented_draft
    from rag.checking.page import check_page
    from rag.checking.values import AnswersReport, CheckReport
    from rag.citing.forms import write_cited
    from rag.comparing.page import comparison_page
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
    from rag.references.files import write_references
    from rag.references.values import CitedText, Reference
    from rag.settings import Settings
    from rag.threshold_file import forget_threshold
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
    "Calibration",
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
    "Goal",
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
    "calibrate",
    "check_page",
    "commented_draft",
    "compare",
    "comparison_page",
    "forget_threshold",
    "keep_threshold",
    "read_changes",
    "write_answers",
    "write_cited",
    "write_references",
]

_HOMES = {
    "rag.answer_json": ("answer_from_json", "answer_to_json"),
    "rag.batches.batch": ("BatchProgress", "BatchReport", "QuestionFile", "answer_file", "write_answers"),
    "rag.calibrating.calibration": ("Calibration", "calibrate", "keep_threshold"),
    "rag.calibrating.thresholds": ("Goal",),
    "rag.checking.comments": ("commented_draft",),
    "rag.checking.page": ("check_page",),
    "rag.checking.values": ("AnswersReport", "CheckReport"),
    "rag.citing.forms": ("write_cited",),
    "rag.comparing.page": ("comparison_page",),
    "rag.comparing.runs": ("ChangedAnswer", "Comparison", "compare", "read_changes"),
    "rag.corrections": ("Correction",),
    "rag.errors": (
        *("FolderError", "IndexDamaged", "IndexUnusable", "ModelError", "NothingFound", "RagError", "UnreadableFile"),
        "UsageError",
    ),
    "rag.facsimile.values": ("PageImage",),
    "rag.library": ("Library",),
    "rag.references.files": ("write_references",),
    "rag.references.values": ("CitedText", "Reference"),
    "rag.settings": ("Settings",),
    "rag.threshold_file": ("forget_threshold",),
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
