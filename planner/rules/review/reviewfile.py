"""Write a person's conclusion into a review file: whole or not at all, one writer at a time, nothing that stood there lost.

The file stays as its owner wrote it, comments too. A conclusion that takes another's place moves the older one to ``earlier``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from planner.errors import OutputError, Problem, RulePackError, Severity
from planner.files import write_whole, writing
from planner.model import Verdict
from planner.rules.packfile.source import problem
from planner.rules.review.reviews import Key, Review, Trace, finding_key, fingerprint, read_reviews
from planner.texts import word
from planner.texts.rules.sentences import REVIEWS_HEAD

SUFFIX = ".reviews.yaml"
"""Of the review file that stands beside a scenario and is taken without being named there."""

_WAIT_S = 10.0


def reviews_beside(scenario: Path) -> Path:
    """Name the review file that belongs to a scenario file: ``baseline.yaml`` → ``baseline.reviews.yaml``.

    Parameters
    ----------
    scenario
        The file that holds ``inputs``; what extends it shares its reviews.
    """
    return scenario.with_name(scenario.stem + SUFFIX)


def load_reviews(path: Path, name: str = "") -> tuple[Review, ...]:
    """Read a review file.

    Parameters
    ----------
    path
        The file.
    name
        What messages call it; its own name by default.

    Raises
    ------
    RulePackError
        With every problem found, or where it is no UTF-8 text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulePackError([problem("rulepack.encoding", name or path.name)]) from error
    return read_reviews(text, name or path.name)


def write_review(
    path: str | Path,
    trace: Trace,
    *,
    conclusion: Verdict | str,
    basis: str,
    name: str,
    on: date,
    attachment: str | None = None,
) -> Review:
    """Add a conclusion on a finding to a review file, made if it is not there.

    Parameters
    ----------
    path
        The file. Other conclusions and comments in it stay; an older one on the same finding moves to ``earlier``.
    trace
        Trace of the finding, as the run shows it: the conclusion holds for as long as what stands in it does.
    conclusion
        ``pass``, ``fail`` or ``not_applicable``, or the Chinese word for one.
    basis, name, on, attachment
        Why, who, on which day, and what paper it rests on.

    Returns
    -------
    Review
        As it stands in the file.

    Raises
    ------
    RulePackError
        If the conclusion lacks something, or the file that is there cannot be read; it is left as it was.
    OutputError
        If the file cannot be written, or another program keeps it; it is left as it was.
    """
    kind, subject, rule = finding_key(trace)
    verdict = word(f"verdict.{conclusion}") if isinstance(conclusion, Verdict) else conclusion.strip()
    entry: dict[str, Any] = {
        "subject_kind": kind,
        "subject_id": subject,
        "rule": rule,
        "fingerprint": fingerprint(trace),
        "conclusion": verdict,
        "basis": basis.strip(),
        **({"attachment": attachment.strip()} if attachment and attachment.strip() else {}),
        "name": name.strip(),
        "date": on,
    }
    made = _change(Path(path), (kind, subject, rule), entry)
    return next(r for r in made if r.key == (kind, subject, rule))


def withdraw_review(path: str | Path, trace: Trace) -> bool:
    """Take back the conclusion on a finding: it moves to ``earlier`` and is laid over no more.

    Returns
    -------
    bool
        Whether there was one.

    Raises
    ------
    RulePackError
        If the file cannot be read.
    OutputError
        If it cannot be written.
    """
    file, key = Path(path), finding_key(trace)
    if not file.exists() or key not in {r.key for r in load_reviews(file)}:
        return False
    _change(file, key, None)
    return True


def _change(path: Path, key: Key, entry: Mapping[str, Any] | None) -> tuple[Review, ...]:
    """Replace the entry of a finding by another or by none, under a lock, and give what stands there then."""
    with _alone(path):
        text = path.read_text(encoding="utf-8-sig") if path.exists() else REVIEWS_HEAD
        read_reviews(text, path.name)
        yaml = YAML()
        yaml.preserve_quotes, yaml.width, yaml.allow_unicode = True, 1_000_000, True
        data = yaml.load(text)
        kept = list(data.get("reviews") or [])
        old = [r for r in kept if (r["subject_kind"], str(r["subject_id"]), r["rule"]) == key]
        if old:
            data["earlier"] = [*(data.get("earlier") or []), *old]
        reviews = data.get("reviews")
        reviews = CommentedSeq() if reviews is None else reviews
        for gone in old:
            reviews.remove(gone)
        if entry is not None:
            reviews.append({k: DoubleQuotedScalarString(v) if isinstance(v, str) else v for k, v in entry.items()})
        reviews.fa.set_block_style()
        data["reviews"] = reviews
        out = io.StringIO()
        yaml.dump(data, out)
        made = read_reviews(out.getvalue(), path.name)
        write_whole(path, out.getvalue())
    return made


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other writers out; say so where the disk or another program does not let us in."""
    try:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            guard = FileLock(path.with_name(f".{path.name}.lock"))
            try:
                guard.acquire(timeout=_WAIT_S)
            except Timeout as error:
                raise OutputError(Problem("review.kept", Severity.ERROR, value=path.name)) from error
            try:
                yield
            finally:
                guard.release()
    except UnicodeDecodeError as error:
        raise RulePackError([problem("rulepack.encoding", path.name)]) from error
