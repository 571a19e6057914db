"""Files of every known format, as headers, texts and shapes; nothing is interpreted here.

``load`` finds the reader of a file by its suffix and returns a ``FileContent`` (``source``). ``registry`` lists the readers: ``text_files``
(CSV, and parcel-corner text by ``corners``), ``excel`` and ``oldexcel`` (whose sheets ``sheets`` finds the table in), ``geojson``,
``layers`` (shapefile with ``dbf``, GeoParquet), ``ogr`` (whatever else GDAL reads, through its door ``gdal``; DXF by ``drawing``),
``containers`` (zip). ``border`` turns whatever a library raises into a sentence.
"""

from __future__ import annotations

from planner.inputs.formats.border import border
from planner.inputs.formats.gdal import only_kept_drivers
from planner.inputs.formats.registry import FOLDERS, PACKED, READERS, load
from planner.inputs.formats.source import FileContent

__all__ = ["FOLDERS", "PACKED", "READERS", "FileContent", "border", "load", "only_kept_drivers"]
