"""Conversations as they are kept: a file each, in the index, apart for each visitor.

A file has a line of JSON about the conversation and then one for each question, so that a list of conversations reads
one line of each. The answers are those of schema 1, whole: a conversation says years later with what it was made.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answer_json import answer_from_json, answer_to_json
from rag.answering import can_be_asked
from rag.errors import FolderError, RagError, UsageError
from rag.whole_file import write_whole
from ui.visitors import visitor_folder

if TYPE_CHECKING:
    from rag.values import Answer

_ID_BYTES = 8
_ID = re.compile(r"[0-9a-f]{16}")
_SCHEMA = 1
_LONGEST_TITLE = 120
_IN_MEMORY = 128
_REMEDY = "Until then conversations are kept only as long as this server runs."


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with its answer, or the problem in its place, or neither while it is sought.

    `as_written`: the question was asked by itself, although it seemed to lean on an earlier one.
    """

    question: str
    answer: Answer | None = None
    problem: str | None = None
    as_written: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list of conversations shows of one. `begun` is a moment in ISO 8601, in UTC."""

    id: str
    title: str
    begun: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions and their answers in order; `id` is empty for one that is not begun, `title` until it has one."""

    id: str = ""
    title: str = ""
    begun: str = ""
    turns: tuple[Turn, ...] = ()

    def name(self) -> str:
        """Its title, or else its first question."""
        return self.title or (shortened(self.turns[0].question) if self.turns else "")

    def earlier(self, turn: int) -> list[str]:
        """The questions before that one, oldest first, without those that were refused as none."""
        return [earlier.question for earlier in self.turns[:turn] if can_be_asked(earlier.question)]

    def with_turn(self, at: int, turn: Turn, until: int) -> Conversation:
        """The conversation with that turn in place of those from `at` up to `until`, or after all others."""
        return replace(self, turns=(*self.turns[:at], turn, *self.turns[max(at, until) :]))


class KeptConversations:
    """The conversations of all visitors, in one folder. Safe to use from several threads.

    Where the folder cannot be written they are held in memory instead, which `problem` tells.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.RLock()
        self._in_memory: dict[Path, Conversation] = {}
        self._deleted: set[Path] = set()
        self._read = lru_cache(maxsize=_IN_MEMORY)(_read)
        self.problem: str | None = None

    def headings(self, visitor: str) -> list[Heading]:
        """The visitor's conversations, the one changed last first; a file that is damaged is left out."""
        own = self._own(visitor)
        paths = sorted(own.glob("*.jsonl"), key=_changed, reverse=True) if own.is_dir() else []
        found = [heading for heading in map(_heading_of, paths) if heading]
        with self._guard:
            held = [c for path, c in reversed(self._in_memory.items()) if path.parent == own]
        return [*(Heading(c.id, c.name(), c.begun) for c in held), *found]

    def find(self, visitor: str, name: str) -> Conversation | None:
        """The visitor's conversation of that id, None where there is none. Raises UsageError where it is damaged."""
        path = self._path(visitor, name)
        held = self._in_memory.get(path)
        if held is not None:
            return held
        try:
            return self._read(path, path.stat().st_mtime_ns)
        except OSError:
            return None

    def get(self, visitor: str, name: str) -> Conversation:
        """The visitor's conversation of that id. Raises UsageError where there is none, or it is damaged."""
        found = self.find(visitor, name)
        if found is None:
            raise UsageError("This conversation is no longer there. Begin a new one.")
        return found

    def keep(self, visitor: str, conversation: Conversation) -> None:
        """Write the conversation, in place of what was kept of it. Raises UsageError where it is nobody's."""
        path = self._path(visitor, conversation.id)
        with self._guard:
            try:
                self._deleted.discard(path)
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, _lines(conversation), _REMEDY)
                self._in_memory.pop(path, None)
                self.problem = None
            except (FolderError, OSError) as error:
                self._in_memory[path] = conversation
                self.problem = f"Conversations are not kept: {error}"

    def change(self, visitor: str, begun: Conversation, change: Callable[[Conversation], Conversation]) -> Conversation:
        """Write what `change` makes of the conversation as it is now, and give that.

        Where none is kept it is made of the one that was begun; where that was deleted meanwhile, of an empty one.
        """
        with self._guard:
            now: Conversation | None = begun
            with suppress(RagError):  # what is damaged is written anew
                now = self.find(visitor, begun.id)
                if now is None and self.was_deleted(visitor, begun.id):
                    now = replace(new_conversation(), id=begun.id)
            changed = change(now or begun)
            self.keep(visitor, changed)
            return changed

    def rename(self, visitor: str, name: str, title: str) -> None:
        """Give the conversation a title; an empty one for its first question again. Raises as `get` does."""
        with self._guard:
            self.keep(visitor, replace(self.get(visitor, name), title=shortened(title)))

    def delete(self, visitor: str, name: str) -> None:
        """Delete the conversation; one that is not there is no error. Raises FolderError where it cannot be deleted."""
        path = self._path(visitor, name)
        with self._guard:
            if self._in_memory.pop(path, None) or path.is_file():
                self._deleted.add(path)
            try:
                path.unlink(missing_ok=True)
            except NotADirectoryError:  # where conversations cannot be kept, only memory holds them
                return
            except OSError as error:
                raise FolderError(f"{path} cannot be deleted: {error.strerror}. See who may write there.") from error

    def was_deleted(self, visitor: str, name: str) -> bool:
        """Whether the conversation of that id was deleted, in another tab perhaps, since this server began."""
        return self._path(visitor, name) in self._deleted

    def _own(self, visitor: str) -> Path:
        return self._folder / visitor_folder(visitor)

    def _path(self, visitor: str, name: str) -> Path:
        if not visitor or not isinstance(name, str) or not _ID.fullmatch(name):
            raise UsageError("There is no such conversation. Begin a new one.")
        return self._own(visitor) / f"{name}.jsonl"


def new_conversation() -> Conversation:
    """One that is to begin now."""
    return Conversation(id=secrets.token_hex(_ID_BYTES), begun=datetime.now(UTC).isoformat(timespec="seconds"))


def shortened(text: str) -> str:
    """The text in one line, as a title."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1].rstrip() + "…"


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # deleted meanwhile
        return 0.0


def _lines(conversation: Conversation) -> Iterator[str]:
    about = {
        "schema": _SCHEMA,
        "id": conversation.id,
        "title": conversation.title,
        "name": conversation.name(),
        "begun": conversation.begun,
    }
    yield json.dumps(about) + "\n"
    for turn in conversation.turns:
        answer = answer_to_json(turn.answer) if turn.answer else None
        values = {"question": turn.question, "answer": answer, "problem": turn.problem, "as_written": turn.as_written}
        yield json.dumps(values) + "\n"


def _heading_of(path: Path) -> Heading | None:
    try:
        with path.open(encoding="utf-8") as file:
            about = json.loads(file.readline())
        return Heading(path.stem, str(about["name"]), str(about["begun"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _read(path: Path, mtime_ns: int) -> Conversation:
    del mtime_ns  # a key of the cache: what another process wrote is read again
    try:
        first, *others = path.read_text(encoding="utf-8").splitlines()
        about = json.loads(first)
        _check_schema(about["schema"])
        turns = tuple(_turn(json.loads(line)) for line in others)
        return Conversation(path.stem, str(about["title"]), str(about["begun"]), turns)
    except (ValueError, KeyError, TypeError, RagError) as error:
        raise UsageError(f"The conversation kept at {path} cannot be read: {error}. Delete it, or mend it.") from error


def _check_schema(schema: object) -> None:
    if schema != _SCHEMA:
        raise ValueError(f"its schema is {schema!r}, and this version reads {_SCHEMA}")


def _turn(values: dict[str, Any]) -> Turn:
    answer = values["answer"]
    return Turn(
        question=str(values["question"]),
        answer=answer_from_json(answer) if answer is not None else None,
        problem=values["problem"],
        as_written=bool(values["as_written"]),
    )
