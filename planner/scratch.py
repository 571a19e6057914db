"""Files and folders that are being written: their names say whose they are, so that the next writer takes away what a killed one left.

Every writer makes its result beside the target under such a name and moves it into place. The name holds the machine, the process and
when that process began, and nothing of the target, whose own name may already be as long as a disk allows.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

#: Age at which what another machine left is surely no running program's any more: from here nobody can ask that machine.
STALE_S = 2 * 24 * 3600.0
_BEGINNING = ".part-"
_NAME = re.compile(r"\.part-(?P<host>[0-9a-f]{8})-(?P<pid>\d+)-(?P<began>\d+)-.+")
_QUERY, _STILL_RUNNING, _NO_SUCH_PROCESS = 0x1000, 259, 87  # from winnt.h, minwinbase.h and winerror.h


def scratch_prefix() -> str:
    """Give the beginning of a name that is this process's own, for :func:`tempfile.mkdtemp` and :func:`tempfile.mkstemp`."""
    pid = os.getpid()
    return f"{_BEGINNING}{_host()}-{pid}-{_began(pid) or 0}-"


def sweep(folder: Path) -> None:
    """Take away what writers left in a folder that live no longer; what cannot be taken away stays."""
    for left in folder.glob(f"{_BEGINNING}*"):
        with suppress(OSError):
            if _is_abandoned(left):
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() and not left.is_symlink() else left.unlink()


def _is_abandoned(left: Path) -> bool:
    named = _NAME.fullmatch(left.name)
    if named is None or named["host"] != _host():
        return time.time() - left.stat().st_mtime > STALE_S
    began = _began(int(named["pid"]))
    return began is None or bool(began and int(named["began"]) and began != int(named["began"]))


@cache
def _host() -> str:
    """Name this machine, and on Linux the container: process numbers mean something only within one."""
    with suppress(OSError):
        return _short(f"{platform.node()} {Path('/proc/self/ns/pid').readlink()}")
    return _short(platform.node())


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _began(pid: int) -> int | None:
    """Give when a process began, in the system's own count; 0 where the system does not tell, ``None`` where no such process lives."""
    if sys.platform == "win32":
        return _began_windows(pid)
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return None if told[0] in {"Z", "X"} else int(told[19])
    except (OSError, IndexError, ValueError):
        pass  # no such process, or a system without such files
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except (OSError, OverflowError):
        pass  # somebody else's: it lives
    return 0


def _began_windows(pid: int) -> int | None:
    """Ask Windows, where ``os.kill`` would end the process."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = ctypes.c_void_p
        handle = kernel.OpenProcess(_QUERY, False, pid)
        if not handle:
            return None if ctypes.get_last_error() == _NO_SUCH_PROCESS else 0
        try:
            code, times = ctypes.c_ulong(), [ctypes.c_ulonglong() for _ in range(4)]
            kernel.GetExitCodeProcess(ctypes.c_void_p(handle), ctypes.byref(code))
            if code.value != _STILL_RUNNING:
                return None
            kernel.GetProcessTimes(ctypes.c_void_p(handle), *map(ctypes.byref, times))
            return times[0].value
        finally:
            kernel.CloseHandle(ctypes.c_void_p(handle))
    return 0
