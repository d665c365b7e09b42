"""Answers files of questions in processes that may be killed: one a line of standard input, the paths as JSON.

Imports once and forks, so that a process begins in a few milliseconds. Prints the process's id, and its status when the
next line says that it may be taken leave of; until then its id is no other's.
"""

import json
import os
import sys
from pathlib import Path

import xlsxwriter  # noqa: F401 (loaded before the fork)

from rag.batches.batch import answer_file
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings


def main() -> None:
    for line in sys.stdin:
        folder, questions, answers = map(Path, json.loads(line))
        process = os.fork()
        if not process:
            with Library(folder, Settings(), HashEmbedder()) as library:
                answer_file(library, questions, answers)
            os._exit(0)
        tell(process)
        sys.stdin.readline()
        tell(os.waitpid(process, 0)[1])


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
