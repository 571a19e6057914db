"""One officer's work on the live map: what was done on it becomes changes, and the run with these becomes what the map shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

import geopandas as gpd
import numpy as np
import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from planner.access import WalkNetwork
from planner.errors import InputError, OutputError
from planner.inputs import read
from planner.report import synthetic_mark
from planner.report.map import drawable
from planner.run import Memory, RunResult, Workspace, walking
from planner.scenario import ScenarioConflictError, input_files, spec_of
from planner.texts import word
from planner.texts.livemap import BROWSER_WORDS
from planner.ui.context import Context
from planner.ui.live import component, edits, improve, places, view
from planner.ui.live.basemap import tiles
from planner.ui.live.blocks import Block, compact, map_memory, paths
from planner.ui.live.drafts import Drafts
from planner.ui.live.finding import kinds, names_of, nearest
from planner.ui.live.layers import MapBackground, MapPicture, WalkedStreets, later_layers, picture
from planner.ui.live.saving import save
from planner.ui.opening import run, run_shown
from planner.ui.state import Change, fingerprint

#: Changes that alter where one may walk.
_STREET_CHANGES = frozenset({"add_road", "open_gate", "close_gate", "add_compound"})
#: A click belongs to the nearest home within this many metres, where dots stand for many homes.
_TOUCH_M = 300.0


@dataclass(frozen=True, slots=True, eq=False)
class LiveSession:
    """The work of one session on one scenario."""

    ctx: Context
    space: Workspace
    drafts: Drafts

    @property
    def result(self) -> RunResult:
        """The run with the changes tried."""
        return run(self.space, self.ctx.state.changes)

    @property
    def _street_changes(self) -> tuple[Change, ...]:
        """Changes tried that alter where one may walk."""
        return tuple(change for change in self.ctx.state.changes if _STREET_CHANGES & change.keys())

    @property
    def _network(self) -> WalkNetwork:
        """The streets that the run with the changes tried walks on."""
        return self.space.network_with(self._street_changes)

    def act(self, act: Mapping[str, Any]) -> None:
        """Carry out what was done on the map; what cannot be done is told and leaves everything as it was."""
        started = perf_counter()
        self._tell("")
        before = self.ctx.state.changes
        try:
            self._do(act)
        except Exception:  # a fault of ours must not leave an officer before a dead map in a meeting; it is told and logged
            logging.getLogger(__name__).exception("what was done on the map failed")
            self._tell(word("live.bug", self.ctx.lang), "error")
        st.session_state["livemap-ms"] = perf_counter() - started
        if self.ctx.state.changes is not before:
            self._keep()

    def act_all(self, acts: Sequence[Mapping[str, Any]]) -> None:
        """Carry out several acts in order; all that is told of them stays to be read, and those that were refused are known by number."""
        told, refused = list[str](), list[float]()
        for act in acts:
            self.act(act)
            if st.session_state["livemap-message-kind"] == "error":
                refused.append(act["number"])
            told.append(st.session_state["livemap-message"])
        self._tell("\n".join(filter(None, told)), "error" if refused else "")
        st.session_state["livemap-refused"] = refused

    def _do(self, act: Mapping[str, Any]) -> None:
        do, state = act.get("do"), self.ctx.state
        if edits.step(state, act):
            return
        if do in edits.EDITS:
            self._change(act)
        elif do == "select":
            state.select(str(act.get("kind")), str(act.get("id")))
        elif do == "deselect":
            state.deselect()
        elif do == "save":
            self._save(act)
        elif do in {"draft_take", "draft_drop"}:
            self._draft(str(act.get("session")), take=do == "draft_take")
        elif do == "near":
            self._near(act)
        elif do == "layer":
            st.session_state["livemap-layers"] = st.session_state.get("livemap-layers", frozenset()) | {str(act.get("id"))}
        elif do == "missing":
            component.forget(act.get("blocks"), st.session_state)

    def message(self) -> bytes:
        """Write what the map shows now, with the milliseconds that it and what was done took here."""
        started = perf_counter() - st.session_state.pop("livemap-ms", 0.0)
        ctx, changes = self.ctx, self.ctx.state.changes
        result, base = self.result, self.space.result
        pic = _picture(self.space.base_hash, fingerprint(changes), ctx.lang, self.space, changes)
        names = names_of(result, _made())
        more, blocks = self._later(result)
        head = {
            **pic.head,
            "layers": [*pic.head["layers"], *more],
            "key": self.space.base_hash,
            "lang": ctx.lang,
            "live": True,
            "title": result.summary["name"],
            "mark": synthetic_mark(result.summary, ctx.lang),
            "words": {key.removeprefix("live."): word(key, ctx.lang) for key in BROWSER_WORDS},
            "figures": view.figures(result.summary, base.summary, ctx.lang),
            "names": [part.name for part in names],
            "kinds": kinds(result),
            "as_of": result.summary["as_of"],
            "changes": [edits.told(c, ctx.lang) for c in changes],
            "session": this_session(),
            "done": st.session_state.get(component.DONE, 0),
            "refused": st.session_state.get("livemap-refused", []),
            "undo": ctx.state.can_undo,
            "redo": ctx.state.can_redo,
            "message": st.session_state.get("livemap-message", ""),
            "message_kind": st.session_state.get("livemap-message-kind", ""),
            "basemap": tiles(),
            "suggested": st.session_state.get("livemap-name", ""),
            "author": st.session_state.get("livemap-author", ""),
            **self._offered(),
            **self._selected(result),
        }
        head["server_ms"] = round((perf_counter() - started) * 1000)
        return component.payload(head, {**pic.blocks, **blocks, **{part.name: part for part in names}}, st.session_state)

    def _save(self, act: Mapping[str, Any]) -> None:
        """Save as a scenario; a second writer is told who was first, and loses nothing."""
        lang, session = self.ctx.lang, st.session_state
        name, author, note = (" ".join(str(act.get(k) or "").split())[:80] for k in ("name", "author", "note"))
        session["livemap-author"], session["livemap-name"] = author, name
        read_hash = session.get("livemap-saved", {}).get(name, "")
        try:
            saved = save(self.space, self.ctx.state.changes, name=name, author=author, note=note, read_hash=read_hash)
        except ScenarioConflictError as error:
            first, kept = error.current, error.kept
            text = word("live.conflict", lang)
            self._tell(text.format(name=name, author=first.author or "?", at=_local(first.saved_at), other=kept.name), "error")
            saved = kept
        except (InputError, OutputError, OSError) as error:
            told = [p.what(lang) for p in error.problems] if isinstance(error, InputError) else [str(error)]
            self._tell("\n".join(told[:3]), "error")
            return
        else:
            self._tell(word("live.saved", lang).format(name=name, file=f"{name}.yaml"))
        session["livemap-saved"] = {**session.get("livemap-saved", {}), saved.name: saved.hash}
        self.ctx.state.mark_saved(str(self.space.path.resolve().with_name(f"{saved.name}.yaml")))
        self.drafts.drop(this_session())

    def _keep(self) -> None:
        """Keep what was tried and is in no scenario on disk; where that cannot be done the officer is told."""
        state = self.ctx.state
        try:
            self.drafts.write(this_session(), state.scenario, () if state.saved else state.changes)
        except OSError as error:
            self._tell(word("live.draft.unwritten", self.ctx.lang).format(detail=error.strerror or ""), "error")

    def _draft(self, session: str, *, take: bool) -> None:
        """Go on with what another session left, or discard it; of two who ask for it one gets it."""
        found = [d for d in self.drafts.left(self.ctx.state.scenario, _active) if d.session == session]
        if not found or not self.drafts.drop(session) or not take:
            return
        try:
            run(self.space, found[0].changes)
        except InputError as error:
            self._tell("\n".join(problem.what(self.ctx.lang) for problem in error.problems[:3]), "error")
        else:
            self.ctx.state.replace(found[0].changes)

    def _offered(self) -> dict[str, Any]:
        """Offer what was tried and not saved, as long as nothing was tried in this session."""
        state = self.ctx.state
        if state.changes or state.can_undo or state.can_redo:
            return {}
        left = self.drafts.left(state.scenario, _active)
        if not left:
            return {}
        at = left[0].saved_at.astimezone().strftime("%Y-%m-%d %H:%M")
        text = word("live.draft", self.ctx.lang).format(n=len(left[0].changes), at=at)
        return {"draft": {"text": text, "session": left[0].session}}

    def _later(self, result: RunResult) -> tuple[list[dict[str, Any]], dict[str, Block]]:
        """Return the layers that are made only when somebody wants to see them."""
        wanted = st.session_state.get("livemap-layers", frozenset())
        network = self._network if "twin" in wanted else self.space.network  # only the second map draws circles anew
        streets = WalkedStreets(network, self.space.base_hash + fingerprint(self._street_changes), self.space.loaded.file.walk)
        return later_layers(streets, result, wanted, self.ctx.lang, _made())

    def _tell(self, text: str, kind: str = "") -> None:
        st.session_state["livemap-message"], st.session_state["livemap-message-kind"] = text, kind

    def _change(self, act: Mapping[str, Any]) -> None:
        state, lang = self.ctx.state, self.ctx.lang
        result = self.result
        ids = frozenset(result.facilities["facility_id"].astype(str)) | frozenset(result.parcels["parcel_id"].astype(str))
        try:
            made = edits.changes_of(act, state.changes, ids, lang, self.drafts.shape)
            run(self.space, (*state.changes, *made))
        except edits.RefusedError as error:
            self._tell(str(error), "error")
            return
        except InputError as error:
            self._tell("\n".join(problem.what(lang) for problem in error.problems[:3]), "error")
            return
        state.replace((*state.changes, *made))
        name, body = next(iter(made[-1].items()))
        if name in {"add_facility", "add_parcel"}:
            state.select(name.removeprefix("add_"), str(body["id"]))
        if name == "open_gate":
            self._tell(word("live.gate_note", lang))

    def _near(self, act: Mapping[str, Any]) -> None:
        """Choose the home nearest to a click, where one dot stands for many."""
        frame = self.result.demand
        at = act.get("at")
        if not isinstance(at, list) or len(at) != 2:
            return
        places = frame.geometry
        east = (places.x - float(at[0])) * 111_320 * np.cos(np.radians(float(at[1])))
        away = np.hypot(east, (places.y - float(at[1])) * 111_320).fillna(np.inf)
        if len(away) and away.min() <= _TOUCH_M:
            self.ctx.state.select("demand", str(frame["demand_id"].loc[away.idxmin()]))

    def _selected(self, result: RunResult) -> dict[str, Any]:
        """Return the card of what is selected, its outline or place on the map, and the walk of a home."""
        chosen, lang = self.ctx.selected, self.ctx.lang
        if chosen is None:
            return {"card": None}
        kind, subject = chosen
        if kind == "demand":
            return self._home(result, subject)
        if kind in {"gate", "compound"}:
            return self._ground(result, kind, subject)
        if kind not in {"parcel", "community", "facility"}:
            return {"card": None}
        shown = run_shown(self.space, self.ctx.state.changes)
        card = view.subject_card(shown, kind, subject, lang)
        frame: gpd.GeoDataFrame = {"parcel": result.parcels, "community": result.communities, "facility": result.facilities}[kind]
        mine = frame[f"{kind}_id"].astype(str) == subject
        if card is not None and kind == "community":
            card["offers"] = self._offers(kind, subject, frame.geometry[mine].iloc[0])
        return {"card": card, **_where(frame, mine)}

    def _ground(self, result: RunResult, kind: str, subject: str) -> dict[str, Any]:
        """Return the card of a gate or a compound, as the inputs have it."""
        changes, lang = self.ctx.state.changes, self.ctx.lang
        gates, compounds = (_table(self.space.base_hash, noun, self.space) for noun in ("gates", "compounds"))
        frame = gates if kind == "gate" else compounds
        if frame is None:
            return {"card": None}
        if kind == "gate":
            card = places.gate_card(frame, subject, changes, lang)
        else:
            card = places.compound_card(frame, gates, subject, result, changes, lang)
        return {"card": card, **_where(frame, frame.index.astype(str) == subject)}

    def _offers(self, kind: str, subject: str, place: Any) -> list[improve.Offer]:
        gates = _table(self.space.base_hash, "gates", self.space)
        return improve.offers(self.result.explanations, kind, subject, place, gates, self.ctx.lang)

    def _home(self, result: RunResult, home: str) -> dict[str, Any]:
        frame, lang = result.demand, self.ctx.lang
        mine = frame["demand_id"].astype(str) == home
        where = _where(frame, mine)
        shown = run_shown(self.space, self.ctx.state.changes)
        if "place" not in where:
            return {"card": view.home_card(shown, home, [], "", lang)}
        point = frame.geometry[mine].iloc[0]
        near = nearest(self.space, self._network, result, point)
        rows = [[name, *(word("live.minutes", lang).format(m=s / 60) if s == s else ">60" for s in times)] for _, name, times in near]  # noqa: PLR0124
        walk, line = self._walk(result, point, near) if near else (word("live.no_walk", lang), None)
        card = view.home_card(shown, home, rows, walk, lang)
        if card is not None:
            card["offers"] = self._offers("demand", home, point)
        return {"card": card, **where, **({"walk": line} if line else {})}

    def _walk(self, result: RunResult, point: Any, near: list[tuple[str, str, list[float]]]) -> tuple[str, list[int] | None]:
        """Draw the walk to the nearest facility, and say how long it is."""
        lang, (facility, name, _) = self.ctx.lang, near[0]
        goal = result.facilities.geometry[result.facilities["facility_id"].astype(str) == facility].iloc[0]
        how = self.space.loaded.file.walk
        found = self._network.walk(point, goal, profile=walking(how, "standard"), max_snap_m=how.max_snap_m)
        if found is None:
            return word("live.no_walk", lang), None
        text = word("live.walk", lang).format(name=name, m=found.metres, a=found.seconds / 60)
        return text, paths([found.line])[0]


def _where(frame: gpd.GeoDataFrame, mine: Any) -> dict[str, Any]:
    """Describe where a row lies: a place or an outline, nothing where it has none."""
    shapes = frame.geometry[mine]
    if not len(shapes) or not drawable(shapes.iloc[0]):
        return {}
    return {"place" if shapes.iloc[0].geom_type == "Point" else "outline": compact(shapes.iloc[0])}


def _local(stamp: str) -> str:
    """Write a moment as the clock on the wall has it."""
    return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M")


def this_session() -> str:
    """Name this session."""
    running = get_script_run_ctx()
    return running.session_id if running else "none"


def _active(session: str) -> bool:
    """Return whether a session of this server is still there."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)


@st.cache_resource(show_spinner=False)
def _made() -> Memory:
    return map_memory()


@st.cache_resource(max_entries=32, show_spinner=False)
def _picture(base: str, changes: str, lang: str, _space: Workspace, _changes: Any) -> MapPicture:
    del changes
    roads = [c for c in _changes if "add_road" in c]
    still = run(_space, roads) if roads else _space.result
    gates = tuple(c for c in _changes if c.keys() & {"open_gate", "close_gate"})
    ground = MapBackground(still, _table(base, "compounds", _space), _table(base, "gates", _space), base + fingerprint(roads), gates)
    return picture(run(_space, _changes), ground, lang, _made())


@st.cache_resource(max_entries=8, show_spinner=False)
def _table(base: str, noun: str, _space: Workspace) -> gpd.GeoDataFrame | None:
    """Read compounds or gates for drawing; ``None`` where the scenario has none or they cannot be read alone."""
    del base
    for name, entry in input_files(_space.loaded.file):
        if name == noun:
            try:
                return read(noun.removesuffix("s"), spec_of(_space.loaded.path, entry)).frame
            except InputError:
                return None
    return None


def acting(table: LiveSession) -> Callable[[], None]:
    """Return what the component calls when something was done on the map."""

    def done() -> None:
        acts = component.new_acts(st.session_state)
        if acts:
            table.act_all(acts)

    return done
