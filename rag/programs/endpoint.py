"""One thing that a program can ask: a typed function, described by its own signature, refusing bad input in words."""

from __future__ import annotations

import inspect
import json
import logging
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from rag.errors import NoSuchArticle, RagError, UsageError
from rag.valid_text import is_text

_LOG = logging.getLogger(__name__)
_UNEXPECTED = "Something went wrong in the program itself; the terminal that runs it has the details."
_JSON_TYPES: dict[object, dict[str, object]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    list[str]: {"type": "array", "items": {"type": "string"}},
}
_IN_WORDS = {str: "a text", int: "a whole number", bool: "true or false", list[str]: "a list of texts"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument: `kind` is str, int, bool or list[str]; `optional` if null will do; `default` if it may be left out.

    `default` is `inspect.Parameter.empty` where it has to be given.
    """

    name: str
    about: str
    kind: object
    optional: bool
    default: object

    @property
    def required(self) -> bool:
        """Whether it has to be given."""
        return self.default is inspect.Parameter.empty

    def schema(self) -> dict[str, Any]:
        """It as JSON schema."""
        kind = _JSON_TYPES[self.kind]
        described = {"description": self.about} | ({"anyOf": [kind, {"type": "null"}]} if self.optional else kind)
        return described if self.required else described | {"default": self.default}

    def check(self, value: object) -> object:
        """The value as the function takes it. Raises UsageError for one of another type."""
        if value is None and self.optional:
            return None
        if self.kind == list[str]:
            values = [value] if isinstance(value, str) else value
            right = isinstance(values, list | tuple) and all(isinstance(one, str) for one in values)
        else:
            values, right = value, type(value) is self.kind
        if not right:
            raise UsageError(f"{self.name} is {_shown(value)}; it must be {_IN_WORDS[self.kind]}.")  # type: ignore[index]
        for text in (values,) if isinstance(values, str) else values if isinstance(values, list | tuple) else ():
            if not is_text(text):
                raise UsageError(f"{self.name} is {reprlib.repr(text)}, which is not valid text. Give it in UTF-8.")
        return values


def _shown(value: object) -> str:
    """A value as the JSON that it came as writes it, if it is not long."""
    try:
        return reprlib.repr(value) if isinstance(value, str) else f"{json.dumps(value, ensure_ascii=False):.80}"
    except (TypeError, ValueError):
        return reprlib.repr(value)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A function that programs can call by name, with plain arguments, for a plain object."""

    name: str
    about: str
    parameters: tuple[Parameter, ...]
    function: Callable[..., dict[str, Any]]

    def check(self, arguments: Mapping[str, object]) -> dict[str, object]:
        """The arguments as the function takes them.

        Raises UsageError for one that is unknown, missing or of another type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in arguments:
            if name not in known:
                raise UsageError(
                    f"{self.name} takes no {reprlib.repr(name)}. It takes: {', '.join(known) or 'nothing'}."
                )
        for name, parameter in known.items():
            if parameter.required and name not in arguments:
                raise UsageError(f"{self.name} needs {name}: {parameter.about}")
        return {name: known[name].check(value) for name, value in arguments.items()}

    def call(self, arguments: Mapping[str, object]) -> dict[str, Any]:
        """What the function gives. Raises as `check` does, and what the function raises.

        Anything unexpected is logged, and raised as a RagError that says where to look.
        """
        given = self.check(arguments)
        try:
            return self.function(**given)
        except NoSuchArticle as error:  # programs have an endpoint in place of the command
            raise UsageError(f"{error.told} `documents` lists them.") from error
        except RagError:
            raise
        except Exception as error:  # An edge: a program elsewhere is told in words, whatever it is.
            _LOG.exception("%s could not be answered.", self.name)
            raise RagError(_UNEXPECTED) from error

    def described(self) -> str:
        """What it does and takes, for a reader."""
        return " ".join([self.about, *(f"{one.name}: {one.about}" for one in self.parameters)])

    def schema(self) -> dict[str, Any]:
        """Its arguments as JSON schema."""
        return {
            "type": "object",
            "properties": {parameter.name: parameter.schema() for parameter in self.parameters},
            "required": [parameter.name for parameter in self.parameters if parameter.required],
            "additionalProperties": False,
        }


def endpoint_of(function: Callable[..., dict[str, Any]]) -> Endpoint:
    """The endpoint of a function whose parameters are each `Annotated[type, "what it is"]`; its docstring says what
    it does.
    """
    hints = get_type_hints(function, include_extras=True)
    return Endpoint(
        name=function.__name__,
        about=" ".join((inspect.getdoc(function) or "").split()),
        parameters=tuple(_parameter(one, hints[one.name]) for one in inspect.signature(function).parameters.values()),
        function=function,
    )


def _parameter(parameter: inspect.Parameter, hint: Any) -> Parameter:  # noqa: ANN401
    kind, about = get_args(hint)
    optional = isinstance(kind, UnionType)
    if optional:
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
    return Parameter(parameter.name, about, kind, optional, parameter.default)
