"""With what answers are made, part by part, and the fingerprint over all parts.

The index remembers what it fixes: the articles, the model's weights, how documents were made. Settings that change
answers are added when a question is asked. Nothing that names a place on this machine is among the parts, so that the
same articles, model and settings have the same fingerprint everywhere. No model is loaded for any of it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from rag.embedding import DEFAULT_MODEL, DEFAULT_MODEL_SHA256, HASH_MODEL
from rag.errors import IndexUnusable, ModelError
from rag.values import Provenance

if TYPE_CHECKING:
    from rag.corrections import Corrections
    from rag.database import Database
    from rag.intake import Intake
    from rag.settings import Settings
    from rag.values import DocumentInfo

_KNOWN = "sha256:"
_BY_NAME = "name:"

_SETTINGS_OF_A_MODEL = (
    *("modules.json", "config.json", "sentence_bert_config.json", "config_sentence_transformers.json"),
    "tokenizer_config.json",
)
_ONE_OF = (("*.safetensors", "*.bin"), ("tokenizer.json", "*.model", "vocab.txt"))
"""Weights, and the words that a model knows: the first form that is there is the one that is read."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index fixes; see `Provenance`."""

    articles: str
    weights: str
    pipeline: str
    passage_words: int


def fingerprint(provenance: Provenance) -> str:
    """The SHA-256, in hexadecimal, of the provenance as JSON: keys sorted, no spaces, ASCII alone."""
    return _sha256(asdict(provenance))


def provenance(
    indexed: Indexed, settings: Settings, reranker_weights: str | None, corrections: str | None = None
) -> Provenance:
    """What answers are made with by these settings."""
    return Provenance(
        articles=indexed.articles,
        corrections=corrections,
        weights=indexed.weights,
        pipeline=indexed.pipeline,
        passage_words=indexed.passage_words,
        threshold=float(settings.threshold),
        citations=settings.citations,
        passages=settings.passages,
        reranker_weights=reranker_weights,
        version=_version(),
    )


def articles_digest(hashes: Mapping[str, str]) -> str:
    """A SHA-256 over the documents' sources and the SHA-256 of their files, in whatever order they are given."""
    return _sha256(sorted(hashes.items()))


def corrections_digest(documents: Iterable[DocumentInfo], corrections: Corrections) -> str | None:
    """A SHA-256 over what is corrected of the documents, given as they are without.

    None where nothing is: for want of corrections, or because they say what the documents say themselves.
    """
    changed = [
        (document.source, name, so)
        for document in documents
        if (correction := corrections.of(document.source))
        for name in correction.fields()
        if (so := correction.over(name, getattr(document, name))) != getattr(document, name)
    ]
    return _sha256(sorted(changed, key=itemgetter(0, 1))) if changed else None


# What the index remembers

_ARTICLES, _WEIGHTS, _PIPELINE, _PASSAGE_WORDS = "articles", "weights", "pipeline", "passage_words"


def is_recorded(database: Database) -> bool:
    """Whether the index remembers what it was made of: not before its first sync ends, nor during one."""
    return bool(database.meta(_ARTICLES))


def forget(database: Database, pipeline: str, passage_words: int) -> None:
    """Note that documents are about to change, and whether they will be made in another way."""
    with database.writing():
        database.set_meta(_ARTICLES, "")
        if (database.meta(_PIPELINE), database.meta(_PASSAGE_WORDS)) != (pipeline, str(passage_words)):
            database.set_meta(_PIPELINE, "")
            database.set_meta(_PASSAGE_WORDS, "0")


def record(database: Database, intake: Intake, model: str, pipeline: str, passage_words: int) -> None:
    """Remember what the index now holds, and what its model is known by once that has made vectors."""
    # Having made vectors the model is on this machine, even if its name had to be fetched.
    weights = _recorded_weights(database) or _weights(database, model)
    with database.writing():
        database.set_meta(_ARTICLES, articles_digest(intake.document_hashes()))
        database.set_meta(_WEIGHTS, weights)
        database.set_meta(_PIPELINE, pipeline)
        database.set_meta(_PASSAGE_WORDS, str(passage_words))


def check_weights(database: Database, model: str, folder: Path) -> None:
    """Raises ModelError where the model is no longer the one that made the index's vectors, as far as can be told."""
    recorded = _recorded_weights(database)
    now = _weights(database, model) if is_known(recorded) else recorded
    if is_known(now) and now != recorded:
        raise model_changed(model, "has other files than when the index was made", folder)


def model_changed(model: str, how: str, folder: Path) -> ModelError:
    """The refusal to mix the vectors of two models in the index of `folder`."""
    return ModelError(
        f"The model {model!r} {how}: another model under the same name. "
        f"Make the index anew: rag index {folder} --rebuild"
    )


def other_model(folder: Path, recorded: str, asked: str) -> IndexUnusable:
    """The refusal of an index that another model made."""
    return IndexUnusable(
        f"This index was made with the model {recorded!r}, not {asked!r}. Leave --model out to use it as it is, "
        f"or make it anew: rag index {folder} --model {asked} --rebuild"
    )


def _recorded_weights(database: Database) -> str:
    """Empty where no vector has been made yet, or by an earlier version."""
    return database.meta(_WEIGHTS) or ""


def _weights(database: Database, model: str) -> str:
    dimensions = database.meta("dimensions")
    return weights_of(model, int(dimensions)) if dimensions else ""


def read_indexed(database: Database, intake: Intake) -> Indexed | None:
    """What the index holds now; None for one that an earlier version made. To be called inside `reading()`.

    While documents are changing their files are counted, not remembered, so that it is always what is asked.
    """
    articles, pipeline = database.meta(_ARTICLES), database.meta(_PIPELINE)
    if articles is None or pipeline is None:
        return None
    return Indexed(
        articles=articles or articles_digest(intake.document_hashes()),
        weights=_recorded_weights(database),
        pipeline=pipeline,
        passage_words=int(database.meta(_PASSAGE_WORDS) or 0),
    )


# What a model is known by


def weights_of(model: str, dimensions: int) -> str:
    """What an embedding model is known by, whatever it is called and wherever it lies.

    The bundled model is known by the SHA-256 of its weights, words hashed by their dimensions, a folder, or a name in
    the machine's cache, by a SHA-256 over the files that sentence-transformers reads; any other by its name.
    """
    if model == DEFAULT_MODEL:
        return _KNOWN + DEFAULT_MODEL_SHA256
    return f"{HASH_MODEL} {dimensions}" if model == HASH_MODEL else reranker_weights(model)


def reranker_weights(model: str) -> str:
    """As `weights_of`, for a reranker."""
    files: dict[str, str] = {}
    with suppress(OSError):  # what cannot be read here cannot be loaded either, which says so
        folder = _folder(model)
        files = dict(_model_files(folder)) if folder else {}
    return _KNOWN + _sha256(files) if files else _BY_NAME + model


def is_known(weights: str) -> bool:
    """Whether they tell one model from another of the same name."""
    return bool(weights) and not weights.startswith(_BY_NAME)


def _folder(model: str) -> Path | None:
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download

    cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME")
    for name in (model, f"sentence-transformers/{model}"):
        with suppress(OSError, ValueError):  # not in the cache; not a name that the hub could have
            return Path(snapshot_download(name, cache_dir=cache, local_files_only=True))
    return None


def _model_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Place and SHA-256 of each file that decides what the model gives, of its own folder and of its modules'."""
    for module in ("", *_modules(folder)):
        here = folder / module
        found = [here / name for name in _SETTINGS_OF_A_MODEL if (here / name).is_file()]
        for forms in _ONE_OF:
            found += next((files for form in forms if (files := sorted(here.glob(form)))), [])
        for path in found:
            with path.open("rb") as file:
                yield f"{module}/{path.name}", hashlib.file_digest(file, "sha256").hexdigest()


def _modules(folder: Path) -> Iterator[str]:
    """The folders of a sentence-transformers model's modules besides its own."""
    try:
        listed = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    for module in listed if isinstance(listed, list) else ():
        path = module.get("path") if isinstance(module, dict) else None
        if isinstance(path, str) and path and (folder / path).is_dir():
            yield path


@lru_cache(maxsize=1)
def _version() -> str:
    with suppress(PackageNotFoundError):
        return version("article-rag")
    return ""


def _sha256(value: object) -> str:
    written = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()
