"""Quotation marks of a paragraph -> which opens and which closes, and which are apostrophes, inches or primes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.errors import UsageError

_MARK = re.compile("``|''(?!')|[\"＂“”„‟«»‹›‘’‚‛'＇`´「」『』﹁﹂﹃﹄〝〞〟]")

_CLOSES: dict[str, frozenset[str]] = {
    "“": frozenset("”“"),
    "”": frozenset("”"),
    "„": frozenset("“”‟"),
    "‟": frozenset("”"),
    '"': frozenset('"'),
    "＂": frozenset("＂"),
    "``": frozenset(("''", "”", '"')),
    "''": frozenset(("''",)),
    "«": frozenset("»"),
    "»": frozenset("«»"),
    "‹": frozenset("›"),
    "›": frozenset("‹›"),
    "‘": frozenset("’"),
    "‚": frozenset("‘’"),
    "‛": frozenset("’"),
    "'": frozenset("'"),
    "＇": frozenset("＇"),
    "`": frozenset(("'", "’", "´")),
    "「": frozenset("」"),
    "『": frozenset("』"),
    "﹁": frozenset("﹂"),
    "﹃": frozenset("﹄"),
    "〝": frozenset("〞〟"),
}
"""Which marks close what a mark opens: English, German („ “), Swedish (” ”), French, Chinese and Japanese ones."""

_TYPED_INSTEAD = {"“": '"', "„": '"', '"': "”"}
"""What stands for an opener's closing mark where only one of the two was typed, or made curly."""

_ONLY_OPENS = frozenset(("„", "‚", "「", "『", "﹁", "﹃", "〝", "«", "‹", "“", "‘", "``", "`", "‟", "‛"))
_SINGLES = frozenset(("‘", "‚", "‛", "'", "＇", "`", "‹", "›"))
_APOSTROPHES = frozenset("'’＇‘")
_STRAIGHT = frozenset(("'", '"', "''"))
_NEVER_BEFORE_SPACE = _STRAIGHT | {"”", "»", "›", "＇", "＂"}
_BRACKETED_OFF = frozenset("「『﹁﹃〝«‹")
"""Openers that no other use is made of: they close wherever their closing mark is, whatever stands beside it."""

_ELIDED = re.compile(
    r"(?:\d\ds|n|em|cause|cos|til|bout|round|twas|tis|twere|twill|im|er|(?-i:[st]))(?![^\W_])|n['’]", re.IGNORECASE
)
"""What follows an apostrophe at a word's beginning: ’90s, ’em, ’twas, ’n’."""

_YEAR = re.compile(r"\d\d(?![\w.,]*\w)")
_BEFORE_A_YEAR = re.compile(
    r"\b(?:in|of|since|the|spring|summer|autumn|fall|winter|class|until|till|to|and|from|by|before|after)\s$",
    re.IGNORECASE,
)
"""What stands before a year of two figures: the summer of ’68."""

_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_MAY_COME_BEFORE = re.compile(r"[\s(\[{<—–―‐/|*_~=:;,…¿¡\-“„«‹‘‚「『\"'>]")
_DEEPEST = 8
"""Quotations within each other; who opens more has forgotten to close some."""

MOST_QUOTATIONS = 10_000
"""Of one draft, short ones and those that nothing closes among them. A check of so many takes minutes."""

_LOOKED_AHEAD = 40
"""Marks, to tell what one is by those that follow."""

_PLURAL_POSSESSIVE = re.compile(r"[sxzSXZ]|in")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark, `text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two marks that belong together; what is quoted stands between `open.end` and `close.start`.

    `depth` counts the pairs around it.
    """

    open: Mark
    close: Mark
    depth: int


def check_number(found: int) -> None:
    """Raises UsageError where so many quotations are more than MOST_QUOTATIONS."""
    if found > MOST_QUOTATIONS:
        raise UsageError(
            f"The draft has {found:,} quotations or more; the limit is {MOST_QUOTATIONS:,}. "
            "Split it, and check its parts."
        )


class Pairing:
    """Reads the paragraphs of a text one after the other; an open mark may stay open into the next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[Mark] = []
        self.pairs: list[Pair] = []
        self.unclosed: list[Mark] = []

    def read(self, start: int, end: int, following: tuple[tuple[int, int], ...] = ()) -> None:
        """Read the paragraph `text[start:end]`; `following` are those after it, to which a quotation may run on.

        Raises UsageError as soon as there are more than MOST_QUOTATIONS, closed or not.
        """
        marks = list(_marks(self._text, start, end))
        at = self._repeated(marks, start)
        for number in range(at, len(marks)):
            self._take(marks, number, start, end)
            check_number(len(self.pairs) + len(self.unclosed))
        if self._stack and not self._goes_on(following):
            self._give_up()

    def close(self) -> None:
        """No paragraph follows."""
        self._give_up()

    def _give_up(self) -> None:
        self.unclosed += [mark for mark in self._stack if mark.text not in _APOSTROPHES]
        self._stack = []

    def _repeated(self, marks: list[Mark], start: int) -> int:
        """How many marks at the paragraph's beginning only repeat those that are open."""
        number, at = 0, start
        for opener in self._stack:
            at = _skip_spaces(self._text, at)
            if number < len(marks) and marks[number].start == at and _repeats(opener, marks[number]):
                at, number = marks[number].end, number + 1
        return number

    def _goes_on(self, following: tuple[tuple[int, int], ...]) -> bool:
        """Whether what is open is closed in a paragraph to come: each repeats the mark, or none has any of its kind."""
        opener = self._stack[0]
        for start, end in following:
            marks = list(_marks(self._text, start, end))
            if marks and marks[0].start == _skip_spaces(self._text, start) and _repeats(opener, marks[0]):
                return True
            if opener.text in _STRAIGHT or opener.text in _SINGLES:
                return False
            kin = [m for m in marks if m.text == opener.text or m.text in _CLOSES[opener.text]]
            if kin:
                return kin[0].text != opener.text
        return False

    def _take(self, marks: list[Mark], number: int, start: int, end: int) -> None:
        mark = marks[number]
        beside = _Beside.of(self._text, mark, start, end)
        depth = self._closed_by(marks, number, beside)
        if depth is not None:
            opener = self._stack[depth]
            self.unclosed += [m for m in self._stack[depth + 1 :] if m.text not in _APOSTROPHES]
            self._stack = self._stack[:depth]
            self.pairs.append(Pair(opener, mark, depth))
        elif _opens(mark, beside, self._text):
            if len(self._stack) == _DEEPEST:
                self.unclosed += self._stack[:1]
                del self._stack[0]
            self._stack.append(mark)

    def _closed_by(self, marks: list[Mark], number: int, beside: _Beside) -> int | None:
        """Which of the open marks this one closes, by its place in the stack."""
        mark = marks[number]
        closed_later: dict[
            str, bool
        ] = {}  # of the marks within, by kind: looking ahead is slow, and eight may be alike
        for depth in range(len(self._stack) - 1, -1, -1):
            opener = self._stack[depth]
            if mark.text not in _CLOSES[opener.text] and not self._is_typed_instead(opener, marks, number):
                continue
            if opener.text in _SINGLES and opener.text not in _BRACKETED_OFF:  # and so apt to be an apostrophe
                for kind in {m.text for m in self._stack[depth + 1 :]} - closed_later.keys():
                    closed_later[kind] = self._is_closed_later(kind, marks, number)
                if any(closed_later.values()):
                    return None
            if mark.start > opener.end and _closes(opener.text, mark, beside):
                return None if self._is_apostrophe(marks, number, opener) or self._is_inch(marks, number) else depth
        return None

    def _is_closed_later(self, opener: str, marks: list[Mark], number: int) -> bool:
        """Whether a mark behind this one closes such an opener, rather than one that is opened behind it as well."""
        opened = 0
        for other in marks[number + 1 : number + _LOOKED_AHEAD]:
            beside = _Beside.of(self._text, other, 0, len(self._text))
            if other.text in _CLOSES[opener] and _closes(opener, other, beside):
                if not opened:
                    return True
                opened -= 1
            elif other.text == opener and _opens(other, beside, self._text):
                opened += 1
        return False

    def _is_typed_instead(self, opener: Mark, marks: list[Mark], number: int) -> bool:
        """Whether the mark stands for the opener's own closing one, none of which follows."""
        mark = marks[number]
        if _TYPED_INSTEAD.get(opener.text) != mark.text:
            return False
        others = [m for m in marks[number : number + _LOOKED_AHEAD] if m.text != mark.text]
        return not self._is_closed_later(opener.text, [mark, *others], 0)

    def _is_apostrophe(self, marks: list[Mark], number: int, opener: Mark) -> bool:
        """Whether it is that of a plural (the workers’ rights), a better closing mark following."""
        mark = marks[number]
        if mark.text not in _APOSTROPHES or not _is_possessive(self._text, mark):
            return False
        for other in marks[number + 1 : number + _LOOKED_AHEAD]:
            if other.text == opener.text != mark.text:
                return False
            if other.text == mark.text and not _is_possessive(self._text, other):
                beside = _Beside.of(self._text, other, 0, len(self._text))
                if _closes(opener.text, other, beside):
                    return True
                if opener.text == mark.text and _opens(other, beside, self._text):
                    return False
        return False

    def _is_inch(self, marks: list[Mark], number: int) -> bool:
        """Whether the mark after a figure is one of inches: then the next one of its kind closes again."""
        mark = marks[number]
        if mark.text != '"' or not self._text[mark.start - 1 : mark.start].isdigit():
            return False
        after = next((m for m in marks[number + 1 : number + _LOOKED_AHEAD] if m.text == mark.text), None)
        if after is None:
            return False
        beside = _Beside.of(self._text, after, 0, len(self._text))
        return not beside.before.isspace() and not beside.after_is_letter


@dataclass(frozen=True, slots=True)
class _Beside:
    """The characters on either side of a mark; a space at a paragraph's ends."""

    before: str
    after: str

    @classmethod
    def of(cls, text: str, mark: Mark, start: int, end: int) -> _Beside:
        """Those of the mark in the paragraph `text[start:end]`."""
        before = text[mark.start - 1] if mark.start > start else " "
        return cls(before, text[mark.end] if mark.end < end else " ")

    @property
    def after_is_letter(self) -> bool:
        """Whether a word goes on behind the mark; scripts without spaces do not tell."""
        return self.after.isalpha() and not _NO_SPACES.match(self.after)


def _marks(text: str, start: int, end: int) -> Iterator[Mark]:
    for match in _MARK.finditer(text, start, end):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        # don’t, l’eau, 6'2
        is_within_word = match.start() > start and before.isalnum() and after.isalnum()
        has_no_spaces = _NO_SPACES.match(before) or _NO_SPACES.match(after)
        if match.group() not in _APOSTROPHES or not is_within_word or has_no_spaces:
            yield Mark(match.group(), match.start(), match.end())


def _opens(mark: Mark, beside: _Beside, text: str) -> bool:
    if mark.text not in _CLOSES or (beside.after.isspace() and mark.text in _NEVER_BEFORE_SPACE):
        return False
    if mark.text in _APOSTROPHES and _is_elided(text, mark):
        return False
    if mark.text in _ONLY_OPENS and mark.text not in _SINGLES:
        return True
    fits_before = bool(_MAY_COME_BEFORE.match(beside.before) or _NO_SPACES.match(beside.before))
    return fits_before and not beside.after.isspace()


def _is_elided(text: str, mark: Mark) -> bool:
    """Whether the mark stands for letters or figures left out at a word's beginning."""
    if _ELIDED.match(text, mark.end):
        return True
    return bool(_YEAR.match(text, mark.end) and _BEFORE_A_YEAR.search(text[max(0, mark.start - 12) : mark.start]))


def _closes(opener: str, mark: Mark, beside: _Beside) -> bool:
    """Whether the mark, which may close the opener by its kind, does so where it stands."""
    if opener in _BRACKETED_OFF:
        return True
    if opener == mark.text or mark.text in _STRAIGHT or mark.text in _APOSTROPHES:
        if beside.before.isspace():
            # A mark with spaces on both sides, as old type has it, closes what it may.
            return mark.text == '"' and beside.after.isspace()
        return not beside.after_is_letter or (mark.text == '"' and beside.before in ".!?…,")
    return True


def _repeats(opener: Mark, mark: Mark) -> bool:
    """Whether the mark at a paragraph's beginning says that the quotation goes on; French ones repeat either mark."""
    return mark.text == opener.text or (opener.text in "«»" and mark.text in "«»")


def _is_possessive(text: str, mark: Mark) -> bool:
    after = text[mark.end : mark.end + 2]
    before = text[max(0, mark.start - 2) : mark.start]
    is_plural = bool(_PLURAL_POSSESSIVE.match(before[-1:]) or before == "in")
    return is_plural and after[:1] == " " and after[1:].islower()


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and (text[at].isspace() or text[at] in "\ufeff\u200b"):
        at += 1
    return at
