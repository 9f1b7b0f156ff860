"""A recorded build as ``pulumi stack export`` would print it, once deployed."""

from __future__ import annotations

import json
from typing import Any

from tests.unit.recording import Recording
from tests.unit.registration import Registration


def exported(recording: Recording, stack: str) -> str:
    """Return the state of a stack of this name that holds what was recorded."""
    return json.dumps({"version": 3, "deployment": {"resources": [_entry(found, stack) for found in recording]}})


def _entry(found: Registration, stack: str) -> dict[str, Any]:
    urn = found.urn.replace("urn:pulumi:test::", f"urn:pulumi:{stack}::")
    return {
        "urn": urn,
        "custom": found.custom,
        "id": found.id,
        "type": urn.split("::")[2].rpartition("$")[2],
        "outputs": {**found.inputs, **found.computed},
    }
