"""A process that saves scenarios as it is told, for tests that stop it, starve it or set two of them on one file.

Reads commands from standard input, one a line: ``save FOLDER AUTHOR READ_HASH NUMBER`` saves once; ``run FOLDER`` forks a child that saves
number after number until it is killed, and prints its process id; ``full FOLDER LIMIT`` forks one that may write so many bytes a file.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

from planner.errors import OutputError
from planner.scenario.store import ScenarioConflictError, ScenarioStore

LINES = 2_000


def text_of(number: int) -> str:
    """A scenario that shows whether it is whole: its number stands on every line."""
    return f"name: 第{number}稿\n" + "".join(f"# {number} 行 {i}\n" for i in range(LINES)) + f"extends: base.yaml  # {number}\n"


def saved(folder: str, author: str, read_hash: str, number: int) -> str:
    """Save once and say what came of it."""
    try:
        return "saved " + ScenarioStore(folder).save("方案", text_of(number), read_hash=read_hash.strip("-"), author=author).hash
    except ScenarioConflictError as error:
        return f"conflict {error.current.author} {error.kept.name}"
    except OutputError as error:
        return f"refused {str(error)[:200]}"


def on_and_on(folder: str) -> None:
    """Save number after number; each that is saved is told."""
    store = ScenarioStore(folder)
    told = os.open(Path(folder) / "told.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    current = store.read("方案")
    number = int(current.text.split("第")[1].split("稿")[0])
    while True:
        number += 1
        current = store.save("方案", text_of(number), read_hash=current.hash, author="甲")
        os.write(told, f"{number}\n".encode())


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Do as told until there is nothing more."""
    say("ready")
    for line in sys.stdin:
        what, folder, *more = line.split()
        if what == "save":
            say(saved(folder, more[0], more[1], int(more[2])))
            continue
        child = os.fork()
        if not child:
            if what == "run":
                on_and_on(folder)
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            current = ScenarioStore(folder).read("方案")
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(more[0]), int(more[0])))
            answer = saved(folder, "乙", current.hash, int(more[1]))
            os.write(1, f"{answer}\n".encode())
            os._exit(0)
        if what == "run":
            say(str(child))
        os.waitpid(child, 0)
        say("ended")


if __name__ == "__main__":
    main()
