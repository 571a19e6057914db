"""Office files as zips of fixed order and date, so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from xml.sax.saxutils import escape

from planner.report.noday import NO_DAY

_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>planner</dc:creator>'
    '<cp:lastModifiedBy>planner</cp:lastModifiedBy><dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified></cp:coreProperties>'
)


def core_properties(title: str, day: date) -> bytes:
    """Return ``docProps/core.xml``: title and day, nobody's name and no hour."""
    return _CORE.format(title=escape(title), day=day.isoformat()).encode()


def zipped(parts: Mapping[str, bytes], day: date) -> bytes:
    """Pack parts into a zip; the list of content types comes first, as readers expect, the rest as given."""
    stamp = max(day, NO_DAY)
    made = io.BytesIO()
    first = "[Content_Types].xml"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in [first, *(n for n in parts if n != first)] if first in parts else list(parts):
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, parts[name])
    return made.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip by name, folders left out.

    Raises
    ------
    zipfile.BadZipFile
        If it is no zip.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
