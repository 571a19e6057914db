"""A command line that cannot be read, explained in Chinese before the English words of the library that reads it."""

from __future__ import annotations

import difflib
import re
from typing import Any

import typer

from planner.errors import Problem, Severity
from planner.texts.cli import SAY

#: What Typer raises for every mistake on a command line; its own modules are not public.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]
_SAID = (
    ("cli.no_command", re.compile(r"No such command ['\"](?P<value>.*?)['\"]\.")),
    ("cli.no_option", re.compile(r"No such option: (?P<value>\S+)")),
    ("cli.no_value", re.compile(r"Option ['\"](?P<value>.*?)['\"] requires (?:an argument|\d+ arguments)")),
    ("cli.extra", re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((?P<value>.*)\)")),
    ("cli.missing", re.compile(r"Missing (?:argument|option|parameter):? ?['\"]?(?P<value>.*?)['\"]?\.")),
    ("cli.bad_value", re.compile(r"Invalid value(?: for ['\"]?(?P<value>.*?)['\"]?)?: ")),
)


def mistake(error: Exception) -> Problem:
    """Report a mistake on the command line; near commands and options are named.

    Parameters
    ----------
    error
        As Typer raises it, in standalone mode it would print it itself.
    """
    said = str(getattr(error, "format_message", error.__str__)())
    code, value = "cli.other", said
    for name, pattern in _SAID:
        found = pattern.match(said)
        if found:
            code, value = name, found["value"] or ""
            break
    context: Any = getattr(error, "ctx", None)
    command: Any = getattr(context, "command", None)
    known: list[str] = []
    if code == "cli.no_command":
        known = list(getattr(command, "commands", ()))
    elif code == "cli.no_option":
        known = [o for p in getattr(command, "params", ()) for o in getattr(p, "opts", ()) if o.startswith("--")] + ["--help"]
    names, bare = {k.lstrip("-"): k for k in known}, value.lstrip("-")
    near = [k for k in known if bare and k.lstrip("-").startswith(bare)]
    near = near or [names[n] for n in difflib.get_close_matches(bare, list(names), n=3, cutoff=0.6)]
    if not near and code == "cli.missing" and command is not None:
        value = next((_help(p, value) for p in command.params if value in {p.name, *p.opts, p.metavar}), value)
    where = getattr(context, "command_path", "planner") or "planner"
    params = {
        "maybe": SAY["mistakes.mistake.near"].format(near="、".join(near)) if near else "",
        "maybe_en": f"did you mean {' or '.join(near)}? " if near else "",
        "known": "、".join(known),
        "where": where.replace("python -m planner", "planner"),
    }
    return Problem(code, Severity.ERROR, value=value, params=params)


def _help(param: Any, name: str) -> str:
    """Name a parameter with what it is, as its help says in Chinese."""
    help_text = str(getattr(param, "help", "") or "").partition(" · ")[0]
    return f"{name}（{help_text}）" if help_text else name
