"""Looking at a street file: what it holds once read as streets, without stopping at the first error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.errors import InputError
from planner.inputs import Inspection
from planner.model import InputSpec
from planner.network.graph import PRIVATE, StreetGraph
from planner.network.read.linefile import is_line_file
from planner.network.read.osm import SUFFIXES
from planner.network.read.source import read_streets

_KINDS_SHOWN = 8


def is_street_file(spec: InputSpec) -> bool:
    """Return whether a file holds streets and nothing else, by its name: OSM, or ``.walk``."""
    return spec.path.name.casefold().endswith((*SUFFIXES, ".walk"))


def inspect_streets(spec: InputSpec, found: Inspection | None = None) -> Inspection:
    """Read a file as streets and say what came of it.

    Parameters
    ----------
    spec
        The file and how to read it.
    found
        What :func:`planner.inputs.inspect_file` saw of a layer of lines; its columns, reference system and comparison are kept.

    Returns
    -------
    Inspection
        With ``figures``: nodes, streets, kilometres in all, of private ways, by kind of street. Never raises for what is in the file.
    """
    base = found or _blank(spec)
    try:
        graph = read_streets(spec)
    except InputError as error:
        return replace(base, problems=(*(p for p in base.problems if p not in error.problems), *error.problems))
    added = tuple(p for p in graph.problems if p not in base.problems)
    kept = (*base.problems, *added)
    figures = _figures(graph)
    if is_line_file(spec) or found is not None:
        return replace(base, problems=kept, figures=figures)
    lon, lat = graph.to_degrees(graph.shape_x, graph.shape_y)
    bounds = tuple(float(v) for v in (lon.min(), lat.min(), lon.max(), lat.max()))
    return replace(base, rows=graph.n_edges, bounds=bounds, datum="WGS84", crs="EPSG:4326", problems=kept, figures=figures)


def _blank(spec: InputSpec) -> Inspection:
    name = "walk" if spec.path.suffix == ".walk" else "OpenStreetMap"
    return Inspection(spec.name, name, (), 0, "", "", "", "", "street", True, {}, (), (), ())


def _figures(graph: StreetGraph) -> dict[str, object]:
    km = graph.edge_mm / 1e6
    by_kind = np.bincount(graph.edge_kind, weights=km, minlength=len(graph.kinds))
    order = np.argsort(-by_kind, kind="stable")[:_KINDS_SHOWN]
    return {
        "nodes": graph.n_nodes,
        "streets": graph.n_edges,
        "length_km": round(float(km.sum()), 1),
        "private_km": round(float(km[(graph.edge_flags & PRIVATE) > 0].sum()), 1),
        "kinds_km": {str(graph.kinds[k]): round(float(by_kind[k]), 1) for k in order.tolist() if by_kind[k] > 0},
    }
