"""Drafts made of the sentences of articles, with errors planted in them: what `checking.py` measures by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from rag.copies import words_of
from rag.languages.denials import denies, negations
from rag.languages.numerals import is_number

if TYPE_CHECKING:
    from rag.library import Library

ERRORS = ("negation", "number", "name", "word", "merged", "misattributed", "not_found")
_WORDS = range(6, 46)
_TRIES = 200
FILLER = (
    "The committee met again in the spring, and its members went over what had been written until then. "
    "Nothing was settled on that day, for the papers had come too late and half of the seats were empty. "
    "It was agreed that the clerk would ask for more time, and that the matter would come up in the next month. "
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document of the library, or of one that was held back."""

    source: str
    start: int
    end: int
    text: str
    title: str | None


@dataclass(frozen=True)
class Planted:
    """What a draft quotes: words of a sentence, with what was done to them; `lead` comes before, `tail` behind."""

    words: str
    expected: str  # "true", or the kind of error
    how: str
    lead: str = "They wrote that"
    tail: str = "and went on."

    def is_what_it_seems(self, known: str) -> bool:
        """Whether the words, changed, stand in none of the documents, of which `known` are all words."""
        return self.expected in {"true", "misattributed"} or words_of(self.words) not in known


@dataclass(frozen=True)
class Written:
    """A planted quotation, and where it begins and ends in its draft."""

    planted: Planted
    start: int
    end: int
    marks: str


# What is quoted


def true_quotation(sentence: Sentence, rng: Random) -> Planted:
    """The sentence, or a part of it, as it is or in another typography."""
    ways: list[Callable[[str, Random], str | None]] = [_verbatim] * 4
    ways += [_other_marks, _other_spaces, _other_dashes, _first_letter, _with_ellipsis, _with_bracket, _part]
    way = rng.choice(ways)
    return Planted(way(sentence.text, rng) or sentence.text, "true", way.__name__.strip("_"))


def _verbatim(text: str, rng: Random) -> str:
    return text


def _other_marks(text: str, rng: Random) -> str:
    curly = text.replace("'", "’")
    return re.sub(r'"([^"]*)"', r"“\1”", curly)


def _other_spaces(text: str, rng: Random) -> str:
    words = text.split(" ")
    at = rng.randrange(1, len(words)) if len(words) > 1 else 0
    return " ".join(words[:at]) + rng.choice(["\u00a0", "\u202f", "\n", "  "]) + " ".join(words[at:]) if at else text


def _other_dashes(text: str, rng: Random) -> str:
    return re.sub(r" ?(?:--|—) ?|(?<= )[–-](?= )", rng.choice(["—", " – ", " — "]), text).replace("-", "‑")


def _first_letter(text: str, rng: Random) -> str:
    changed = text[0].lower() if text[0].isupper() and text[1:2].islower() else text[0]
    return changed + text[1:].rstrip(". ") + rng.choice(["", ",", "."])


def _with_ellipsis(text: str, rng: Random) -> str | None:
    """The sentence without an aside between commas or, rarely, other words of its middle; never without a negation."""
    asides = list(re.finditer(r", [^,.;:!?()\"]{8,80},(?= )", text))
    words = text.split(" ")
    if asides:
        found = rng.choice(asides)
        left, dropped, right = text[: found.start()], found.group(), text[found.end() :]
    elif len(words) >= 12:
        first = rng.randrange(3, len(words) - 6)
        last = first + rng.randrange(1, min(9, len(words) - first - 3))
        left, dropped, right = (" ".join(part) for part in (words[:first], words[first:last], words[last:]))
        if re.search(r"[.!?]", dropped):
            return None
    else:
        return None
    left_out = re.findall(r"[\w'’]+", dropped.lower())
    if any(negations(left_out, one) or any(denies(word, one) for word in left_out) for one in _LANGUAGES):
        return None
    return f"{left.rstrip()} {rng.choice(['…', '...', '[…]', '[...]', '. . .'])} {right.lstrip()}"


def _with_bracket(text: str, rng: Random) -> str | None:
    pronoun = re.search(r"(?<= )(?:he|she|they|it|him|them)(?= )", text)
    if pronoun and rng.random() < 0.5:
        return f"{text[: pronoun.start()]}[the council]{text[pronoun.end() :]}"
    if rng.random() < 0.3 and len(text.split(" ")) > 6:
        words = text.split(" ")
        return " ".join([*words[:4], "[sic]", *words[4:]])
    return f"[{text[0].swapcase()}]{text[1:]}" if text[0].isalpha() and text[1:2].islower() else None


def _part(text: str, rng: Random) -> str | None:
    words = text.split(" ")
    length = rng.randrange(5, len(words)) if len(words) > 6 else len(words)
    start = rng.randrange(0, len(words) - length + 1)
    part = " ".join(words[start : start + length])
    return part if part.count('"') % 2 == 0 else None  # who cuts there mends the marks


def planted_error(kind: str, sentences: Sequence[Sentence], held: Sequence[Sentence], rng: Random) -> Planted | None:
    """A quotation with an error of that kind, made of a sentence that allows it; None where the drawn one does not."""
    sentence = rng.choice(sentences)
    if kind == "merged":
        other = rng.choice(sentences)
        if (other.source, other.start) == (sentence.source, sentence.start) or _adjoin(sentence, other):
            return None
        return Planted(f"{sentence.text} {other.text}", kind, kind)
    if kind == "misattributed":
        other = rng.choice(sentences)
        return _misattributed(sentence, other, rng)
    if kind == "not_found":
        return Planted(rng.choice(held).text, kind, kind)
    changed = {"negation": _negated, "number": _renumbered, "name": _renamed, "word": _reworded}[kind](
        sentence.text, sentences, rng
    )
    return Planted(changed, kind, kind) if changed else None


def _adjoin(one: Sentence, other: Sentence) -> bool:
    return one.source == other.source and abs(one.start - other.start) < 600


def _negated(text: str, sentences: Sequence[Sentence], rng: Random) -> str | None:
    if re.search(r" not(?= )", text):
        return re.sub(r" not(?= )", "", text, count=1)
    if re.search(r"n['’]t\b", text):
        return re.sub(r"n['’]t\b", "", text, count=1)
    found = re.search(r"(?<= )(?:is|was|were|are|has|had|would|could|will|es|fue|era)(?= )", text)
    negation = "no" if found and found.group() in {"es", "fue", "era"} else "not"
    return f"{text[: found.end()]} {negation}{text[found.end() :]}" if found else None


def _renumbered(text: str, sentences: Sequence[Sentence], rng: Random) -> str | None:
    figures = list(re.finditer(r"\d", text))
    if not figures:
        return None
    at = rng.choice(figures).start()
    return text[:at] + rng.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


_LANGUAGES = ("en", "es")
"""Those of the articles that the quotations are drawn from."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?=[ ,.;])")


def _renamed(text: str, sentences: Sequence[Sentence], rng: Random) -> str | None:
    own = _NAME.findall(text)
    other = _NAME.findall(rng.choice(sentences).text)
    if not own or not other:
        return None
    name, new = rng.choice(own), rng.choice(other)
    return None if new in text else re.sub(rf"(?<=[a-z,] ){name}(?=[ ,.;])", new, text, count=1)


def _reworded(text: str, sentences: Sequence[Sentence], rng: Random) -> str | None:
    own = [m for m in re.finditer(r"(?<= )[^\W\d_A-Z]{4,}(?=[ ,.;])", text) if m.group().islower()]
    other = [w for w in re.findall(r"(?<= )[^\W\d_A-Z]{4,}(?=[ ,.;])", rng.choice(sentences).text) if w.islower()]
    if not own or not other:
        return None
    old, new = rng.choice(own), rng.choice(other)
    tells = any(is_number(word, one) or negations([word], one) for word in (old.group(), new) for one in _LANGUAGES)
    return None if tells or old.group() == new else text[: old.start()] + new + text[old.end() :]


def _misattributed(sentence: Sentence, other: Sentence, rng: Random) -> Planted | None:
    if other.source == sentence.source or sentence.title == other.title:
        return None
    lead, tail = "They wrote that", "and went on."
    has_title = other.title and len(other.title.split()) > 1 and not re.search(r"[&<*_`]", other.title)
    if has_title and rng.random() < 0.5:
        lead = rng.choice([f"According to “{other.title}”,", f"In the article {other.title} it says that"])
    else:
        tail = rng.choice([f"({other.source}).", f"as {other.source} has it."])
    return Planted(sentence.text, "misattributed", "misattributed", lead, tail)


# How it is quoted

_MARKS = (
    *(("“", "”"), ("“", "”"), ('"', '"'), ("«", "»"), ("« ", " »"), ("»", "«"), ("„", "“"), ("‘", "’"), ("'", "'")),
    *(("「", "」"), ("``", "''"), ("> ", ""), ("<q>", "</q>")),
)


def write_draft(planted: Sequence[Planted], rng: Random) -> tuple[str, list[Written]]:
    """A Markdown draft with the quotations among filler, and where each stands."""
    pieces, written, at = ["# A draft\n\n"], [], len("# A draft\n\n")
    for one in planted:
        first, last = rng.choice(_MARKS)
        words = one.words
        if first in {"'", "‘"} and re.search("['’‘]", words):
            first, last = "“", "”"
        if first == '"' and re.search(r'\d"', words + last):
            first, last = "“", "”"
        if first != "> ":
            words = _nested(words, first)
        if first == "> ":
            words = " ".join(one.words.split("\n"))
            before, behind = f"{one.lead}:\n\n> ", f"\n\n{one.tail}\n\n" if one.expected != "misattributed" else "\n\n"
            if one.expected == "misattributed" and one.lead.startswith("They"):
                behind = f"\n>\n> — {one.tail.strip('().')}\n\n"
        else:
            before, behind = f"{FILLER}{one.lead} {first}", f"{last} {one.tail}\n\n"
        pieces += [before, words, behind]
        written.append(Written(one, at + len(before), at + len(before) + len(words), first.strip()))
        at += len(before) + len(words) + len(behind)
    return "".join(pieces), written


def _nested(words: str, first: str) -> str:
    """The words with marks within them other than those around them."""
    left, right = ("“", "”") if first in {"‘", "'", "「", "«", "« ", "»"} else ("‘", "’")
    plain = re.sub("[“”„]", '"', words)
    return re.sub(r'"([^"]*)"', rf"{left}\1{right}", plain)


def sentences_of(library: Library) -> list[Sentence]:
    """The library's sentences that are long enough to be quoted and have no mark that would end the quotation."""
    found: list[Sentence] = []
    for info in library.documents():
        text = library.document(info.source).text
        for sentence in library.sentences(info.source):
            words = text[sentence.start : sentence.end]
            marked = re.search(r"[\[\]<>*_`#|\\&@~]|\.\.\.|…|\n\s*\n|''|``", words)
            paired = len(re.findall('["“”„]', words)) % 2 == 0 and not re.search("[«»‘「」]", words)
            if len(words.split()) in _WORDS and not marked and paired and re.search(r"[.!?][\"”’)]*$", words):
                found.append(Sentence(info.source, sentence.start, sentence.end, words, info.title))
    return found


def planted_quotations(sentences: Sequence[Sentence], held: Sequence[Sentence], rng: Random) -> Iterator[Planted]:
    """Without end: half are true, the others have an error of each kind in turn by chance."""
    while True:
        if rng.random() < 0.5:
            yield true_quotation(rng.choice(sentences), rng)
            continue
        kind = rng.choice(ERRORS)
        made = next((p for _ in range(_TRIES) if (p := planted_error(kind, sentences, held, rng))), None)
        if made:
            yield made
