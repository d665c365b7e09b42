"""The frozen values that travel between the parts.

Offsets are code points into `Document.text`, half open: `quote == text[start:end]`, always.
"""

from typing import TYPE_CHECKING

from rag.values.answers import Answer, Citation, Difference, Filter, RankedPassage, Stated, Status
from rag.values.documents import Document, DocumentInfo, Heading, Imprint, Name, Passage, Place, Sentence, Span
from rag.values.found import Findings, Hit, PassageVectors
from rag.values.library import (
    CalibratedThreshold,
    FileState,
    LibraryState,
    LibraryStatus,
    Progress,
    Provenance,
    SyncReport,
    Unread,
)

if TYPE_CHECKING:
    from rag.values.found import Vectors32 as Vectors32

__all__ = [
    "Answer",
    "CalibratedThreshold",
    "Citation",
    "Difference",
    "Document",
    "DocumentInfo",
    "FileState",
    "Filter",
    "Findings",
    "Heading",
    "Hit",
    "Imprint",
    "LibraryState",
    "LibraryStatus",
    "Name",
    "Passage",
    "PassageVectors",
    "Place",
    "Progress",
    "Provenance",
    "RankedPassage",
    "Sentence",
    "Span",
    "Stated",
    "Status",
    "SyncReport",
    "Unread",
]
