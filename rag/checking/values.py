"""The frozen values of a check: what was found of each quotation of a draft, and of each citation of saved answers.

`start` and `end` are offsets into the draft's text, `source_start` and `source_end` into the text of the document at
`source`, code points and half open, as everywhere.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["exact", "typography", "altered", "misattributed", "not_found"]
VERDICTS: tuple[Verdict, ...] = ("exact", "typography", "altered", "misattributed", "not_found")

DifferenceKind = Literal[
    "number", "name", "negation", "order", "merged", "omission", "insertion", "bracket", "word", "case", "punctuation"
]
"""`merged`: what follows stands elsewhere, and nothing shows that words are left out between. `bracket`: a bracket puts
other words in the place of the source's, which were no pronoun.
"""

AsideKind = Literal["scare", "title", "unclosed"]

Fate = Literal["unchanged", "moved", "changed", "gone"]
FATES: tuple[Fate, ...] = ("unchanged", "moved", "changed", "gone")


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence of a document that is near to what was looked for: `quote == text[start:end]`."""

    source: str
    start: int
    end: int
    quote: str
    line: int


@dataclass(frozen=True, slots=True)
class WordingDifference:
    """Where draft and source differ: `draft` stands for `source`; one of them is empty where words were left out or
    put in. The offsets of an empty one say where it would stand.
    `elsewhere` is where words stand that were joined to those of another place.
    """

    kind: DifferenceKind
    draft: str
    draft_start: int
    draft_end: int
    source: str
    source_start: int
    source_end: int
    elsewhere: Near | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom or what the draft names as the source of a quotation: `text == draft[start:end]`, or words of its note.

    `source` is the document that it means, None for an author whom the library has nothing of. Where it may mean
    several, `sources` are all of them, sorted, and `source` is only the first.
    """

    text: str
    start: int
    end: int
    source: str | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation of the draft, without its marks, and what the library has of it.

    `text == draft[start:end]`; where the verdict is exact, it is also the document's text from `source_start` to
    `source_end`, which is `source_text`, or what a reader sees of it is: \\' is an apostrophe in Markdown. `line` and
    `source_line` count from 1; `page` is None where there are none. `nested`: it stands within another quotation.
    `also_in` are other sources, sorted, that have it as well.
    `attribution` is what a misattributed one names instead; `nearest` the sentence nearest to one that is not found.
    """

    text: str
    start: int
    end: int
    line: int
    block: bool
    nested: bool
    verdict: Verdict
    source: str | None = None
    source_start: int | None = None
    source_end: int | None = None
    source_text: str | None = None
    source_line: int | None = None
    page: int | None = None
    differences: tuple[WordingDifference, ...] = ()
    also_in: tuple[str, ...] = ()
    attribution: Attribution | None = None
    nearest: Near | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """Words between quotation marks that are no quotation: `text == draft[start:end]`.

    `scare`: one to three words; `title`: the name of a work; `unclosed`: a mark that nothing closes, and the start of
    what follows it, which was not checked.
    """

    kind: AsideKind
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence of the draft that states something, unquoted, and the sentences that may support it, best first.

    `nearest` is the sentence nearest to it where there is none that may; None where none is near.
    """

    text: str
    start: int
    end: int
    line: int
    support: tuple[Near, ...]
    nearest: Near | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The quotations of a draft in order, what else stands between marks, and, where asked for, suggestions.

    `draft_text` is what the draft's offsets refer to. `suggestions` is None where none were asked for.
    """

    draft: str
    draft_text: str
    quotations: tuple[CheckedQuotation, ...]
    asides: tuple[Aside, ...] = ()
    suggestions: tuple[Suggestion, ...] | None = None

    @property
    def summary(self) -> dict[str, int]:
        """How many quotations got which verdict, and how many there are."""
        counted = Counter(quotation.verdict for quotation in self.quotations)
        return {"quotations": len(self.quotations), **{verdict: counted[verdict] for verdict in VERDICTS}}

    def passes(self, *, strict: bool = False) -> bool:
        """Whether every quotation is exact; unless it is `strict`, exact but for typography will do."""
        good = {"exact"} if strict else {"exact", "typography"}
        return all(quotation.verdict in good for quotation in self.quotations)


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A citation of a saved answer, and what has become of it.

    `row` is the answer's id, `n` the citation's number, `source`, `start`, `end` and `quote` what was saved. `now` is
    where the words are, None where they are gone; `differences` are those of a changed one, its draft being `quote`
    (so their `draft_start` and `draft_end` are offsets into `quote`).
    """

    row: str
    n: int
    source: str
    start: int
    end: int
    quote: str
    fate: Fate
    now: Near | None = None
    differences: tuple[WordingDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line of saved answers that could not be checked, and why."""

    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswersReport:
    """What has become of the citations of saved answers, in order, and the lines that could not be read."""

    answers: str
    rows: int
    citations: tuple[CheckedCitation, ...]
    bad_rows: tuple[BadRow, ...] = ()

    @property
    def summary(self) -> dict[str, int]:
        """How many citations have which fate, and how many there are."""
        counted = Counter(citation.fate for citation in self.citations)
        return {
            "rows": self.rows,
            "citations": len(self.citations),
            **{fate: counted[fate] for fate in FATES},
            "bad_rows": len(self.bad_rows),
        }

    def passes(self, *, strict: bool = False) -> bool:
        """Whether all can still be quoted: every one is unchanged or, unless it is `strict`, moved."""
        good = {"unchanged"} if strict else {"unchanged", "moved"}
        return not self.bad_rows and all(citation.fate in good for citation in self.citations)
