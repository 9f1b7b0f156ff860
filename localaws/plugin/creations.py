"""Records created resources, which `localaws/pulumi refresh` adopts if the engine is killed."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from pathlib import Path
from typing import TextIO

from localaws.plugin.row import State

RECORD_VARIABLE = "LOCALAWS_CREATIONS"

_lock = threading.Lock()
_open: dict[str, TextIO] = {}


def begin() -> None:
    """Lock the file in ``LOCALAWS_CREATIONS``, if it is set, until this process ends.

    A process that gets the lock later knows that the file is complete.
    """
    name = os.environ.get(RECORD_VARIABLE)
    if not name:
        return
    with _lock:
        if name not in _open:
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            _open[name] = path.open("a")
            fcntl.flock(_open[name], fcntl.LOCK_SH)


def record(urn: str, resource_id: str, properties: State) -> None:
    """Append a line to the file that ``begin`` opened."""
    line = json.dumps({"urn": urn, "id": resource_id, "outputs": properties})
    with _lock:
        file = _open.get(os.environ.get(RECORD_VARIABLE, ""))
        if file:
            file.write(f"{line}\n")
            file.flush()
