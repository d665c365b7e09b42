"""What an ellipsis or a bracket of a quotation leaves out -> whether it may, or what that changes.

It may not leave out a negation, nor what would make the words that remain say something of somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.checking.telling_words import denies, has_digit, is_subject, negations, opens_a_clause

if TYPE_CHECKING:
    from rag.checking.values import DifferenceKind
    from rag.checking.wording import Gap
    from rag.folding import Token

_SENTENCE_ENDS = frozenset(".!?。！？")
_LONG_STRETCH = 5
"""Words; a stretch over a sentence's end that is shorter may be an abbreviation."""

_SHORTEST_SENTENCE_WORD = 3


def judge_gap(
    gaps: Sequence[Gap],
    source: Sequence[Token],
    left_out: tuple[int, int],
    is_name: Callable[[Sequence[Token], int], bool],
) -> DifferenceKind | None:
    """What is wrong with leaving out the source's tokens `left_out`; None if nothing is."""
    dropped = source[slice(*left_out)]
    words = [token.text.casefold() for token in dropped if token.is_word]
    filler = [token for gap in gaps if gap.kind == "bracket" for token in gap.filler]
    filled = [token.text.casefold() for token in filler if token.is_word]
    if len(words) > sum(gap.most for gap in gaps):
        return "merged" if any(gap.kind == "ellipsis" for gap in gaps) else "omission"
    if len(negations(words)) != len(negations(filled)) or (any(map(denies, words)) and not any(map(denies, filled))):
        return "negation"
    if any(gap.kind == "ellipsis" for gap in gaps):
        return "omission" if not filled and _changes_the_subject(source, left_out, is_name) else None
    return _replaces(filler, source, left_out, is_name)


def _changes_the_subject(
    source: Sequence[Token], left_out: tuple[int, int], is_name: Callable[[Sequence[Token], int], bool]
) -> bool:
    """Whether the words after the gap had another subject than those before it seem to give them."""
    start, end = left_out
    if start in (end, 0) or end >= len(source) or _is_end(source, start - 1):
        return False
    ends = [at for at in range(start, end) if _is_end(source, at)]
    if ends:
        # Cut off in the middle of one sentence, going on in the middle of another.
        return end - 1 - ends[-1] > 0 and end - start > _LONG_STRETCH
    last = source[end - 1]
    has_subject = last.is_word and (is_subject(last.text.casefold()) or is_name(source, end - 1))
    goes_on = source[end].is_word and source[end].text[:1].islower()
    return has_subject and goes_on and any(opens_a_clause(t.text.casefold()) for t in source[start : end - 1])


def _is_end(source: Sequence[Token], at: int) -> bool:
    """Whether the token ends a sentence: a mark after a whole word, before a capital."""
    if source[at].is_word or source[at].text not in _SENTENCE_ENDS:
        return False
    before = source[at - 1].text if at else ""
    after = next((token.text for token in source[at + 1 : at + 2]), "A")
    return len(before) >= _SHORTEST_SENTENCE_WORD and not after[:1].islower()


def _replaces(
    filler: Sequence[Token],
    source: Sequence[Token],
    left_out: tuple[int, int],
    is_name: Callable[[Sequence[Token], int], bool],
) -> DifferenceKind | None:
    """Whether a bracket puts another number or name in the place of the source's."""
    dropped = source[slice(*left_out)]
    own, other = ({t.text for t in some if has_digit(t.text)} for some in (filler, dropped))
    if other and own and not own <= other:
        return "number"
    if not filler or not dropped or not is_name(source, left_out[1] - 1) or not is_name(filler, len(filler) - 1):
        return None  # [the minister] for Falk, or [Falk] for the minister
    names = {source[n].text for n in range(*left_out)}
    return None if names & {token.text for token in filler} else "name"
