"""Write down what was created, for `localaws/pulumi refresh` to adopt if the engine was killed and did not."""

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
    """Hold the file that ``LOCALAWS_CREATIONS`` names, if it names one, until this process ends.

    Whoever gets its lock knows that no further line will come.
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
