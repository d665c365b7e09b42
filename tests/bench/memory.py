"""Peak memory of `rag index` over folders of 100, 400 and 1,600 articles: whether it grows with their number.

Run it by hand; README.md beside this file says how. Where each run's peak goes beyond the one before, the growth per
1,000 articles tells what the index itself takes, for FAISS holds all sentence vectors in memory.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from indexing import write_articles

_HASH_COUNTS = (100, 400, 1600)
_REAL_COUNTS = (100, 400)
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""getrusage(2) counts kibibytes on Linux and bytes on macOS."""


@dataclass(frozen=True, slots=True)
class Peak:
    """What one `rag index` took: megabytes of its articles, of its index, and of memory at most."""

    articles: int
    text: float
    index: float
    memory: float


def measure(count: int, model: str) -> Peak:
    """Index so many made-up articles in a process of its own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, index = Path(temporary, "articles"), Path(temporary, "index")
        write_articles(folder, count)
        memory = _peak_of(["index", str(folder), "--index", str(index), "--model", model, "--quiet"])
        return Peak(count, _megabytes(folder), _megabytes(index), memory)


def _peak_of(arguments: list[str]) -> float:
    # Not RUSAGE_CHILDREN, which is the greatest of all children so far. Linux counts the parent's own memory at the
    # fork as the child's peak, so that this process must stay small: it imports nothing heavy.
    command = [sys.executable, "-m", "rag", *arguments]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        child = os.posix_spawn(
            sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)]
        )
        _, status, usage = os.wait4(child, 0)
    if status:
        sys.exit(f"rag {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss * _RSS_UNIT / 1e6


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _show(model: str, counts: tuple[int, ...]) -> None:
    print(f"\n--model {model}\n{'articles':>10}{'text':>12}{'index':>12}{'peak memory':>16}")
    peaks: list[Peak] = []
    for count in counts:
        peak = measure(count, model)
        peaks.append(peak)
        print(f"{peak.articles:>10,}{peak.text:>9.1f} MB{peak.index:>9.1f} MB{peak.memory:>13.0f} MB", flush=True)
    for less, more in pairwise(peaks):
        growth = (more.memory - less.memory) / (more.articles - less.articles) * 1000
        print(f"from {less.articles:,} to {more.articles:,}: {growth:+.0f} MB for each 1,000 articles")


def main() -> None:
    """Print a table a model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", action="store_true", help="the bundled model too (minutes)")
    given = parser.parse_args()
    _show("hash", _HASH_COUNTS)
    if given.real:
        _show("default", _REAL_COUNTS)


if __name__ == "__main__":
    main()
