"""A scenario held open: read once, run with ever other changes; what a change does not touch is not computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.access import WalkNetwork
from planner.inputs import file_hash
from planner.run.changes import apply_step
from planner.run.compute import compute
from planner.run.memory import Memory
from planner.run.reading.intake import BaseInputs, Progress, RunInputs, changed, read_base
from planner.run.reading.streets import build_streets
from planner.run.result import RunResult
from planner.scenario import Chain, ChangeStep, LoadedScenario, extended, load_chain, read_chain
from planner.texts.run import TRIAL

#: How much is remembered of what is small and asked often, and of what is large.
_MOST = {apply_step: 400, "step": 400, build_streets: 3}


@dataclass(frozen=True, slots=True, eq=False)
class Workspace:
    """A scenario with everything it read, run once, ready to be run with more changes.

    Nothing in it changes; threads may share it. Frames that changes do not touch are shared between its results: do not write into them.

    Attributes
    ----------
    path
        The scenario file.
    loaded
        The scenario.
    result
        Of the scenario as it stands.
    network
        Its walk network, the reading verdicts rest on.
    base_hash
        Hash of the scenario and of all its inputs.

    Examples
    --------
    >>> space = Workspace.open("scenarios/baseline.yaml")  # doctest: +SKIP
    >>> space.run([{"close_facility": {"id": "F001"}}]).coverage  # doctest: +SKIP
    """

    path: Path
    loaded: LoadedScenario
    result: RunResult
    network: WalkNetwork
    base_hash: str
    _chain: Chain
    _base: BaseInputs
    _kept: Memory

    @classmethod
    def open(cls, path: str | Path, progress: Progress | None = None) -> Workspace:
        """Read a scenario file and all it names, and run it.

        Parameters
        ----------
        path
            The scenario file.
        progress
            Called with a step's name and the share done.

        Raises
        ------
        InputError
            As for :meth:`planner.run.Scenario.run`.
        """
        tell, chain, kept = progress or _silent, read_chain(Path(path)), Memory(_MOST)
        loaded = _known_steps(load_chain(chain), kept)
        base = read_base(loaded, tell)
        inputs = changed(loaded, base, kept)
        result = compute(loaded, inputs, tell, kept)
        kept.pin()
        return cls(Path(path), loaded, result, inputs.streets.gated, _hash(chain, result), chain, base, kept)

    def run(self, changes: Sequence[Mapping[str, Any]], progress: Progress | None = None, *, name: str | None = None) -> RunResult:
        """Run the scenario with more changes.

        Parameters
        ----------
        changes
            As a scenario file lists them, for example ``[{"close_facility": {"id": "F001"}}]``.
        progress
            Called with a step's name and the share done.
        name
            Name of the changed scenario; the scenario's own by default.

        Returns
        -------
        RunResult
            The same, to the byte, as if :meth:`text` stood beside the scenario in a file named ``TRIAL`` and that was run.

        Raises
        ------
        InputError
            With every change that cannot be read or applies to nothing.
        """
        if not changes and name is None:
            return self.result
        return self._run(self._loaded(changes, name), progress)[1]

    def network_with(self, changes: Sequence[Mapping[str, Any]]) -> WalkNetwork:
        """Return the walk network of the scenario with more changes, that which :meth:`run` walks on.

        Raises
        ------
        InputError
            As for :meth:`run`.
        """
        if not changes:
            return self.network
        return changed(_known_steps(self._loaded(changes, None), self._kept), self._base, self._kept).streets.gated

    def run_file(self, path: str | Path, progress: Progress | None = None) -> RunResult | None:
        """Run another scenario file where it stands on the very same inputs; ``None`` where it does not.

        Raises
        ------
        InputError
            As for :meth:`planner.run.Scenario.run`.
        """
        loaded = load_chain(read_chain(Path(path)))
        own = self.loaded
        same = loaded.path.resolve() == own.path.resolve() and (loaded.file.inputs, loaded.file.city) == (own.file.inputs, own.file.city)
        return self._run(loaded, progress)[1] if same else None

    def text(self, changes: Sequence[Mapping[str, Any]], *, name: str | None = None) -> str:
        """Write changes down as a scenario file that extends this one, a change a line."""
        head = [] if name is None else [f"name: {_flow(name)}"]
        lines = [f"- {kind}: {_flow(body)}" for change in changes for kind, body in change.items()]
        return "\n".join([*head, f"extends: {_flow(self.path.name)}", "changes:" if lines else "changes: []", *lines]) + "\n"

    def _loaded(self, changes: Sequence[Mapping[str, Any]], name: str | None) -> LoadedScenario:
        return load_chain(extended(self._chain, self.path.with_name(TRIAL), self.text(changes, name=name)))

    def _run(self, loaded: LoadedScenario, progress: Progress | None) -> tuple[RunInputs, RunResult]:
        loaded = _known_steps(loaded, self._kept)
        inputs = changed(loaded, self._base, self._kept)
        return inputs, compute(loaded, inputs, progress or _silent, self._kept)


def _silent(name: str, share: float) -> None:
    """Report progress to nobody."""


def _known_steps(loaded: LoadedScenario, kept: Memory) -> LoadedScenario:
    """Return steps that say the same in the same place, about a file with the same content, one identity."""
    return replace(loaded, steps=tuple(kept.same("step", _step_key(step), step) for step in loaded.steps))


def _step_key(step: ChangeStep) -> tuple[str, str, str, int | None, str]:
    named = getattr(step.change, "file", None)
    path = step.file.parent / named if named else None
    content = file_hash(path) if path is not None and path.is_file() else ""
    return step.name, step.change.model_dump_json(), str(step.file), step.line, content


def _hash(chain: Chain, result: RunResult) -> str:
    told = {key: result.summary[key] for key in ("inputs", "rule_pack", "software", "changes")}
    texts = [[path.name, source.data] for path, source in chain.files]
    return hashlib.sha256(json.dumps([told, texts], sort_keys=True, ensure_ascii=True, default=str).encode()).hexdigest()


def _flow(value: Any) -> str:
    """Write a value as one line of YAML, which JSON is; marks that YAML takes for line ends are escaped."""
    text = json.dumps(_plain(value), ensure_ascii=False)
    return "".join(f"\\u{ord(c):04x}" if c in "\x7f\x85\u2028\u2029\ufeff" else c for c in text)


def _plain(value: Any) -> Any:
    """Plain data: figures exact, days as text, what is not given left out."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value) if Decimal(repr(float(value))) == value else str(value)
    return value.isoformat() if isinstance(value, date) else value
