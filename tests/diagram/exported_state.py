"""Exports a recorded build as the Pulumi CLI does: the state after a deployment, and the plan."""

from __future__ import annotations

import json
from typing import Any

from tests.harness.recording import Recording
from tests.harness.registration import Registration


def exported(recording: Recording, stack: str) -> str:
    """Return the state of a stack of this name with the recorded resources."""
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


def planned(recording: Recording, stack: str, *, before: Recording | None = None) -> str:
    """Return the plan from an optional deployed build to a recorded preview.

    As in the engine's output, a new resource has no id, and values that depend on it are unknown.
    """
    old = {found.urn: _entry(found, stack) for found in before or ()}
    steps = []
    for found in recording:
        planned_entry = {
            **_entry(found, stack),
            "id": old.get(found.urn, {}).get("id", ""),
            "inputs": dict(found.inputs),
            "outputs": {},
            "propertyDependencies": {
                key: [urn.replace("urn:pulumi:test::", f"urn:pulumi:{stack}::") for urn in sorted(urns)]
                for key, urns in found.property_dependencies.items()
            },
        }
        was = {"oldState": old[found.urn]} if found.urn in old else {}
        op = "update" if was else "create"
        steps.append({"op": op, "urn": planned_entry["urn"], "newState": planned_entry, **was})
    kept = {found.urn for found in recording}
    steps += [{"op": "delete", "urn": entry["urn"], "oldState": entry} for urn, entry in old.items() if urn not in kept]
    return json.dumps({"config": {"aws:region": "us-east-1"}, "steps": steps})
