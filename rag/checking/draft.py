"""A draft and a library -> a verdict on each quotation of the draft."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.checking.apart import WRONG, stand_apart
from rag.checking.attribution import contradiction
from rag.checking.block_credits import is_reference
from rag.checking.draft_context import Context, Contexts
from rag.checking.merging import merged_match
from rag.checking.quotations import Quotation, is_short, paragraph_quotations
from rag.checking.quoted import Quoted
from rag.checking.source_lines import SourceLines
from rag.checking.values import Aside, Attribution, CheckedQuotation, CheckReport, Near
from rag.line_ends import line_starts
from rag.values import Span

if TYPE_CHECKING:
    from rag.checking.known_sources import Claim, KnownSources
    from rag.checking.matching import Match, Matcher
    from rag.checking.quotations import FoundQuotations
    from rag.drafts import Draft

_ALTERED = 0.6
"""The share of a quotation's words, at one place and in order, from which it is an altered quotation of that place."""

_TELLING = 0.5
"""The same, with each word counted by its rarity: small words fall into the same order anywhere."""

_ALTERED_IF_A_FEW = 0.5
_TELLING_IF_A_FEW = 0.35
_FEW_WORDS = 6
_BETTER_MERGED = 0.12
"""By how much more of the words must stand at several places than at one for the quotation to be joined of them."""

_UNCLOSED_SHOWN = 60
_MOST_WORDS_OF_A_TITLE = 15
_LITTLE = 4

Nearest = Callable[[Sequence[str]], Sequence[Near | None]]
"""Gives the sentence nearest to each text, None where none is near."""


@dataclass(frozen=True, slots=True)
class CheckedAgainst:
    """What a check needs of a library: where words stand, what its documents are called, and what is near."""

    matcher: Matcher
    known: KnownSources
    nearest: Nearest


def check_draft(draft: Draft, found: FoundQuotations, library: CheckedAgainst) -> CheckReport:
    """The report on a draft and its quotations, without suggestions."""
    return _Check(draft, found, library).report()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A quotation, and the place that it is judged by."""

    quotation: Quotation
    quoted: Quoted
    checked: CheckedQuotation


class _Check:
    """One draft against one library."""

    def __init__(self, draft: Draft, found: FoundQuotations, library: CheckedAgainst) -> None:
        self._draft, self._found, self._library = draft, found, library
        self._matcher = library.matcher
        self._lines = line_starts(draft.text)
        quoted = [q for q in self._found.quotations if not library.known.is_title(self._seen(q))]
        self._contexts = Contexts(draft, quoted)
        self._source_lines = SourceLines(library.known)
        self._credits = {q.block: q.named for q in self._found.quotations if q.is_block}

    def report(self) -> CheckReport:
        """All verdicts, and what is no quotation."""
        judged: list[_Judged] = []
        asides = [self._aside(quotation) for quotation in self._found.short]
        for quotation in self._found.quotations:
            for one in self._judged(quotation, _around(quotation, judged)):
                if isinstance(one, Quotation):
                    asides.append(self._aside(one))
                elif self._is_title(one):
                    asides.append(replace(self._aside(one.quotation), kind="title"))
                else:
                    judged.append(one)
                    self._source_lines.judged(one.quotation, one.checked)
        asides += [self._unclosed(mark.start, mark.end) for mark in self._found.unclosed]
        return CheckReport(
            draft=self._draft.name,
            draft_text=self._draft.text,
            quotations=tuple(self._with_nearest(judged)),
            asides=tuple(sorted(asides, key=lambda aside: aside.start)),
        )

    def _judged(self, quotation: Quotation, outer: _Judged | None) -> Iterator[_Judged | Quotation]:
        """The verdict on a quotation, or those on the paragraphs of a block where each is one of its own.

        Of these, the ones that are too short for a verdict are given as they are.
        """
        whole = self._with_its_source(quotation) or self._judge(quotation, outer)
        if quotation.breaks and whole.checked.verdict in WRONG:
            alone = paragraph_quotations(self._draft.seen.text, quotation)
            parts = [
                part if is_short(self._seen(part)) else self._with_its_source(part) or self._judge(part, None)
                for part in alone
            ]
            if quotation.apart or stand_apart(
                whole.checked, [p.checked if isinstance(p, _Judged) else None for p in parts]
            ):
                yield from parts
                return
        yield whole

    def _with_its_source(self, quotation: Quotation) -> _Judged | None:
        """The verdict on a block with what seems to name its source, if that is quoted as well; else None."""
        first, last = quotation.named
        if not first < last <= quotation.whole:  # below a later paragraph it is no part of this one
            return None
        named = self._judge(replace(quotation, end=quotation.whole, named=(0, 0)), None)
        if named.checked.verdict not in WRONG:
            return named
        without = self._judge(quotation, None).checked
        if without.verdict in WRONG or without.source is None or without.source_end is None:
            return None
        follows = self._matcher.text_after(without.source, without.source_end).lstrip(" .")
        begins = self._draft.seen.text[quotation.end : quotation.whole].strip()
        return named if begins and follows.startswith(begins[0]) else None

    def _judge(self, quotation: Quotation, outer: _Judged | None) -> _Judged:
        quoted = Quoted(self._draft.text, self._draft.seen, quotation.start, quotation.end)
        checked = CheckedQuotation(
            text=quoted.text,
            start=quoted.span.start,
            end=quoted.span.end,
            line=bisect_right(self._lines, quoted.span.start),
            block=quotation.is_block,
            nested=quotation.nested,
            verdict="not_found",
        )
        true = self._matcher.true_matches(quoted)
        best = None if true else self._best_altered(quoted)
        if best and best.is_true:
            true = [best]
        if true:
            return _Judged(quotation, quoted, self._true(checked, quotation, true, outer))
        if best:
            altered = self._placed(replace(checked, verdict="altered", differences=best.differences), best)
            return _Judged(quotation, quoted, altered)
        return _Judged(quotation, quoted, checked)

    def _best_altered(self, quoted: Quoted) -> Match | None:
        """The place that the quotation was altered from, if there is one."""
        near = next(iter(self._matcher.nearest_matches(quoted)), None)
        if near and near.is_true:
            return near
        share = near.share if near else 0.0
        if share < 1 and (merged := merged_match(quoted, self._matcher)) and merged.share > share + _BETTER_MERGED:
            return merged
        few = quoted.wording.words <= _FEW_WORDS
        least, telling = (_ALTERED_IF_A_FEW, _TELLING_IF_A_FEW) if few else (_ALTERED, _TELLING)
        return near if near and share >= least and near.telling_share >= telling else None

    def _true(
        self, checked: CheckedQuotation, quotation: Quotation, true: Sequence[Match], outer: _Judged | None
    ) -> CheckedQuotation:
        """The verdict on a quotation whose words are right."""
        context = self._source_lines.without_others(self._contexts.of(quotation))
        claims = self._library.known.claims(context)
        named = frozenset(source for claim in claims for source in claim.sources)
        around = outer.checked if outer else None

        def order(match: Match) -> tuple[bool, bool, bool, str, int]:
            """The place that is meant first: around the outer quotation's, of the source that the draft names."""
            is_within = around is not None and around.source == match.source and _holds(around, match)
            return (not is_within, match.source not in named, not match.exact, match.source, match.start)

        chosen = min(true, key=order)
        sources = frozenset(match.source for match in true)
        checked = replace(
            self._placed(checked, chosen),
            verdict="exact" if chosen.exact else "typography",
            also_in=tuple(sorted(sources - {chosen.source})),
        )
        wrong = self._wrong(claims, sources) if claims and not quotation.nested else None
        if wrong:
            return replace(checked, verdict="misattributed", attribution=self._attribution(wrong, context))
        return checked

    def _wrong(self, claims: Sequence[Claim], sources: frozenset[str]) -> Claim | None:
        words = frozenset(word for source in sources for word in self._matcher.words_of(source))
        return contradiction(claims, sources, self._library.known, words, self._matcher.has_word)

    def _attribution(self, claim: Claim, context: Context) -> Attribution:
        seen, sources = self._draft.seen, tuple(sorted(claim.sources))
        first = sources[0] if sources else None
        if claim.at is None:
            last = seen.starts[context.mark] if context.mark < len(seen.starts) else len(self._draft.text)
            return Attribution(claim.text, last, last, first, sources)
        span = seen.written(claim.at, claim.at + len(claim.text))
        return Attribution(self._draft.text[span.start : span.end], span.start, span.end, first, sources)

    def _placed(self, checked: CheckedQuotation, match: Match) -> CheckedQuotation:
        near = self._matcher.near(match.source, Span(match.start, match.end))
        return replace(
            checked,
            source=match.source,
            source_start=match.start,
            source_end=match.end,
            source_text=near.quote,
            source_line=near.line,
            page=self._matcher.page_of(match.source, match.start),
        )

    def _with_nearest(self, judged: Sequence[_Judged]) -> Iterator[CheckedQuotation]:
        missing = [one for one in judged if one.checked.verdict == "not_found"]
        nearest = dict(
            zip(
                [one.checked.start for one in missing],
                self._library.nearest([self._seen(one.quotation) for one in missing]) if missing else (),
                strict=True,
            )
        )
        for one in judged:
            is_missing = one.checked.verdict == "not_found"
            yield replace(one.checked, nearest=nearest[one.checked.start]) if is_missing else one.checked

    def _seen(self, quotation: Quotation) -> str:
        return self._draft.seen.text[quotation.start : quotation.end]

    def _is_title(self, judged: _Judged) -> bool:
        """Whether it is a title or a heading, which has its own capitals and stops where a credit names it."""
        quotation, verdict = judged.quotation, judged.checked.verdict
        if verdict == "typography":
            return not quotation.is_block and self._is_known_as_title(judged)
        if verdict not in {"altered", "not_found"}:
            return False
        is_one = self._is_known_as_title(judged) or self._is_in_a_reference(quotation)
        is_written_so = (
            verdict == "not_found" and not quotation.is_block and _is_written_as_title(self._seen(quotation))
        )
        return is_one or is_written_so

    def _is_known_as_title(self, judged: _Judged) -> bool:
        """Whether it is the title of a document of the library, or a heading in the one it is judged by."""
        if self._library.known.is_title(self._seen(judged.quotation)):
            return True
        one = judged.checked
        if one.source is None or one.source_start is None or one.source_end is None:
            return False
        is_so_but_for_case = all(difference.kind == "case" for difference in one.differences)
        return is_so_but_for_case and self._matcher.is_heading(one.source, Span(one.source_start, one.source_end))

    def _is_in_a_reference(self, quotation: Quotation) -> bool:
        """Whether it stands in the reference at the end of a block quotation."""
        first, last = self._credits.get(quotation.block, (0, 0))
        return first <= quotation.start < quotation.end <= last and is_reference(self._draft.seen.text[first:last])

    def _aside(self, quotation: Quotation) -> Aside:
        span = self._draft.seen.written(quotation.start, quotation.end)
        text = self._draft.text[span.start : span.end]
        kind = "title" if self._library.known.is_title(self._seen(quotation)) else "scare"
        return Aside(kind, text, span.start, span.end, bisect_right(self._lines, span.start))  # type: ignore[arg-type]

    def _unclosed(self, start: int, end: int) -> Aside:
        seen = self._draft.seen
        last = min(end + _UNCLOSED_SHOWN, len(seen.text))
        span = seen.written(start, last)
        text = self._draft.text[span.start : span.end]
        return Aside("unclosed", text, span.start, span.end, bisect_right(self._lines, span.start))


def _around(quotation: Quotation, judged: Sequence[_Judged]) -> _Judged | None:
    """The quotation that it is nested in."""
    for one in reversed(judged) if quotation.nested else ():
        if one.quotation.start <= quotation.start and quotation.end <= one.quotation.end:
            return one
        if not one.quotation.nested:
            break
    return None


def _holds(outer: CheckedQuotation, match: Match) -> bool:
    return (outer.source_start or 0) <= match.start and match.end <= (outer.source_end or 0)


def _is_written_as_title(text: str) -> bool:
    """Whether it is short, with a capital at each of its long words."""
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    long = [word for word in words if len(word) >= _LITTLE]
    return (
        len(words) <= _MOST_WORDS_OF_A_TITLE
        and not text.isupper()
        and text.rstrip()[-1] not in ".;:,…"
        and len(long) > 1
        and words[0][0].isupper()
        and all(word[0].isupper() for word in long)
    )
