"""What the commands tell of themselves."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from rag.cli import cli

COMMON = ["--index", "--model", "--json", "--quiet"]
COMMANDS = sorted(cli.commands)


def told(*arguments: str) -> str:
    """What is told on a terminal of 80 columns."""
    return CliRunner().invoke(cli, [*arguments, "--help"], prog_name="rag", env={"COLUMNS": "80"}).output


def test_every_command_is_told_whole_on_one_line() -> None:
    listed = told().partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == COMMANDS
    assert all(re.fullmatch(r"  [a-z]+ +[A-Z].*\.", line) for line in listed)
    assert not any("..." in line for line in listed)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_common_options_come_last(name: str) -> None:
    options = re.findall(r"^  (--?[a-z-]+)", told(name), re.MULTILINE)
    here = [option for option in COMMON if option in options]
    assert options[-len(here) - 1 :] == [*here, "-h"]
    assert "--json" in here or name == "mcp"


def test_defaults_are_told_as_such() -> None:
    said = " ".join(told("batch").split())
    for default in ("(8)", "question", "(by the ending, else by the content)", "(.rag/ in the folder)"):
        assert f"[default: {default}" in said


@pytest.mark.parametrize(("name", "codes"), [("ask", "0123"), ("check", "0124"), ("batch", "0124"), ("diff", "04")])
def test_exit_codes_are_told(name: str, codes: str) -> None:
    (said,) = re.findall(r"Exits with (.*?)\n\n", told(name), re.DOTALL)
    assert set(re.findall(r"\b[0-4]\b", said)) == set(codes)


def test_a_batch_tells_of_follow_ups_and_interruptions() -> None:
    assert {"conversation", "history", "follow-ups", "Interrupted"} <= set(re.findall(r"[\w-]+", told("batch")))
