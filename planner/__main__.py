"""``planner`` and ``python -m planner``: ready for an interrupt before anything else is read."""

import sys

from planner.stopping import SIGNALS, Stopped, exit_code, listen


def main() -> None:
    """Run the command line."""
    listen()
    try:
        from planner.cli import main as run
    except KeyboardInterrupt as stop:
        print("已中断：还没有开始，什么也没有改动 · interrupted before anything began: nothing was changed", file=sys.stderr)  # noqa: T201
        sys.exit(exit_code(stop.number if isinstance(stop, Stopped) else SIGNALS[0]))
    run()


if __name__ == "__main__":
    main()
