"""Write down what was created, for `localaws/pulumi refresh` to adopt if the engine was killed and did not."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from localaws.plugin.row import State

RECORD_VARIABLE = "LOCALAWS_CREATIONS"

_lock = threading.Lock()


def record(urn: str, resource_id: str, properties: State) -> None:
    """Append a line to the file that ``LOCALAWS_CREATIONS`` names, if it names one."""
    name = os.environ.get(RECORD_VARIABLE)
    if not name:
        return
    line = json.dumps({"urn": urn, "id": resource_id, "outputs": properties})
    with _lock, Path(name).open("a") as file:
        file.write(f"{line}\n")
