"""Reads the output of ``pulumi preview --json --show-sames``: a stack before and after an update."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tools.state import State, UnreadableError, read_state, state_of

# UnknownStringValue in sdk/go/common/resource/plugin/rpc.go of pulumi/pulumi.
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

NO_PLAN = "this is not a plan: the output of `pulumi preview --json --show-sames` is needed"

SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
REFERS_TO: Mapping[str, str] = {
    "allocationId": "aws:ec2/eip:Eip",
    "cluster": "aws:ecs/cluster:Cluster",
    "clusterName": "aws:ecs/cluster:Cluster",
    "gatewayId": "aws:ec2/internetGateway:InternetGateway",
    "internetGatewayId": "aws:ec2/internetGateway:InternetGateway",
    "launchTemplateId": "aws:ec2/launchTemplate:LaunchTemplate",
    "loadBalancerArn": "aws:lb/loadBalancer:LoadBalancer",
    "natGatewayId": "aws:ec2/natGateway:NatGateway",
    "referencedSecurityGroupId": GROUP,
    "resourceId": "aws:ecs/service:Service",
    "role": "aws:iam/role:Role",
    "routeTableId": "aws:ec2/routeTable:RouteTable",
    "securityGroupId": GROUP,
    "securityGroupIds": GROUP,
    "securityGroups": GROUP,
    "subnetId": SUBNET,
    "subnetIds": SUBNET,
    "subnets": SUBNET,
    "taskDefinition": "aws:ecs/taskDefinition:TaskDefinition",
    "vpcEndpointId": "aws:ec2/vpcEndpoint:VpcEndpoint",
    "vpcId": "aws:ec2/vpc:Vpc",
    "vpcSecurityGroupIds": GROUP,
    "vpcZoneIdentifiers": SUBNET,
}
"""The types of the resources to which properties refer by id or ARN."""

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """A stack before and after the update that a preview plans."""

    before: State
    after: State


def read_change(text: str) -> Plan:
    """Read a preview, or a state as a preview without changes.

    Raises:
        UnreadableError: the text is neither.
    """
    try:
        planned = "steps" in json.loads(text)
    except (ValueError, TypeError):
        planned = False
    if planned:
        return read_plan(text)
    state = read_state(text)
    return Plan(state, state)


def read_plan(text: str) -> Plan:
    """Read a preview.

    A planned resource has no id yet, so its id is its URN. The properties that refer to it get the same URN, by the
    dependencies that the engine records for each property.

    Raises:
        UnreadableError: it is not a preview, it failed, or it lacks the unchanged resources.
    """
    try:
        plan = json.loads(text)
        _refuse_errors(plan)
        steps = [step for step in plan["steps"] if step["op"] != "refresh"]
        unchanged = sum(step["op"] == "same" for step in steps)
        before = {step["urn"]: step["oldState"] for step in steps if step.get("oldState")}
        after = {step["urn"]: step["newState"] for step in steps if step.get("newState")}
        if unchanged < (plan.get("changeSummary") or {}).get("same", 0):
            raise UnreadableError(
                "this preview lacks the unchanged resources: add --show-sames to `pulumi preview --json`"
            )
        filled = _Filling(before, after)
        region = (plan.get("config") or {}).get("aws:region")
        states = [state_of(before.values()), state_of(filled.entries())]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableError(NO_PLAN) from None
    if not any(state.resources for state in states):
        raise UnreadableError(NO_PLAN)
    names = next(state for state in states if state.stack)
    found = next(filter(None, (state.region for state in reversed(states))), region)
    was, will_be = (replace(state, project=names.project, stack=names.stack, region=found) for state in states)
    return Plan(was, will_be)


def _refuse_errors(plan: Mapping[str, Any]) -> None:
    errors = [found["message"].strip() for found in plan.get("diagnostics") or [] if found.get("severity") == "error"]
    if errors:
        raise UnreadableError("\n".join(["the preview failed:", *errors]))


class _Filling:
    """Replaces the missing ids of a plan with URNs."""

    def __init__(self, before: Mapping[str, Entry], after: Mapping[str, Entry]) -> None:
        self._before = before
        self._after = after

    def entries(self) -> Iterator[Entry]:
        for urn, entry in self._after.items():
            # A replaced resource has no id in its new state, and its old outputs are no longer valid.
            known = self._before.get(urn, {}).get("outputs") or {} if entry.get("id") else {"id": urn, "arn": urn}
            needs: Mapping[str, list[str]] = entry.get("propertyDependencies") or {}
            inputs = {
                key: self._filled(key, value, sorted(needs.get(key) or []))
                for key, value in (entry.get("inputs") or {}).items()
            }
            yield {**entry, "id": entry.get("id") or urn, "outputs": {**known, **inputs}}

    def _filled(self, key: str, value: Any, needs: list[str], place: int = 0) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(name, item, needs) for name, item in value.items()}
        if isinstance(value, list):
            return [self._filled(key, item, needs, number) for number, item in enumerate(value)]
        if value != UNKNOWN:
            return value
        candidates = self._nearest(REFERS_TO.get(key), needs)
        return candidates[place] if place < len(candidates) else None

    def _nearest(self, token: str | None, needs: Iterable[str]) -> list[str]:
        """Return the resources of a type on which a property depends, directly or indirectly."""
        seen: set[str] = set()
        level = list(needs)
        while level:
            found = [urn for urn in level if self._after.get(urn, {}).get("type") == token]
            if found:
                return found
            seen.update(level)
            entries = (self._after.get(urn, {}).get("propertyDependencies") or {} for urn in level)
            level = sorted({urn for entry in entries for urns in entry.values() for urn in urns or []} - seen)
        return []
