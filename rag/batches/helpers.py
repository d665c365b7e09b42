"""Other processes that answer chunks of a batch beside this one, each on one core, with a library of its own.

What they give is what this process would: the chunks are the same, and each is answered by one process. So answers come
out in their order, and a helper that ends, for want of memory say, is done without. A helper is told and says JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import rag
from rag.answer_json import filter_from_json
from rag.batches.chunks import answer_lines
from rag.batches.rows import Row
from rag.errors import RagError
from rag.json_object import JsonObject
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.library import Library
    from rag.values import Filter

_GIVEN = 2
"""Chunks that a helper is given: one to answer, and the next, so that it need not wait."""

_MOST_AHEAD = 16
"""Chunks that may be answered before one that comes earlier is."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, by what settings: all that a helper must know besides the questions.

    `fingerprint` is the library's, which every chunk must be answered with.
    """

    folder: Path
    settings: Settings
    within: Filter | None
    fingerprint: str


@contextmanager
def helping(asking: Asking, count: int) -> Iterator[list[Helper]]:
    """So many helpers, or as many as the machine lets begin; they are ended at the end, whatever it is.

    They load their models meanwhile.
    """
    helpers: list[Helper] = []
    with ExitStack() as ending:
        with suppress(OSError):
            for _ in range(count):
                helpers.append(Helper(asking))
                ending.callback(helpers[-1].end)
        yield helpers


class Helper:
    """One other process, and the thread that waits for what it says: a line of JSON for each line that it is told."""

    def __init__(self, asking: Asking) -> None:
        """It begins to load its model."""
        self._process = subprocess.Popen(  # noqa: S603 - this program's own
            [sys.executable, "-c", _PROGRAM, str(Path(rag.__file__).parent.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the process that was started; it ends this one
        )
        self._thread = ThreadPoolExecutor(1, "helper")
        self._ready = self._thread.submit(self._told, _asking_to_json(asking))
        self._given: deque[Future[list[str] | None]] = deque()

    def is_free(self) -> bool:
        """Whether it is ready for another chunk."""
        while self._given and self._given[0].done():
            self._given.popleft()
        return len(self._given) < _GIVEN and self._ready.done() and self._process.poll() is None

    def answer(self, rows: Sequence[Row]) -> Future[list[str] | None]:
        """The lines of the answers to these rows; None where it has none to give."""
        given = self._thread.submit(self._told, [asdict(row) for row in rows])
        self._given.append(given)
        return given

    def end(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._thread.shutdown(cancel_futures=True)
        self._process.communicate()

    def _told(self, what: object) -> list[str] | None:
        """What it says when it is told that; None if it has ended."""
        told, said = self._process.stdin, self._process.stdout
        if told is None or said is None:
            return None
        try:
            told.write(f"{json.dumps(what)}\n".encode())
            told.flush()
            lines: list[str] = json.loads(said.readline())
        except (OSError, ValueError, TypeError):
            return None
        return lines


def answers_in_order(
    library: Library, asking: Asking, chunks: Iterator[list[Row]], helpers: Sequence[Helper]
) -> Iterator[list[str]]:
    """The lines of the answers to each chunk, in order, by this process and those helpers that are ready.

    Raises what asking raises.
    """
    waiting: deque[tuple[list[Row], Future[list[str] | None]]] = deque()
    while True:
        for helper in helpers:
            while len(waiting) < _MOST_AHEAD and helper.is_free() and (some := next(chunks, None)):
                waiting.append((some, helper.answer(some)))
        if len(waiting) < _MOST_AHEAD and (own := next(chunks, None)):
            waiting.append((own, _done(answer_lines(library, own, asking.within, asking.fingerprint))))
        elif waiting:
            wait([waiting[0][1]])
        else:
            return
        while waiting and waiting[0][1].done():
            some, lines = waiting.popleft()
            yield lines.result() or answer_lines(library, some, asking.within, asking.fingerprint)


def _done(lines: list[str]) -> Future[list[str] | None]:
    done: Future[list[str] | None] = Future()
    done.set_result(lines)
    return done


_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from rag.batches.helpers import help_out; help_out()"


def help_out() -> None:
    """What a helper does: answer what it is told to on standard input, until that ends.

    What it cannot do it says nothing of: the process that it helps does that itself, and says why it cannot.
    """
    from threadpoolctl import threadpool_limits

    from rag.library import Library

    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # for what a library might print
    told = iter(sys.stdin.buffer)
    asking = _asking_from_json(json.loads(next(told)))
    with suppress(OSError, RagError), Library.open(asking.folder, asking.settings, sync=False) as library:
        library.warm_up(asking.within)
        _say(out, [])
        with threadpool_limits(1):
            for line in told:
                rows = [Row(**{**row, "history": tuple(row["history"])}) for row in json.loads(line)]
                _say(out, answer_lines(library, rows, asking.within, asking.fingerprint))


def _say(out: IO[bytes], lines: Sequence[str]) -> None:
    out.write(f"{json.dumps(lines)}\n".encode())
    out.flush()


def _asking_to_json(asking: Asking) -> dict[str, object]:
    settings = {key: str(value) if isinstance(value, Path) else value for key, value in asdict(asking.settings).items()}
    return {**asdict(asking), "folder": str(asking.folder), "settings": settings}


def _asking_from_json(values: dict[str, Any]) -> Asking:
    settings, within = values["settings"], values["within"]
    index = Path(settings["index"]) if settings["index"] else None
    return Asking(
        folder=Path(values["folder"]),
        settings=Settings(**{**settings, "index": index}),
        within=filter_from_json(JsonObject.of(within)) if within else None,
        fingerprint=values["fingerprint"],
    )
