"""The ids with which the AWS provider imports existing resources of a plan."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from typing import Any

from tools.adopt.existing_resources import ExistingResources
from tools.adopt.reference import Key
from tools.plan import REFERS_TO
from tools.state import Resource, State

COMPOSED: Mapping[str, str] = {
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": "{internetGatewayId}:{vpcId}",
    "aws:ec2/route:Route": "{routeTableId}_{destinationCidrBlock}",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "{subnetId}/{routeTableId}",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": "{vpcEndpointId}/{routeTableId}",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": "{clusterName}",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "{role}/{policyArn}",
}
"""Ids that consist of properties, in the formats of the provider's documentation, at *Import* of each resource."""

RULES: Mapping[str, bool] = {
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": True,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": False,
}
"""Whether a rule is for egress."""

ARN = re.compile(r"arn:(?P<partition>[\w-]+):\w+:(?P<region>[\w-]+):(?P<account>\d{12}):")


def ids_of(planned: State, found: ExistingResources) -> dict[Key, str]:
    """Return the import ids of the existing resources of a planned stack.

    Args:
        planned: the stack after a plan, with URNs as the ids of new resources.
        found: the existing resources.
    """
    ids: dict[str, str] = {}
    for resource in planned.resources:
        key = (resource.token, resource.name)
        if key in found.ids:
            ids[resource.id] = _normal(resource.token, found.ids[key], found)
    # A plan already contains the name that Pulumi will generate, instead of the existing one.
    names = {(one.token, one.get("name")): ids[one.id] for one in planned.resources if one.id in ids}
    for resource in planned.resources:
        composed = COMPOSED.get(resource.token)
        if composed and resource.id not in ids and (identity := _composed(composed, resource, ids, names)):
            ids[resource.id] = identity
    ids |= _rules(planned, ids, found.rules)
    return {(found.token, found.name): ids[found.id] for found in planned.resources if found.id in ids}


def _normal(kind: str, identity: str, found: ExistingResources) -> str:
    """Return an id in the provider's import format."""
    if kind == "aws:ec2/eip:Eip":
        # CloudFormation has the address, and for some stacks also the allocation id after a bar.
        allocated = identity.rpartition("|")[2]
        return found.allocations.get(allocated, allocated)
    if kind == "aws:ecs/service:Service" and identity.startswith("arn:"):
        return "/".join(identity.split("/")[-2:])
    if kind == "aws:ecs/capacityProvider:CapacityProvider" and not identity.startswith("arn:"):
        arn = next(filter(None, map(ARN.match, found.ids.values())), None)
        form = rf"arn:\g<partition>:ecs:\g<region>:\g<account>:capacity-provider/{identity}"
        return arn.expand(form) if arn else identity
    return identity


def _composed(
    form: str, resource: Resource, ids: Mapping[str, str], names: Mapping[tuple[str, str], str]
) -> str | None:
    """Fill in a form; return None unless every resource in it exists."""
    values = {}
    for _, name, _, _ in string.Formatter().parse(form):
        if name:
            value = str(resource.get(name, ""))
            existing = ids.get(value) or names.get((REFERS_TO.get(name, ""), value))
            values[name] = existing or ("" if value.startswith("urn:") else value)
    return form.format(**values) if all(values.values()) else None


def _rules(planned: State, ids: Mapping[str, str], rules: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Match planned rules with the groups' existing rules: equal ones first, then the rest in any order."""
    left = [rule for rule in rules if rule.get("SecurityGroupRuleId")]
    pairs: dict[str, str] = {}
    for equal in (True, False):
        for resource in (found for found in planned.resources if found.token in RULES and found.id not in pairs):
            for rule in left:
                if _is_for(rule, resource, ids) and (not equal or _says_the_same(rule, resource, ids)):
                    pairs[resource.id] = str(rule["SecurityGroupRuleId"])
                    left.remove(rule)
                    break
    return pairs


def _is_for(rule: Mapping[str, Any], resource: Resource, ids: Mapping[str, str]) -> bool:
    """Whether a rule is of the same group and direction, and of the same kind: a group for a block replaces a rule."""
    group = ids.get(str(resource.get("securityGroupId", "")))
    return (
        rule.get("IsEgress") is RULES[resource.token]
        and rule.get("GroupId") == group
        and ("CidrIpv4" in rule) is (resource.get("cidrIpv4") is not None)
    )


def _says_the_same(rule: Mapping[str, Any], resource: Resource, ids: Mapping[str, str]) -> bool:
    source = resource.get("referencedSecurityGroupId")
    return (rule.get("CidrIpv4"), (rule.get("ReferencedGroupInfo") or {}).get("GroupId"), rule.get("IpProtocol")) == (
        resource.get("cidrIpv4"),
        ids.get(str(source)) if source else None,
        resource.get("ipProtocol"),
    )
