"""A large layer within the memory of an office machine; left out of the gate (make soak)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

ROWS = 335_000
READ = """
import sys
from pathlib import Path
from planner.inputs import read
from planner.model import InputSpec
table = read("compound", InputSpec(Path(sys.argv[1])))
status = Path("/proc/self/status").read_text()  # getrusage would count the memory of the process that started this one
print(len(table.frame), int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process's memory is read the Linux way")
def test_a_shapefile_of_200_mb_is_read_within_1_gb(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    east, north = rng.uniform(300_000, 700_000, ROWS), rng.uniform(3_300_000, 3_500_000, ROWS)
    turn = np.linspace(0, 2 * np.pi, 21)[:-1]
    ring = np.stack([east[:, None] + 40 * np.cos(turn), north[:, None] + 40 * np.sin(turn)], axis=2)
    shapes = shapely.polygons(np.concatenate([ring, ring[:, :1]], axis=1))
    columns = {
        "id": [f"C{i:07d}" for i in range(ROWS)],
        "name": [f"某某小区{i}" for i in range(ROWS)],
        "households": rng.integers(10, 3000, ROWS),
    }
    layer = gpd.GeoDataFrame({**columns, "floor_area": rng.uniform(1e3, 1e5, ROWS).round(1)}, geometry=shapes, crs=4547)
    pyogrio.write_dataframe(layer, tmp_path / "big.shp", encoding="GBK")
    assert sum(part.stat().st_size for part in tmp_path.iterdir()) > 200_000_000
    told = subprocess.run([sys.executable, "-c", READ, str(tmp_path / "big.shp")], capture_output=True, text=True, check=True)
    rows, peak_mb = (int(word) for word in told.stdout.split())
    assert rows == ROWS
    assert peak_mb < 1000
