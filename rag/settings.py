"""Settings: flags over environment over `rag.toml` over defaults. An unknown key is an error, never ignored."""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UsageError

FILE_NAME = "rag.toml"
ENVIRONMENT_PREFIX = "RAG_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set, with the limits checked on construction.

    model             "default" for the bundled weights, "hash" for words without meaning (tests), otherwise a
                      sentence-transformers name or folder; None for the index's own, and "default" for a new index
    index             where the index lies; None for `.rag/` inside the folder
    passage_words     about how many words a passage has (40 to 400)
    threshold         least confidence, from 0 to 1, at which an answer counts as found. At .2, of public questions,
                      3 % of the answerable are refused and 3 % of those about something else are answered; at .3,
                      10 % and 0.5 %
    passages          how many passages an answer carries (0 to 200)
    citations         at most this many quotations in an answer (1 to 20)
    max_file_mb       larger files are listed as unreadable
    """

    model: str | None = None
    index: Path | None = None
    passage_words: int = 130
    threshold: float = 0.2
    passages: int = 8
    citations: int = 4
    max_file_mb: int = 100

    def __post_init__(self) -> None:
        _within("passage_words", self.passage_words, 40, 400)
        _within("threshold", self.threshold, 0, 1)
        _within("passages", self.passages, 0, 200)
        _within("citations", self.citations, 1, 20)
        _within("max_file_mb", self.max_file_mb, 1, 10_000)
        if self.model is not None and not self.model.strip():
            raise UsageError("The model's name is empty. Leave --model out for the bundled model.")

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
        environment = os.environ if environment is None else environment
        chosen: dict[str, object] = _from_file(folder / FILE_NAME)
        chosen |= _from_environment(environment)
        chosen |= {key: value for key, value in (flags or {}).items() if value is not None}
        return cls(**{key: _typed(key, value) for key, value in chosen.items()})  # type: ignore[arg-type]


_TYPES: dict[str, type] = {
    field.name: {"index": Path, "model": str}.get(field.name, type(field.default))
    for field in dataclasses.fields(Settings)
}


def _within(key: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise UsageError(f"{key} is {value}; it must be from {least} to {most}.")


def _from_file(path: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
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
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX):
            key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
            _known(key, f"the environment ({name})")
            values[key] = value
    return values


def _known(key: str, where: str) -> None:
    if key not in _TYPES:
        near = difflib.get_close_matches(key, _TYPES, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" Known are: {', '.join(_TYPES)}."
        raise UsageError(f"Unknown setting {key!r} in {where}.{hint}")


def _typed(key: str, value: object) -> object:
    _known(key, "the flags")
    wanted = _TYPES[key]
    refusal = UsageError(f"{key} is {value!r}; it must be {_IN_WORDS.get(wanted, 'text')}.")
    if isinstance(value, bool) or (wanted is int and isinstance(value, float)):
        raise refusal
    try:
        return wanted(value)
    except (TypeError, ValueError):
        raise refusal from None


_IN_WORDS = {int: "a whole number", float: "a number", Path: "a path"}
