"""``planner`` and ``python -m planner``: ready for an interrupt before anything else is read."""

import signal
import sys

from planner.files import Stopped, exit_code, listen, stop_listening


def main() -> None:
    """Run the command line."""
    listen()
    try:
        from planner.cli import main as run
    except KeyboardInterrupt as stop:
        from planner.texts.cli import SAY

        print(SAY["entry.main.interrupted"], file=sys.stderr)  # noqa: T201
        sys.exit(exit_code(stop.number if isinstance(stop, Stopped) else signal.SIGINT))
    try:
        run()
    finally:
        stop_listening()


if __name__ == "__main__":
    main()
