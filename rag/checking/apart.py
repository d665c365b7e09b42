"""The verdicts on a block quotation and on its paragraphs -> whether these are quotations of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation

WRONG = frozenset({"altered", "not_found"})
_PARTED = frozenset({"merged", "omission", "order"})
"""What a paragraph is said to be where it does not follow on the one before it in the article."""


def stand_apart(whole: CheckedQuotation, paragraphs: Sequence[CheckedQuotation | None]) -> bool:
    """Whether paragraphs are quotations from several places of an article, or of no one place, and one is right.

    None is a paragraph that is too short for a verdict. Those of several articles are joined as if they were of one.
    """
    judged = [paragraph for paragraph in paragraphs if paragraph]
    if all(paragraph.verdict in WRONG for paragraph in judged):
        return False
    if whole.verdict == "not_found":
        return True
    sources = [{paragraph.source, *paragraph.also_in} - {None} for paragraph in judged]
    are_parted = any(difference.kind in _PARTED for difference in whole.differences)
    return are_parted and len(judged) == len(paragraphs) and bool(set.intersection(*sources))
