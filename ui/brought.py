"""What an event of a page brings, which may be anything that a request can hold; and what is said where one fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

_MOST_DIGITS = 15
"""Python refuses to read numbers of thousands of digits."""

UNEXPECTED = "Something went wrong in the program itself; the terminal that runs it has the details."


def text_of(event: gr.EventData, name: str) -> str:
    """The event's value of that name as text; empty where it has none."""
    value = getattr(event, name, "")
    return value if isinstance(value, str) else str(value)


def number_of(event: gr.EventData, name: str) -> int:
    """The event's number of that name; -1, which is none of anything, where it is no number."""
    number = whole_number(text_of(event, name))
    return -1 if number is None else number


def whole_number(given: object) -> int | None:
    """The number that the text is, None where it is none; one that is too long to count anything is none."""
    text = str(given)
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
