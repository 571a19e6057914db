"""The finished runs these tests read."""

from tests.runs import any_run, example_run, newport_run, wuhan_run

__all__ = ["any_run", "example_run", "newport_run", "wuhan_run"]
