"""An object of JSON, read field by field: what is missing or of another kind is refused with where it stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object, and where it stands in the one that was given: "citations[2]", or "" for that itself.

    Every method raises ValueError, with words that complete “This is no answer: …”. A field that may be missing may
    also be null. Fields that nobody asks for do not matter.
    """

    values: Mapping[str, Any]
    at: str = ""

    @classmethod
    def of(cls, value: object, at: str = "") -> Self:
        """The value as an object."""
        if not isinstance(value, Mapping):
            raise ValueError(f"its {at} is {value!r:.80}, not an object" if at else "it is no object")  # noqa: TRY004
        return cls(value, at)

    def path(self, name: str) -> str:
        """Where a field stands: citations[2].start."""
        return f"{self.at}.{name}" if self.at else name

    def refused(self, name: str, wanted: str) -> ValueError:
        """What to raise where a field is not what is wanted of it."""
        return ValueError(f"its {self.path(name)} is {self.values.get(name)!r:.80}, not {wanted}")

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """The text of a field."""
        found: str = self._one_of(name, "text", str)
        return found

    def text_or_none(self, name: str) -> str | None:
        """The text of a field that may be missing."""
        return self.text(name) if self.has(name) else None

    def whole(self, name: str, least: int | None = None) -> int:
        """The whole number of a field, no less than `least`."""
        found: int = self._one_of(name, "a whole number", int)
        if least is not None and found < least:
            raise self.refused(name, f"{least} or more")
        return found

    def whole_or_none(self, name: str) -> int | None:
        """The whole number of a field that may be missing."""
        return self.whole(name) if self.has(name) else None

    def number(self, name: str) -> float:
        """The number of a field, which is finite."""
        try:
            found = float(self._one_of(name, "a number", float, int))
        except OverflowError:
            found = math.inf
        if not math.isfinite(found):
            raise self.refused(name, "a finite number")
        return found

    def object(self, name: str) -> JsonObject:
        """The object of a field."""
        return JsonObject.of(self._one_of(name, "an object", Mapping), self.path(name))

    def object_or_none(self, name: str) -> JsonObject | None:
        """The object of a field that may be missing."""
        return self.object(name) if self.has(name) else None

    def objects(self, name: str) -> list[JsonObject]:
        """The objects of a list."""
        found = enumerate(self._one_of(name, "a list", list, tuple))
        return [JsonObject.of(value, f"{self.path(name)}[{number}]") for number, value in found]

    def objects_if_any(self, name: str) -> list[JsonObject]:
        """The objects of a list that may be missing."""
        return self.objects(name) if self.has(name) else []

    def texts_if_any(self, name: str) -> tuple[str, ...]:
        """The texts of a list that may be missing."""
        found = tuple(self._one_of(name, "a list", list, tuple) if self.has(name) else ())
        if not all(isinstance(text, str) for text in found):
            raise self.refused(name, "a list of texts")
        return found

    def _one_of(self, name: str, wanted: str, *types: type) -> Any:  # noqa: ANN401
        if name not in self.values:
            raise ValueError(f"it has no {self.path(name)}")
        found = self.values[name]
        if not isinstance(found, types) or isinstance(found, bool):
            raise self.refused(name, wanted)
        return found
