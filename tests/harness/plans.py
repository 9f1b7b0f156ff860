"""The committed plans of the stacks: a line for each resource, with a digest of each part of its registration.

After an intended change, run ``python -m tests.harness.plans`` and commit the result. To compare values instead of
digests, write the full plans of two commits into two folders: ``python -m tests.harness.plans FOLDER``.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.harness.build import STACKS, build_stack
from tests.harness.recording import Recording
from tests.harness.registration import Registration

FOLDER = Path(__file__).parent / "committed_plans"

DIGEST_LENGTH = 8

Plan = Mapping[str, Mapping[str, Any]]
"""The parts of a resource's registration with their values, by kind and name of the resource."""


def plan_of(recording: Recording) -> Plan:
    """Return everything that determines the engine's plan."""
    resources = {str(registration): _parts(recording, registration) for registration in recording}
    return dict(sorted(resources.items()))


def digests(plan: Plan) -> dict[str, str]:
    """Return the lines of a committed plan, by resource."""
    return {
        resource: " ".join(f"{part}={_digest(value)}" for part, value in parts.items())
        for resource, parts in plan.items()
    }


def committed(stack: str) -> dict[str, str]:
    """Return the digests of a committed plan, by resource."""
    lines = (FOLDER / f"{stack}.txt").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def changes(stack: str, recording: Recording) -> list[str]:
    """Return the differences of a plan from the committed one, with the current values of each part that differs."""
    plan, before = plan_of(recording), committed(stack)
    now = digests(plan)
    missing = [f"{resource}: is missing" for resource in before if resource not in now]
    return missing + [
        f"{resource}: {_json({part: plan[resource][part] for part in _differing(before.get(resource, ''), line)})}"
        for resource, line in now.items()
        if line != before.get(resource)
    ]


def _differing(before: str, now: str) -> list[str]:
    return [digest.partition("=")[0] for digest in now.split(" ") if digest not in before.split(" ")]


def _parts(recording: Recording, registration: Registration) -> dict[str, Any]:
    def named(urns: frozenset[str]) -> list[str]:
        return sorted(str(recording.registrations.get(urn, urn)) for urn in urns)

    parent = recording.registrations.get(registration.parent)
    return {
        "inputs": {**registration.inputs, "secret": sorted(registration.secret_inputs)},
        "dependencies": {
            "all": named(registration.depends_on),
            **{key: named(urns) for key, urns in registration.property_dependencies.items()},
        },
        "options": {
            "parent": str(parent),
            "provider": registration.provider,
            "aliases": registration.aliases,
            "protect": registration.protect,
            "retainOnDelete": registration.retain_on_delete,
            "deleteBeforeReplace": registration.delete_before_replace,
            "ignoreChanges": registration.ignore_changes,
            "replaceOnChanges": registration.replace_on_changes,
            "replaceWith": registration.replace_with,
            "replacementTrigger": registration.replacement_trigger,
            "timeouts": registration.custom_timeouts,
        },
        "outputs": {**registration.outputs, "secret": sorted(registration.secret_outputs)},
    }


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _digest(value: Any) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()[:DIGEST_LENGTH]


def _write(folder: Path | None) -> None:
    for stack in STACKS:
        plan = plan_of(build_stack(stack))
        if folder is None:
            lines = [f"{resource}: {line}\n" for resource, line in digests(plan).items()]
            (FOLDER / f"{stack}.txt").write_text("".join(lines))
        else:
            folder.mkdir(exist_ok=True, parents=True)
            (folder / f"{stack}.json").write_text(json.dumps(plan, indent=1, sort_keys=True, default=str))


if __name__ == "__main__":
    _write(Path(sys.argv[1]) if sys.argv[1:] else None)
