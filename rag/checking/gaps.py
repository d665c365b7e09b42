"""What an ellipsis or a bracket of a quotation leaves out -> whether it may, or what that changes.

It may not leave out a negation, nor what would make the words that remain say something of somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.checking.brackets import Place, is_sentence_end, replaced
from rag.checking.folded_words import folded_words
from rag.checking.standing_words import is_subject, opens_a_clause
from rag.languages.denials import denies, negations

if TYPE_CHECKING:
    from rag.checking.values import DifferenceKind
    from rag.checking.wording import Gap
    from rag.folding import Token

_LONG_STRETCH = 5
"""Words; a stretch over a sentence's end that is shorter may be an abbreviation."""


def judge_gap(
    gaps: Sequence[Gap],
    source: Sequence[Token],
    left_out: tuple[int, int],
    is_name: Callable[[Sequence[Token], int], bool],
    language: str,
) -> DifferenceKind | None:
    """What is wrong with leaving out the source's tokens `left_out`; None if nothing is.

    `language` is the source's.
    """
    dropped = source[slice(*left_out)]
    words = folded_words(dropped)
    filler = [token for gap in gaps if gap.kind == "bracket" for token in gap.filler]
    filled = folded_words(filler)
    if len(words) > sum(gap.most for gap in gaps):
        return "merged" if any(gap.kind == "ellipsis" for gap in gaps) else "omission"
    if _deny_otherwise(words, filled, language):
        return "negation"
    if any(gap.kind == "ellipsis" for gap in gaps):
        if filled:
            beside = _beside_an_ellipsis(gaps, filler, source, left_out, is_name, language)
            return replaced(filler, source, beside, is_name, language)
        return "omission" if _changes_the_subject(source, left_out, is_name, language) else None
    return replaced(filler, source, left_out, is_name, language)


def _beside_an_ellipsis(
    gaps: Sequence[Gap],
    filler: Sequence[Token],
    source: Sequence[Token],
    left_out: tuple[int, int],
    is_name: Callable[[Sequence[Token], int], bool],
    language: str,
) -> tuple[int, int]:
    """What of the tokens left out a bracket beside the ellipsis stands for."""
    start, end = left_out
    if gaps[-1].kind == "bracket":
        return Place(filler, source, end, is_name, language).before(start), end
    return start, min(end, Place(filler, source, start, is_name, language).behind())


def _deny_otherwise(dropped: Sequence[str], filled: Sequence[str], language: str) -> bool:
    """Whether the words left out deny something that those put for them do not, or the other way round."""
    if len(negations(dropped, language)) != len(negations(filled, language)):
        return True
    return any(denies(word, language) for word in dropped) and not any(denies(word, language) for word in filled)


def _changes_the_subject(
    source: Sequence[Token],
    left_out: tuple[int, int],
    is_name: Callable[[Sequence[Token], int], bool],
    language: str,
) -> bool:
    """Whether the words after the gap had another subject than those before it seem to give them."""
    start, end = left_out
    if start in (end, 0) or end >= len(source) or is_sentence_end(source, start - 1):
        return False
    ends = [at for at in range(start, end) if is_sentence_end(source, at)]
    if ends:
        # Cut off in the middle of one sentence, going on in the middle of another.
        return end - 1 - ends[-1] > 0 and end - start > _LONG_STRETCH
    last = source[end - 1]
    has_subject = last.is_word and (is_subject(last.text.casefold(), language) or is_name(source, end - 1))
    goes_on = source[end].is_word and source[end].text[:1].islower()
    return has_subject and goes_on and any(opens_a_clause(t.text.casefold(), language) for t in source[start : end - 1])
