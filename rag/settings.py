"""Settings: flags over environment over `rag.toml` over what commands have kept in the index over defaults.

An unknown key is an error, never ignored.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UsageError
from rag.style_file import read_style, style_file
from rag.threshold_file import read_threshold, threshold_file

FILE_NAME = "rag.toml"
INDEX_NAME = ".rag"
ENVIRONMENT_PREFIX = "RAG_"
_ENVIRONMENT = "the environment"
_NO_SETTINGS = frozenset({"RAG_PASSWORD"})
"""Variables with the prefix that are something else."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set, with the limits checked on construction.

    model             "default" for the bundled weights, "hash" for words without meaning (tests), otherwise a
                      sentence-transformers name or folder; None for the index's own, and "default" for a new index
    index             where the index lies; None for `.rag/` inside the folder
    passage_words     about how many words a passage has (40 to 400)
    threshold         least confidence, from 0 to 1, at which an answer counts as found. At .15, of public questions,
                      4 % of the answerable are refused and 1 to 8 % of those about something else are answered; at
                      .2, 7 % and at most 3 %. `rag calibrate FOLDER QUESTIONS` sets it from questions of your own,
                      answered and unanswerable, and tells both rates
    passages          how many passages an answer carries (0 to 200)
    citations         at most this many quotations in an answer (1 to 20)
    max_file_mb       larger files are listed as unreadable
    reranker          a sentence-transformers CrossEncoder, by name or folder, that looks again at the best sentences;
                      None for none. A name that is not in the machine's cache is fetched from the model hub. The
                      confidence was calibrated without it: calibrate the threshold with it
    style             the citation style: chicago, chicago-author-date, apa, mla, harvard, ieee, vancouver, another's
                      name in the CSL repository, or a .csl file; None for the one used last, or chicago
    workers           how many processes answer a file of questions (0 to 64), each with the model in its memory; 0 for
                      as many as there are cores, up to 8, where there are 1,000 questions or more; fewer where there
                      are more than 100,000 sentences to quote. The answers are the same
    """

    model: str | None = None
    index: Path | None = None
    passage_words: int = 130
    threshold: float = 0.15
    passages: int = 8
    citations: int = 4
    max_file_mb: int = 100
    reranker: str | None = None
    style: str | None = None
    workers: int = 0

    @property
    def max_file_bytes(self) -> int:
        """`max_file_mb` in bytes."""
        return self.max_file_mb * 1_000_000

    def __post_init__(self) -> None:
        for key in _LIMITS:
            _check_limits(key, getattr(self, key))
        if self.model is not None and not self.model.strip():
            raise UsageError("The model's name is empty. Leave --model out for the bundled model.")
        if self.reranker is not None and not self.reranker.strip():
            raise UsageError("The reranker's name is empty. Leave --reranker out for none.")
        if self.style is not None and not self.style.strip():
            raise UsageError("The style's name is empty. Leave --style out for the one used last.")

    @classmethod
    def load(
        cls,
        folder: Path,
        flags: Mapping[str, object] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Settings:
        """The settings in force for a folder of articles.

        `flags` with the value None do not count. Raises UsageError for an unknown key, a value of the wrong type or
        outside its limits, and a `rag.toml` that is not TOML.
        """
        layers = _layers(folder, flags, environment)
        strongest = {key: layer for layer in (*_kept(_index_of(folder, layers)), *layers) for key in layer.values}
        return cls(**{key: layer.checked(key) for key, layer in strongest.items()})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Settings of one origin, which is named as people would look for it."""

    origin: str
    values: dict[str, object]

    def checked(self, key: str) -> object:
        """One of the values, of its type and within its limits. Raises UsageError, which says where it stands."""
        where = f" in {self.origin}" + (f" ({ENVIRONMENT_PREFIX}{key.upper()})" if self.origin == _ENVIRONMENT else "")
        value = _typed(key, self.values[key], where)
        if key in _LIMITS and isinstance(value, int | float):
            _check_limits(key, value, where)
        return value


def setting_origin(
    key: str, folder: Path, flags: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> str | None:
    """Where the value in force comes from: a file, the environment or the flags; None for the default.

    Takes and raises what `Settings.load` does.
    """
    layers = _layers(folder, flags, environment)
    known = (*_kept(_index_of(folder, layers)), *layers)
    return next((layer.origin for layer in reversed(known) if key in layer.values), None)


def index_folder(
    folder: Path, flags: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> Path:
    """Where the index of a folder of articles lies; reads nothing in it. Takes and raises what `Settings.load` does."""
    return _index_of(folder, _layers(folder, flags, environment))


def _layers(
    folder: Path, flags: Mapping[str, object] | None, environment: Mapping[str, str] | None
) -> tuple[_Layer, ...]:
    """What people have set, the strongest last."""
    file = folder / FILE_NAME
    return (
        _Layer(str(file), _from_file(file)),
        _Layer(_ENVIRONMENT, _from_environment(os.environ if environment is None else environment)),
        _Layer("the flags", {key: value for key, value in (flags or {}).items() if value is not None}),
    )


def _index_of(folder: Path, layers: tuple[_Layer, ...]) -> Path:
    giver = next((layer for layer in reversed(layers) if "index" in layer.values), None)
    return Path(str(giver.checked("index"))) if giver is not None else folder / INDEX_NAME


def _kept(index: Path) -> tuple[_Layer, _Layer]:
    """What commands have kept in the index's folder: a calibrated threshold, the style used last."""
    found, style = read_threshold(index), read_style(index)
    return (
        _Layer(str(threshold_file(index)), {"threshold": found.threshold} if found else {}),
        _Layer(str(style_file(index)), {"style": style} if style else {}),
    )


_TYPES: dict[str, type] = {
    field.name: {"index": Path, "model": str, "reranker": str, "style": str}.get(field.name, type(field.default))
    for field in dataclasses.fields(Settings)
}


_LIMITS = {
    "passage_words": (40, 400),
    "threshold": (0, 1),
    "passages": (0, 200),
    "citations": (1, 20),
    "max_file_mb": (1, 10_000),
    "workers": (0, 64),
}


def _check_limits(key: str, value: float, where: str = "") -> None:
    least, most = _LIMITS[key]
    if not least <= value <= most:
        raise UsageError(f"{key} is {value}{where}; it must be from {least} to {most}.")


def _from_file(path: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}. Mend it or move it away.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    for key in values:
        _known(key, str(path))
    if isinstance(index := values.get("index"), str) and index.strip():
        values["index"] = str(path.parent / index)
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX) and name not in _NO_SETTINGS:
            key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
            _known(key, f"{_ENVIRONMENT} ({name})")
            values[key] = value
    return values


def _known(key: str, where: str) -> None:
    if key not in _TYPES:
        near = difflib.get_close_matches(key, _TYPES, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" Known are: {', '.join(_TYPES)}."
        raise UsageError(f"Unknown setting {key!r} in {where}.{hint}")


def _typed(key: str, value: object, where: str) -> object:
    _known(key, "the flags")
    wanted = _TYPES[key]
    if isinstance(value, str) and not value.strip():
        raise UsageError(f"{key} is empty{where}. Say there what it is, or take it out.")
    refusal = UsageError(f"{key} is {value!r}{where}; it must be {_IN_WORDS.get(wanted, 'text')}.")
    if isinstance(value, bool) or (wanted is int and isinstance(value, float)):
        raise refusal
    if wanted in (str, Path) and not isinstance(value, (str, Path)):
        raise refusal
    try:
        return wanted(value)
    except (TypeError, ValueError):
        raise refusal from None


_IN_WORDS = {int: "a whole number", float: "a number", Path: "a path"}
