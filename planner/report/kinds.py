"""What can be made of a finished run, and making it: Word, workbook, county ledgers, plates, from the result folder alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from planner.errors import InputError, MissingExtraError, Problem, Severity, absent_modules, extra_missing
from planner.report.folder.finished import FinishedRun, Row, read_finished
from planner.report.folder.results import output_day
from planner.report.folder.shelf import Shelf, file_name, run_mark
from planner.texts import word

if TYPE_CHECKING:
    from planner.report.plates import Plate, PlateScene
    from planner.report.word import WordTemplate

Progress = Callable[[str, float], object]
#: Width of a plate on a page in millimetres: upright, landscape.
_UPRIGHT_MM, _LANDSCAPE_MM = 156.0, 200.0


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One thing that can be made.

    Attributes
    ----------
    name
        For ``what``.
    suffix
        Ending of its files.
    per
        ``run`` (one file), ``parcel``, ``county`` or ``plate`` (several).
    extra
        The extra it needs, without which it cannot be made.
    own
        Name of the file in the result folder, where the run has written it already.
    template
        Whether a bureau's own Word template may be given.
    """

    name: str
    suffix: str
    per: str
    extra: str = ""
    own: str = ""
    template: bool = False

    @property
    def title(self) -> str:
        """Name for a reader, in Chinese."""
        return word(f"made.{self.name}")

    @property
    def title_en(self) -> str:
        """Name for a reader, in English."""
        return word(f"made.{self.name}", "en")

    @property
    def available(self) -> bool:
        """Whether everything it needs is installed."""
        return not (self.extra and absent_modules(self.extra))


_KINDS = (
    ReportKind("run", ".docx", "run", "report", template=True),
    ReportKind("parcel", ".docx", "parcel", "report", template=True),
    ReportKind("conditions", ".docx", "parcel", "report", template=True),
    ReportKind("workbook", ".xlsx", "run", "report", own="report.xlsx"),
    ReportKind("ledgers", ".xlsx", "county", "report"),
    ReportKind("plates", ".png", "plate", "report"),
    ReportKind("geopackage", ".gpkg", "run", own="results.gpkg"),
    ReportKind("map", ".html", "run", own="map.html"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for besides the kinds.

    Attributes
    ----------
    parcels
        Ids; all parcels where empty.
    communities
        Ids of communities to draw plates of.
    plates
        Whether Word papers hold plates.
    templates
        Kind → a bureau's own template.
    resume
        Whether papers that stand there already, of this run and these settings, are left as they are.
    """

    parcels: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    plates: bool = False
    templates: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    resume: bool = False


def report_kinds() -> tuple[ReportKind, ...]:
    """Name everything that can be made of a finished run."""
    return _KINDS


def write_reports(folder: str | Path, *, what: Sequence[str], wanted: Wanted | None = None, progress: Progress | None = None) -> list[Path]:
    """Make papers of a finished run, from its files alone.

    They stand in ``papers`` inside the result folder. Each is written whole: a stop keeps the finished ones. A paper that somebody has
    changed since is kept under another name. The same run and settings give the same bytes.

    Parameters
    ----------
    folder
        The result folder.
    what
        Names of :func:`report_kinds`.
    wanted
        Which parcels, with or without plates, with which templates.
    progress
        Told the file's name and the share done.

    Returns
    -------
    list of pathlib.Path
        The files, those of the run itself included.

    Raises
    ------
    InputError
        If the folder holds no finished run, a kind or an id is unknown, or a template is broken.
    OutputError
        If a file cannot be written.
    """
    wanted = wanted or Wanted()
    kinds = [_kind(name) for name in dict.fromkeys(what)]
    desk = Desk(read_finished(folder), wanted)
    jobs = [job for kind in kinds for job in desk.jobs(kind)]
    shelf = Shelf.open(Path(folder), desk.key)
    out: list[Path] = []
    for number, job in enumerate(jobs):
        if progress is not None:
            progress(job.name, number / len(jobs))
        if job.own is not None:
            out.append(job.own)
        elif wanted.resume and all(shelf.has(name) for name in job.names):
            out += [shelf.folder / name for name in job.names]
        else:
            out += [shelf.put(name, content) for name, content in job.make()]
    if progress is not None:
        progress("", 1.0)
    return out


@dataclass(frozen=True, slots=True)
class Job:
    """One paper to be made: the names of its files, and how; or the run's own file."""

    names: tuple[str, ...]
    make: Callable[[], Sequence[tuple[str, bytes]]]
    own: Path | None = None

    @property
    def name(self) -> str:
        """For progress."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True, eq=False)
class Desk:
    """A run on which papers are made; what they share is made once."""

    run: FinishedRun
    wanted: Wanted

    @cached_property
    def day(self) -> date:
        """Day the files carry."""
        return output_day(self.run.as_of)

    @cached_property
    def key(self) -> str:
        """Mark of the run and the settings."""
        rest = hashlib.sha256(run_mark(self.run.folder).encode())
        for kind, path in sorted(self.wanted.templates.items()):
            rest.update(f"{kind}:".encode() + _read(path))
        rest.update(f"{self.wanted.plates}{self.day}".encode())
        return rest.hexdigest()[:16]

    @cached_property
    def scene(self) -> PlateScene:
        """The layers, for plates."""
        from planner.report.plates import PlateScene

        return PlateScene.read(self.run)

    @cached_property
    def shared(self) -> Mapping[str, Any]:
        """What every Word paper says."""
        from planner.report.word.basis import basis

        return basis(self.run)

    @cached_property
    def templates(self) -> Mapping[str, WordTemplate]:
        """A bureau's templates, read."""
        from planner.report.word import read_template

        return {kind: read_template(_read(path), path.name) for kind, path in self.wanted.templates.items()}

    def jobs(self, kind: ReportKind) -> Iterator[Job]:
        """Return the papers of a kind that are to be made."""
        if kind.own:
            file = self.run.folder / kind.own
            if file.is_file():
                yield Job((kind.own,), list, own=file)
            return
        if not kind.available:
            raise MissingExtraError([extra_missing(kind.extra, kind.title)])
        if kind.name in self.wanted.templates:
            _ = self.templates  # a broken template is refused before anything is written
        yield from {
            "run": self._run,
            "parcel": self._parcel,
            "conditions": self._conditions,
            "ledgers": self._ledgers,
            "plates": self._plates,
        }[kind.name]()

    @cached_property
    def parcels(self) -> list[Row]:
        """The parcels asked for."""
        return _picked(self.run.rows("parcels"), "parcel_id", self.wanted.parcels, "report.unknown_parcel")

    def _run(self) -> Iterator[Job]:
        from planner.report.word import run_document

        def make() -> list[tuple[str, bytes]]:
            plates = [_picture(p, _LANDSCAPE_MM) for p in self._city(pdf=False)] if self.wanted.plates else []
            return [("report.docx", run_document(self.run, day=self.day, template=self.templates.get("run"), plates=plates))]

        yield Job(("report.docx",), make)

    def _parcel(self) -> Iterator[Job]:
        for parcel in self.parcels:
            name = f"parcels/{file_name(parcel['parcel_id'])}.docx"
            yield Job((name,), lambda parcel=parcel, name=name: [(name, self._parcel_paper(parcel))])  # type: ignore[misc]

    def _parcel_paper(self, parcel: Row) -> bytes:
        from planner.report.word import parcel_document

        plate = None
        if self.wanted.plates:
            from planner.report.plates import parcel_plate

            drawn = parcel_plate(self.scene, parcel, pdf=False)
            plate = _picture(drawn, _UPRIGHT_MM) if drawn else None
        template = self.templates.get("parcel")
        return parcel_document(self.run, parcel, day=self.day, template=template, plate=plate, shared=self.shared)

    def _conditions(self) -> Iterator[Job]:
        from planner.report.word import conditions_document

        left = {parcel for parcel, _ in conditions_left_out(self.run, self.wanted.parcels)}
        for parcel in self.parcels:
            if parcel["parcel_id"] in left:
                continue
            name = f"conditions/{file_name(parcel['parcel_id'])}.docx"

            def make(parcel: Row = parcel, name: str = name) -> list[tuple[str, bytes]]:
                template = self.templates.get("conditions")
                made = conditions_document(self.run, parcel, day=self.day, template=template, shared=self.shared)
                return [(name, made)] if made else []

            yield Job((name,), make)

    def _ledgers(self) -> Iterator[Job]:
        from planner.report.book.ledgers import county_ledger, ledger_counties

        for county in ledger_counties(self.run):
            name = f"ledgers/{file_name(county or word('made.no_county'))}.xlsx"
            yield Job((name,), lambda county=county, name=name: [(name, county_ledger(self.run, county, day=self.day))])  # type: ignore[misc]

    def _city(self, *, pdf: bool, views: Sequence[str] = ("circles", "gaps", "parcels")) -> Iterator[Plate]:
        from planner.report.plates import city_plates

        return city_plates(self.scene, pdf=pdf, views=views)

    def _plates(self) -> Iterator[Job]:
        from planner.report.plates import community_plate, parcel_plate

        views = ("circles", "gaps", "parcels") if self.run.rows("parcels") else ("circles", "gaps")
        for view in () if self.wanted.parcels or self.wanted.communities else views:
            yield Job(_pair(f"city-{view}"), lambda view=view: _both(next(iter(self._city(pdf=True, views=(view,))), None)))  # type: ignore[misc]
        for parcel in self.parcels if self.wanted.parcels or not self.wanted.communities else ():
            name = f"parcel-{file_name(parcel['parcel_id'])}"
            yield Job(_pair(name), lambda parcel=parcel, name=name: _both(parcel_plate(self.scene, parcel), name))  # type: ignore[misc]
        if self.wanted.communities:
            rows = _picked(self.run.rows("communities"), "community_id", self.wanted.communities, "report.unknown_community")
            for row in rows:
                name = f"community-{file_name(row['community_id'])}"
                yield Job(_pair(name), lambda row=row, name=name: _both(community_plate(self.scene, row), name))  # type: ignore[misc]


def conditions_left_out(run: FinishedRun, parcels: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Name the parcels for which no conditions paper is made, and why.

    Parameters
    ----------
    run
        A finished run.
    parcels
        Ids asked for by name; all of the run where empty.

    Returns
    -------
    list
        Id and reason: ``stage`` (not at the stage of planning conditions, nor asked for by name) or ``figures`` (neither households nor
        residential floor area, or the run's own rules are not at hand).
    """
    from planner.report.word.conditions_values import draft

    drafted = {row["parcel_id"] for row in run.rows("conditions")}
    out = []
    for parcel in run.rows("parcels"):
        name = parcel["parcel_id"]
        if parcels and name not in parcels:
            continue
        if not parcels and name not in drafted:
            out.append((name, "stage"))
        elif draft(run, parcel) is None:
            out.append((name, "figures"))
    return out


def _pair(name: str) -> tuple[str, str]:
    return f"plates/{name}.png", f"plates/{name}.pdf"


def _both(plate: Plate | None, name: str = "") -> list[tuple[str, bytes]]:
    if plate is None:
        return []
    png, pdf = _pair(name or plate.name)
    return [(png, plate.png), (pdf, plate.pdf)]


def _picture(plate: Plate, width_mm: float) -> Any:
    from planner.report.word import WordPicture

    return WordPicture(plate.png, width_mm, width_mm * plate.height_mm / plate.width_mm, plate.title)


def _picked(rows: Sequence[Row], key: str, ids: Sequence[str], code: str) -> list[Row]:
    if not ids:
        return list(rows)
    known = {row[key]: row for row in rows}
    unknown = [Problem(code, Severity.ERROR, value=name) for name in ids if name not in known]
    if unknown:
        raise InputError(unknown)
    return [known[name] for name in dict.fromkeys(ids)]


def _kind(name: str) -> ReportKind:
    found = next((kind for kind in _KINDS if kind.name == name), None)
    if found is None:
        known = "、".join(kind.name for kind in _KINDS)
        raise InputError([Problem("report.unknown_kind", Severity.ERROR, value=name, params={"known": known})])
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError([Problem("report.no_file", Severity.ERROR, value=str(path))]) from error
