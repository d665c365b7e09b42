"""Two files of answers -> what changed from the old one to the new.

Of each answer a few digests are held, so that files of any length can be compared; what changed is read again from the
files when it is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.comparing.answer_lines import check_ending, read_again, read_answers
from rag.comparing.held_answers import KINDS, Held, Kind, hold, kinds_of_change
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.comparing.answer_lines import AnswerLine

CONFIDENCE = 0.05
"""From how much on a change of confidence is told, unless another limit is given."""


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """A file of answers: how many came out how."""

    path: Path
    answered: int
    not_found: int
    errors: int

    @property
    def questions(self) -> int:
        """How many answers there are."""
        return self.answered + self.not_found + self.errors


@dataclass(frozen=True, slots=True)
class OtherPart:
    """A part of what answers were made with that is not the same in both files; see `AnswerLine.made_with`.

    `old` and `new` are all its values, in the order of the file; none where no answer has the part.
    """

    part: str
    old: tuple[object, ...]
    new: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer changed, with all kinds of change, the first of `KINDS` first; None for no such row."""

    kinds: tuple[Kind, ...]
    old: Held | None
    new: Held | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed: `changes` by their first kind in the order of `KINDS`, then in the order of the new file.

    `renumbered` counts the questions that were found under another id.
    """

    old: AnswersFile
    new: AnswersFile
    made_with: tuple[OtherPart, ...]
    changes: tuple[Change, ...]
    unchanged: int
    renumbered: int
    confidence: float

    def counts(self) -> dict[Kind, int]:
        """How many questions changed in each way, ways without any left out; a question can have changed in two."""
        found = Counter(kind for change in self.changes for kind in change.kinds)
        return {kind: found[kind] for kind in KINDS if found[kind]}


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A change with both answers in full."""

    kinds: tuple[Kind, ...]
    old: AnswerLine | None
    new: AnswerLine | None


def compare(old: Path | str, new: Path | str, confidence: float = CONFIDENCE) -> Comparison:
    """What changed from one .jsonl file of answers to another.

    Answers are of the same row if id and question are the same, else if the question is, else if the id is; follow-ups
    that were read with the same earlier question go before others. A confidence that changed by less than `confidence`,
    from 0 to 1, does not count. Raises UsageError for a file that cannot be read or is not as `rag batch` writes it.
    """
    if not 0 <= confidence <= 1:
        raise UsageError(f"The limit for confidences is {confidence}; it must be from 0 to 1.")
    before, after = _read(Path(old)), _read(Path(new))
    pairs = list(_pairs(before.answers, after.answers))
    changes = [Change(kinds, *pair) for pair in pairs if (kinds := tuple(kinds_of_change(*pair, confidence)))]
    changes.sort(key=lambda change: KINDS.index(change.kinds[0]))
    return Comparison(
        old=before.file,
        new=after.file,
        made_with=tuple(_other_parts(before.made_with, after.made_with)),
        changes=tuple(changes),
        unchanged=len(pairs) - len(changes),
        renumbered=sum(bool(one and other and one.id != other.id) for one, other in pairs),
        confidence=confidence,
    )


def read_changes(comparison: Comparison) -> Iterator[ChangedAnswer]:
    """The changes with their answers, read again. Raises UsageError where a file changed meanwhile."""
    with ExitStack() as files:
        old, new = (_Again(files, side.path) for side in (comparison.old, comparison.new))
        for change in comparison.changes:
            yield ChangedAnswer(change.kinds, old.answer(change.old), new.answer(change.new))


class _Again:
    """A file of answers, opened to be read again."""

    def __init__(self, files: ExitStack, path: Path) -> None:
        self._path = path
        try:
            self._file = files.enter_context(path.open("rb"))
        except OSError as error:
            raise UsageError(f"The answers at {path} cannot be read: {error.strerror}.") from error

    def answer(self, held: Held | None) -> AnswerLine | None:
        """The answer, None for None."""
        if held is None:
            return None
        with suppress(ValueError):
            found = read_again(self._file, held.offset)
            if hold(found) == held:
                return found
        raise UsageError(f"The answers at {self._path} changed meanwhile. Compare them again.")


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the files, read."""

    file: AnswersFile
    answers: Sequence[Held]
    made_with: dict[str, dict[object, None]]


def _read(path: Path) -> _Side:
    check_ending(path)
    answers: list[Held] = []
    made_with: dict[str, dict[object, None]] = defaultdict(dict)
    for answer in read_answers(path):
        answers.append(hold(answer))
        for part, value in answer.made_with.items():
            made_with[part][value] = None
    found = Counter(answer.status for answer in answers)
    return _Side(AnswersFile(path, found["answered"], found["not_found"], found["error"]), answers, made_with)


def _other_parts(old: dict[str, dict[object, None]], new: dict[str, dict[object, None]]) -> Iterator[OtherPart]:
    for part in dict.fromkeys((*old, *new)):
        one, other = tuple(old.get(part, ())), tuple(new.get(part, ()))
        if set(one) != set(other):
            yield OtherPart(part, one, other)


def _pairs(old: Sequence[Held], new: Sequence[Held]) -> Iterator[tuple[Held | None, Held | None]]:
    """The answers of the same rows, in the order of the new file, then those of the old one that are left."""
    partners: dict[int, int] = {}
    for key in (_id_and_reading, _reading, _id_and_question, _question, _id):
        _match(old, new, key, partners)
    for number, answer in enumerate(new):
        yield (old[partners[number]] if number in partners else None), answer
    taken = set(partners.values())
    yield from ((answer, None) for number, answer in enumerate(old) if number not in taken)


def _match(
    old: Sequence[Held], new: Sequence[Held], key: Callable[[Held], Hashable | None], partners: dict[int, int]
) -> None:
    """Add to `partners`, new number to old, those without one that have the same key; of equal keys the first first."""
    taken = set(partners.values())
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, answer in enumerate(old):
        if number not in taken and (found := key(answer)) is not None:
            waiting[found].append(number)
    for number, answer in enumerate(new):
        if number not in partners and (queue := waiting.get(key(answer))):
            partners[number] = queue.popleft()


def _id_and_reading(answer: Held) -> Hashable:
    return answer.id, answer.question, answer.read_with


def _reading(answer: Held) -> Hashable:
    return answer.question, answer.read_with


def _id_and_question(answer: Held) -> Hashable:
    return answer.id, answer.question


def _question(answer: Held) -> Hashable:
    return answer.question


def _id(answer: Held) -> Hashable | None:
    return answer.id or None
