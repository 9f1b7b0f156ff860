"""The policy pack has the same findings in a preview, in which dependencies replace unknown values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from policy.controls import CONTROLS
from policy.engine_resources import from_engine
from policy.mandatory import render as render_mandatory
from tests.harness.build import STACKS, build_stack
from tests.harness.recording import Recording
from tests.harness.registration import UNKNOWN
from tests.unit.project.test_security_controls import stack

DECIDED_BY_THE_UPDATE = {"ECS.4", "ECS.5", "ECS.8", "ECS.9", "ECS.20"}
"""Controls of the container definitions, which contain the name of the log group."""


class NotKnownError(Exception):
    """Stands in for pulumi_policy's error."""


class Checking(dict[str, Any]):
    """Stands in for pulumi_policy's proxy of properties."""

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if value == UNKNOWN:
            raise NotKnownError
        return Checking(value) if isinstance(value, dict) else CheckingList(value) if isinstance(value, list) else value


class CheckingList(list[Any]):
    def __getitem__(self, index: Any) -> Any:
        value = super().__getitem__(index)
        if value == UNKNOWN:
            raise NotKnownError
        return Checking(value) if isinstance(value, dict) else value


@dataclass
class EnginesResource:
    resource_type: str
    urn: str
    name: str
    props: Mapping[str, Any]
    property_dependencies: Mapping[str, Sequence[EnginesResource]] = field(default_factory=dict)


def engines(recording: Recording) -> list[EnginesResource]:
    """Return the resources of a preview as the engine passes them to a policy pack."""
    resources = {}
    for found in recording.custom:
        outputs = dict.fromkeys(("id", *found.computed), UNKNOWN)
        token = found.urn.split("::")[2].rpartition("$")[2]
        resources[found.urn] = EnginesResource(token, found.urn, found.name, Checking({**outputs, **found.inputs}))
    for found in recording.custom:
        resources[found.urn].property_dependencies = {
            name: [resources[urn] for urn in sorted(urns) if urn in resources]
            for name, urns in found.property_dependencies.items()
        }
    return list(resources.values())


@pytest.mark.parametrize("name", STACKS)
def test_a_preview_has_the_findings_of_the_update(name: str) -> None:
    resources = from_engine(engines(build_stack(name, preview=True)), NotKnownError)
    for control in CONTROLS:
        in_preview = {str(found) for found in control.check.failures(resources)}
        in_update = set(control.check.failing(stack(name)))
        assert in_preview <= in_update if control.id in DECIDED_BY_THE_UPDATE else in_preview == in_update, control.id


def test_the_pack_can_be_mandatory_for_a_stack_that_passes() -> None:
    config = json.loads(render_mandatory())
    assert config.pop("all") == "mandatory"
    assert config == {control.id: "advisory" for control in CONTROLS if control.result == "no"}
