"""Plans a change of a stack by the rules of the stand-in for the AWS plugin, without the engine.

Both programs are built under mocks. A replaced resource gets another id, and an updated one gets the outputs that AWS
changes; resources with these values in their inputs change in turn.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from localaws.plugin import diff
from localaws.plugin.check import DEFAULTS_KEY, Naming, ProviderConfig, check_inputs
from localaws.plugin.operations import row_of
from localaws.plugin.row import Inputs, Row
from localaws.plugin.rows import TABLE
from tests.harness.aws_outputs import REGION
from tests.harness.build import build
from tests.harness.recording import Recording
from tests.harness.registration import Registration

CREATE, UPDATE, REPLACE, DELETE = "create", "update", "replace", "delete"

TRIGGER = "replacementTrigger"

NEW = "-new"
"""The suffix of a new resource's outputs, which distinguishes them from those of the replaced resource."""

UNCHANGED_IN_A_NEW_ONE = {"aws:acm/certificate:Certificate": frozenset({"domainValidationOptions"})}
"""Outputs that a replacement returns again: ACM derives the validation record from the account and the domain."""

IDS_OF_MOCKS = re.compile(r"got [\w.]+/[\w-]+/id")
"""Ids of the mocks, which consist of kind and name, unlike those of AWS."""


@dataclass(frozen=True)
class Step:
    """An operation on a resource; ``properties`` are those that change or cause the replacement."""

    operation: str
    type: str
    name: str
    properties: frozenset[str] = frozenset()
    deletes_first: bool = False
    retained: bool = False
    """Whether a deletion only removes the resource from the state."""

    def __str__(self) -> str:
        return f"{self.operation} {self.type} {self.name} {sorted(self.properties)}"


Plan = tuple[Step, ...]
Outputs = Mapping[Any, Any]
"""The new values of outputs that change, by old values."""


def plan_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> Plan:
    """Return the operations on a stack for a change of its configuration."""
    return _plan_text(json.dumps(before), json.dumps(after))


@functools.cache
def _plan_text(before: str, after: str) -> Plan:
    return plan_recordings(build(json.loads(before)), build(json.loads(after)))


def plan_recordings(before: Recording, after: Recording) -> Plan:
    """Return the operations on one program's resources when another program runs."""
    return tuple(sorted(_Planner(before, after).steps, key=lambda step: (step.type, step.name)))


def type_of(registration: Registration) -> str:
    """Return the type's token."""
    return registration.urn.split("::")[2].rpartition("$")[2]


class _Planner:
    """Compares the resources in the order of registration, so that each follows those whose outputs it uses."""

    def __init__(self, before: Recording, after: Recording) -> None:
        self.steps: list[Step] = []
        self._changed: dict[str, Outputs] = {}
        self._replaced: set[str] = set()
        self._deleted_first: set[str] = set()
        for urn, new in after.registrations.items():
            old = before.registrations.get(urn)
            if not (new.custom or new.remote):
                continue
            if old is None:
                self.steps.append(Step(CREATE, type_of(new), new.name))
            elif type_of(new) in TABLE:
                self._compare(old, new)
            else:
                self._compare_other(old, new)
        gone = [old for urn, old in before.registrations.items() if urn not in after.registrations]
        self.steps += [
            Step(DELETE, type_of(old), old.name, retained=old.retain_on_delete)
            for old in gone
            if old.custom or old.remote
        ]

    def _compare(self, old: Registration, new: Registration) -> None:
        row, _ = row_of(type_of(new))
        old_inputs = _checked(row, old, old.inputs, {})
        asked = self._asked(old, new)
        new_inputs = _checked(row, new, _ignoring(old, new, self._inputs_of(new)), old_inputs)
        # If the trigger has changed, the engine does not ask the provider.
        is_triggered = TRIGGER in asked
        changes = [] if is_triggered else _changes(row, {**old.computed, **old_inputs}, old_inputs, new_inputs)
        changes = [change for change in changes if change.name not in new.ignore_changes]
        forced = [change for change in changes if change.replace or change.name in new.replace_on_changes]
        lost = self._inputs_from_deleted(row, new)
        replacing = frozenset(change.name for change in forced) | asked | lost
        names = frozenset(change.name for change in changes)
        if replacing:
            self._replaced.add(new.urn)
            renewed = {"id", *new.computed} - UNCHANGED_IN_A_NEW_ONE.get(type_of(new), frozenset())
            self._changed[new.urn] = {**self._passed_through(new), **_new_outputs(new, renewed)}
            first = new.delete_before_replace
            if first is None:
                first = bool(lost) or row.delete_before_replace or _name_is_fixed(row, new_inputs)
            if first:
                self._deleted_first.add(new.urn)
            self.steps.append(Step(REPLACE, type_of(new), new.name, replacing, deletes_first=first))
        elif names:
            self._changed[new.urn] = {**self._passed_through(new), **_new_outputs(new, row.changing(names, new_inputs))}
            self.steps.append(Step(UPDATE, type_of(new), new.name, names - {"tagsAll"}))

    def _inputs_from_deleted(self, row: Row, new: Registration) -> frozenset[str]:
        """Return the inputs from a resource that is deleted first and whose change would replace this resource too.

        The engine does not know such an input while it plans, although its value may stay the same
        (calculateDependentReplacements of its step generator).
        """
        return frozenset(
            key
            for key, urns in new.property_dependencies.items()
            if key in row.inputs and row.inputs[key].replace and not urns.isdisjoint(self._deleted_first)
        )

    def _compare_other(self, old: Registration, new: Registration) -> None:
        """Compare a resource of another plugin, such as awsx; updates in place of such resources are not planned."""
        inputs = self._inputs_of(new)
        keys = frozenset(key for key in {*old.inputs, *inputs} if old.inputs.get(key) != inputs.get(key))
        if keys:
            self.steps.append(Step(UPDATE, type_of(new), new.name, keys))

    def _inputs_of(self, new: Registration) -> Inputs:
        return {key: _with_outputs(value, self._outputs_in(new, key)) for key, value in new.inputs.items()}

    def _outputs_in(self, new: Registration, key: str) -> Outputs:
        """Return the changed outputs that an input can contain."""
        urns = new.property_dependencies.get(key, frozenset())
        return {value: renewed for urn in urns for value, renewed in self._changed.get(urn, {}).items()}

    def _passed_through(self, new: Registration) -> Outputs:
        """Return the changed outputs of other resources that are inputs, and therefore outputs, of this resource."""
        return {value: renewed for key in new.inputs for value, renewed in self._outputs_in(new, key).items()}

    def _asked(self, old: Registration, new: Registration) -> frozenset[str]:
        """Return the resource options that force a replacement, independent of the provider."""
        outputs = {value: renewed for found in self._changed.values() for value, renewed in found.items()}
        # The engine replaces nothing when a trigger is added or removed.
        trigger = _with_outputs(new.replacement_trigger, outputs)
        triggered = None not in (old.replacement_trigger, trigger) and old.replacement_trigger != trigger
        with_another = not self._replaced.isdisjoint(new.replace_with)
        options = {TRIGGER: triggered, "replaceWith": with_another}
        return frozenset(option for option, asks in options.items() if asks)


def _ignoring(old: Registration, new: Registration, inputs: Inputs) -> Inputs:
    """Return the inputs as the engine passes them to the provider: the old ones if changes are ignored."""
    kept = {name: old.inputs[name] for name in new.ignore_changes if name in old.inputs}
    return {**{name: value for name, value in inputs.items() if name not in new.ignore_changes}, **kept}


def _changes(row: Row, state: Inputs, old_inputs: Inputs, new_inputs: Inputs) -> list[diff.Change]:
    _, shape = row_of(row.resource_type)
    return diff.changes(row, shape, state, old_inputs, new_inputs)


def _checked(row: Row, registration: Registration, inputs: Mapping[str, Any], old: Inputs) -> Inputs:
    """Return the inputs as the plugin completes them."""
    _, shape = row_of(row.resource_type)
    naming = Naming(registration.name)
    checked, failures = check_inputs(row, shape, old, dict(inputs), ProviderConfig(region=REGION), naming)
    failures = [failure for failure in failures if not IDS_OF_MOCKS.search(failure.reason)]
    assert not failures, f"{registration}: {failures}"
    return checked


def _name_is_fixed(row: Row, inputs: Inputs) -> bool:
    rule = row.auto_name
    return rule is not None and rule.property in inputs and rule.property not in inputs.get(DEFAULTS_KEY, ())


def _new_outputs(registration: Registration, names: Iterable[str]) -> Outputs:
    """Return new outputs by old ones. In the mocks, a text belongs to a resource if it contains the resource's name."""
    values = {"id": registration.id, **registration.computed}
    leaves = [value for name in names if name in values for value in _leaves(values[name])]
    return {value: f"{value}{NEW}" for value in leaves if not isinstance(value, str) or registration.name in value}


def _leaves(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, list) else [value]


def _with_outputs(value: Any, outputs: Outputs) -> Any:
    """Return an input with outputs replaced, at any depth and within texts."""
    if not outputs:
        return value
    if isinstance(value, Mapping):
        return {key: _with_outputs(item, outputs) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_outputs(item, outputs) for item in value]
    for old, new in outputs.items():
        if isinstance(old, str) and isinstance(value, str):
            value = value.replace(old, new)
        elif str(value) == str(old):
            value = new
    return value
