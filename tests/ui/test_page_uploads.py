"""Files that people bring: limits hold, no name leads out of the folder, nobody's file is overwritten."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.ui import uploads
from planner.ui.uploads import MOST_FILES, readable, safe_name, take_in


@dataclass
class Sent:
    """A file as a browser sends it."""

    name: str
    content: bytes = b"a,b\n1,2\n"
    claimed: int | None = None

    @property
    def size(self) -> int:
        return len(self.content) if self.claimed is None else self.claimed

    def getvalue(self) -> bytes:
        return self.content


@given(st.text(max_size=60))
def test_a_safe_name_is_one_plain_part(name: str) -> None:
    safe = safe_name(name)
    assert not set(safe) & set('<>:"/\\|?*\x00\n\r')
    assert safe not in {".", ".."}
    assert safe == safe.strip(" .")
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\地块.shp", "地块.shp"),
        ("<script>alert(1)</script>.csv", "script_.csv"),
        ("..", ""),
        ("con.csv", ""),
        ("地块.csv.mapping.yaml", ""),
        ("长" * 300 + ".csv", ""),
    ],
)
def test_names(name: str, wanted: str) -> None:
    assert safe_name(name) == wanted


def test_what_is_brought_stays_inside_and_apart(tmp_path: Path) -> None:
    one = take_in([Sent("../a.csv")], tmp_path / "uploads")
    other = take_in([Sent("a.csv", b"other")], tmp_path / "uploads")
    again = take_in([Sent("a.csv", b"other")], tmp_path / "uploads")
    assert one.folder != other.folder == again.folder
    assert one.files[0].read_bytes() == b"a,b\n1,2\n"
    assert {p.parent.parent for p in (*one.files, *other.files)} == {tmp_path / "uploads"}
    assert [p.name for p in tmp_path.iterdir()] == ["uploads"]


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take_in([Sent(f"{i}.csv") for i in range(MOST_FILES + 2)], tmp_path)
    assert len(taken.files) == MOST_FILES
    assert [key for key, _ in taken.refused] == ["page.data.too_many"] * 2
    taken = take_in([Sent("big.csv", claimed=uploads.MOST_MB * 1_000_000 + 1)], tmp_path)
    assert (taken.folder, taken.refused) == (None, (("page.data.too_large", "big.csv"),))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("a.csv", b"0" * 50_000)
    monkeypatch.setattr(uploads, "_MOST_UNPACKED", 10_000)
    assert take_in([Sent("swells.zip", packed.getvalue())], tmp_path).refused == (("page.data.swells", "swells.zip"),)
    assert take_in([Sent("damaged.zip", b"PK\x03\x04 no")], tmp_path).files


def test_parts_of_a_shapefile_stand_behind_it(tmp_path: Path) -> None:
    taken = take_in([Sent(f"地块.{suffix}") for suffix in ("shp", "dbf", "shx", "prj", "cpg")] + [Sent("other.dbf")], tmp_path)
    assert [p.name for p in taken.files] == ["other.dbf", "地块.shp"]
    assert taken.folder is not None
    (taken.folder / "地块.shp.mapping.yaml").write_text("noun: parcel\n", encoding="utf-8")
    assert readable(taken.folder) == taken.files
