"""A facility list without a column of standings is one of places in operation, and stays so when one of them changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.run import Workspace
from tests.town import build

ADDED = {"add_facility": {"id": "F-new", "kind": "社区养老服务中心", "floor_area_m2": 800, "at": [111.5545, 36.0865]}}


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(build(Path(tmp_path_factory.mktemp("town"))))


@pytest.mark.parametrize(("change", "closed"), [(ADDED, set()), ({"close_facility": {"id": "F1"}}, {"F1"})])
def test_the_others_stay_open(space: Workspace, change: dict[str, Any], closed: set[str]) -> None:
    frame = space.run([change]).facilities.set_index("facility_id")
    assert set(frame.index[frame["status"] != "open"]) == closed
    assert set(frame.index[frame["used"] == "no"]) == closed
