"""A comparison of two files of answers as text and as JSON, piece by piece, so that neither has to be held whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering import confidence_in_words
from rag.comparing.held_answers import citation_digests
from rag.comparing.runs import read_changes
from rag.printing import NOT_FOUND, counted, printable, reference_line

if TYPE_CHECKING:
    from rag.comparing.answer_lines import AnswerLine
    from rag.comparing.held_answers import Kind
    from rag.comparing.runs import AnswersFile, ChangedAnswer, Comparison, OtherPart
    from rag.values import Citation

IN_WORDS: dict[Kind, str] = {
    "newly_answered": "newly answered",
    "no_longer_answered": "no longer answered",
    "other_error": "other error",
    "other_quotation": "other quotations",
    "moved": "same words from another place",
    "other_reference": "other reference",
    "reordered": "other order",
    "confidence": "other confidence",
    "other_question": "other question under the same id",
    "only_new": "only in the new file",
    "only_old": "only in the old file",
}

_PARTS = {
    "library.fingerprint": "fingerprint",
    "library.model": "model",
    "library.documents": "articles",
    "library.passages": "passages in all",
    "library.reranker": "reranker",
    "library.provenance.articles": "articles' files",
    "library.provenance.corrections": "corrections",
    "library.provenance.weights": "model's files",
    "library.provenance.pipeline": "way of reading",
    "library.provenance.reranker_weights": "reranker's files",
    "library.provenance.version": "version of rag",
    "filter": "asked only of",
}
_DIGEST_LENGTH = 64
_DIGEST_SHOWN = 12
_MOST_VALUES = 3


def by_kind(comparison: Comparison) -> Iterator[tuple[Kind, Iterator[ChangedAnswer]]]:
    """The changes, read as they are asked for, under the first of their kinds."""
    return groupby(read_changes(comparison), lambda change: change.kinds[0])


def text_pieces(comparison: Comparison) -> Iterator[str]:
    """The comparison for people: the files, what they were made with, how much changed, then change after change."""
    yield summary_text(comparison)
    for kind, changes in by_kind(comparison):
        yield f"\n{in_capital(IN_WORDS[kind])}\n"
        for change in changes:
            yield "\n" + "".join(f"{printable(line)}\n" for line in _change_lines(change))


def summary_text(comparison: Comparison) -> str:
    """The files, what they were made with, and how much changed; a line each."""
    lines = [_file_line(label, file) for label, file in (("Old", comparison.old), ("New", comparison.new))]
    if comparison.made_with:
        lines += ["", "Made with", *(_part_line(part) for part in comparison.made_with)]
    lines += ["", *counts_lines(comparison)]
    return "".join(f"{printable(line)}\n" for line in lines)


def counts_lines(comparison: Comparison) -> list[str]:
    """How many answers changed, and in which ways, in a sentence or two."""
    counts = ", ".join(f"{count:,} {IN_WORDS[kind]}" for kind, count in comparison.counts().items())
    changed = f"{len(comparison.changes):,} changed, {comparison.unchanged:,} unchanged"
    lines = [f"{changed}: {counts}." if counts else f"{changed}."]
    if comparison.renumbered:
        lines.append(f"{counted(comparison.renumbered, 'question')} compared by the words, under another id.")
    return lines


def json_pieces(comparison: Comparison) -> Iterator[str]:
    """The comparison as one object of JSON, a change a line."""
    head = {
        "schema": 1,
        "old": _file_json(comparison.old),
        "new": _file_json(comparison.new),
        "made_with": [asdict(part) for part in comparison.made_with],
        "confidence": comparison.confidence,
        "unchanged": comparison.unchanged,
        "changed": len(comparison.changes),
        "renumbered": comparison.renumbered,
        "counts": comparison.counts(),
    }
    yield json.dumps(head, ensure_ascii=False).removesuffix("}") + ', "changes": ['
    for number, change in enumerate(read_changes(comparison)):
        values = {"kinds": change.kinds, "old": _answer_json(change.old), "new": _answer_json(change.new)}
        yield ("," if number else "") + "\n" + json.dumps(values, ensure_ascii=False)
    yield "\n]}\n"


def part_name(part: OtherPart) -> str:
    """What the part is, for people; a setting by its name."""
    return _PARTS.get(part.part, part.part.rpartition(".")[2])


def part_values(values: tuple[object, ...]) -> str:
    """A part's values for people, long digests in short."""
    shown = [_value_text(value) for value in values[:_MOST_VALUES]]
    more = len(values) - _MOST_VALUES
    return ", ".join([*shown, *([f"and {more:,} more"] if more > 0 else [])]) or "none"


def status_text(answer: AnswerLine) -> str:
    """How the question came out, and how sure that is."""
    if answer.status == "error":
        return answer.error or "An error."
    sure = f"confidence {confidence_in_words(answer.confidence)} ({answer.confidence:.2f})"
    return f"{NOT_FOUND} ({answer.confidence:.2f})" if answer.status == "not_found" else f"Answered, {sure}"


def in_capital(words: str) -> str:
    """The words as a heading has them."""
    return words[:1].upper() + words[1:]


def _file_line(label: str, file: AnswersFile) -> str:
    return f"{label}  {path_text(file.path)}: {file_text(file)}"


def path_text(path: Path) -> str:
    """A path as it can be shown, even if its name is not valid text."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def file_text(file: AnswersFile) -> str:
    """How a file's questions came out."""
    errors = f", {counted(file.errors, 'error')}" if file.errors else ""
    asked = counted(file.questions, "question")
    return f"{asked}, {file.answered:,} answered, {file.not_found:,} not found{errors}"


def _file_json(file: AnswersFile) -> dict[str, Any]:
    return asdict(file) | {"path": path_text(file.path), "questions": file.questions}


def _part_line(part: OtherPart) -> str:
    return f"  {part_name(part)}: {part_values(part.old)} → {part_values(part.new)}"


def _value_text(value: object) -> str:
    text = "none" if value is None else str(value)
    start, mark, digest = text.rpartition(":") if ":" in text else ("", "", text)
    is_digest = len(digest) == _DIGEST_LENGTH and all(c in "0123456789abcdef" for c in digest)
    return f"{start}{mark}{digest[:_DIGEST_SHOWN]} …" if is_digest else text


def _change_lines(change: ChangedAnswer) -> Iterator[str]:
    """The question, what is no longer so behind a -, and what is so now behind a +."""
    shown = change.new or change.old
    if shown is None:
        return
    read_with = f" ({read_with_text(shown)})" if shown.read_with else ""
    yield f"{shown.id or '?'}: {' '.join(shown.question.split())}{read_with}"
    if len(change.kinds) > 1:
        yield f"  ({', '.join(IN_WORDS[kind] for kind in change.kinds)})"
    old, new = change.old, change.new
    if old is not None and new is not None and old.question != new.question:
        yield f"  - {' '.join(old.question.split())}"
        yield f"  + {' '.join(new.question.split())}"
    told = [status_text(answer) if answer is not None else None for answer in (old, new)]
    if told[0] != told[1] or change.kinds == ("reordered",):
        yield from (f"  {mark} {said}" for mark, said in zip("-+", told, strict=True) if said is not None)
    for mark, answer, other in (("-", old, new), ("+", new, old)):
        for citation in citations_without(answer, other, in_order="reordered" in change.kinds):
            yield f"  {mark} “{' '.join(citation.quote.split())}” [{citation.n}] {reference_line(citation)}"


def read_with_text(answer: AnswerLine) -> str:
    """What a follow-up was read with; nothing for a question that stands on its own."""
    return f"read with “{' '.join(answer.read_with.split())}”" if answer.read_with else ""


def citations_without(
    answer: AnswerLine | None, other: AnswerLine | None, *, in_order: bool = False
) -> tuple[Citation, ...]:
    """The answer's citations that the other has not, by words, place and reference; all where their order counts."""
    if answer is None:
        return ()
    known = {citation_digests(citation) for citation in other.citations} if other else set()
    return tuple(c for c in answer.citations if in_order or citation_digests(c) not in known)


def _answer_json(answer: AnswerLine | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    left_out = ("score", "matches", "copies")
    citations = [
        {name: value for name, value in asdict(citation).items() if name not in left_out}
        for citation in answer.citations
    ]
    return {
        "id": answer.id,
        "question": answer.question,
        "read_with": answer.read_with,
        "status": answer.status,
        "confidence": answer.confidence,
        "error": answer.error,
        "citations": citations,
    }
