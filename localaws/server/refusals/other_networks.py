"""Resources of one VPC cannot be used in another: security groups, their rules, and target groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before
from localaws.server.refusals.load_balancers import balancer_of, target_groups_of
from localaws.server.refusals.services import invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localaws.server.operations import Call


def _of_other_vpcs(ec2: Any, groups: Iterable[str] | None, vpc_id: str) -> list[str]:
    """Return the security groups of another VPC; other checks refuse missing groups."""
    found = [ec2.get_security_group_from_id(group) for group in groups or []]
    return [group.id for group in found if group is not None and group.vpc_id != vpc_id]


def _vpc_of(ec2: Any, subnet_id: str) -> str | None:
    """Return the VPC of a subnet, or None if the subnet is missing."""
    found = ec2.describe_subnets(filters={"subnet-id": subnet_id})
    return str(found[0].vpc_id) if found else None


@before("elbv2", "CreateLoadBalancer", "SetSecurityGroups")
def groups_of_a_balancer(call: Call) -> None:
    """A load balancer's groups belong to its VPC."""
    ec2 = call.backend("ec2")
    balancer = call.backend("elbv2").load_balancers.get(call.params.get("LoadBalancerArn"))
    subnets = call.params.get("Subnets") or [each["SubnetId"] for each in call.params.get("SubnetMappings") or []]
    vpc_id = balancer.vpc_id if balancer else _vpc_of(ec2, subnets[0]) if subnets else None
    for group in _of_other_vpcs(ec2, call.params.get("SecurityGroups"), vpc_id) if vpc_id else []:
        raise AwsError("InvalidConfigurationRequest", f'Security group "{group}" does not belong to VPC "{vpc_id}"')


@before("elbv2", "CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
def target_groups_of_a_listener(call: Call) -> None:
    """A listener forwards to target groups of its load balancer's VPC."""
    elbv2, arn = call.backend("elbv2"), balancer_of(call)
    balancer = elbv2.load_balancers.get(arn)
    for group_arn in target_groups_of(call) if balancer else []:
        group = elbv2.target_groups.get(group_arn)
        if group is not None and group.vpc_id and group.vpc_id != balancer.vpc_id:
            raise AwsError(
                "InvalidConfigurationRequest",
                f"Target group '{group_arn}' is in a different VPC than load balancer '{arn}'",
            )


@before("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "ModifySecurityGroupRules")
def groups_of_a_rule(call: Call) -> None:
    """A rule references groups of its own group's VPC; the server does not simulate peering."""
    ec2 = call.backend("ec2")
    group = ec2.get_security_group_from_id(call.params.get("GroupId"))
    pairs = [pair for each in call.params.get("IpPermissions") or [] for pair in each.get("UserIdGroupPairs") or []]
    named = [pair.get("GroupId") for pair in pairs]
    changed = [each["SecurityGroupRule"] for each in call.params.get("SecurityGroupRules") or []]
    named += [rule["ReferencedGroupId"] for rule in changed if rule.get("ReferencedGroupId")]
    if group is not None and _of_other_vpcs(ec2, filter(None, named), group.vpc_id):
        raise AwsError("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")


@before("ec2", "CreateNetworkInterface", "RunInstances")
def groups_of_an_interface(call: Call) -> None:
    """An interface's groups belong to its subnet's VPC."""
    ec2, subnet_id = call.backend("ec2"), call.params.get("SubnetId")
    vpc_id = _vpc_of(ec2, subnet_id) if subnet_id else None
    groups = call.params.get("Groups") or call.params.get("SecurityGroupIds")
    for group in _of_other_vpcs(ec2, groups, vpc_id) if vpc_id else []:
        raise AwsError(
            "InvalidParameter", f"Security group {group} and subnet {subnet_id} belong to different networks."
        )


@before("ec2", "CreateVpcEndpoint", "ModifyVpcEndpoint")
def parts_of_an_endpoint(call: Call) -> None:
    """An endpoint's groups, subnets and route tables belong to its VPC."""
    ec2 = call.backend("ec2")
    endpoint = ec2.vpc_end_points.get(call.params.get("VpcEndpointId"))
    vpc_id = endpoint.vpc_id if endpoint else call.params.get("VpcId")
    if vpc_id is None:
        return
    given = {
        name: [*(call.params.get(name) or []), *(call.params.get(f"Add{name}") or [])]
        for name in ("SecurityGroupIds", "SubnetIds", "RouteTableIds")
    }
    foreign = _of_other_vpcs(ec2, given["SecurityGroupIds"], vpc_id)
    foreign += [each for each in given["SubnetIds"] if _vpc_of(ec2, each) not in (None, vpc_id)]
    tables = [ec2.route_tables[each] for each in given["RouteTableIds"] if each in ec2.route_tables]
    foreign += [table.id for table in tables if table.vpc_id != vpc_id]
    for identifier in foreign:
        raise AwsError("InvalidParameter", f"{identifier} and {vpc_id} belong to different networks.")


@before("ecs", "CreateService", "UpdateService", "RunTask")
def groups_of_tasks(call: Call) -> None:
    """The subnets and groups of tasks belong to one VPC."""
    ec2 = call.backend("ec2")
    network = (call.params.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
    vpc_id = _vpc_of(ec2, network["subnets"][0]) if network.get("subnets") else None
    if any(_vpc_of(ec2, subnet) not in (None, vpc_id) for subnet in network.get("subnets") or []):
        raise invalid("The subnets must be in the same VPC.")
    for group in _of_other_vpcs(ec2, network.get("securityGroups"), vpc_id) if vpc_id else []:
        raise invalid(f"Security group {group} does not appear to belong to the same VPC as the input subnets.")


@before("ec2", "AssociateRouteTable")
def table_of_a_subnet(call: Call) -> None:
    """A subnet is associated with one route table, of its VPC."""
    ec2 = call.backend("ec2")
    table, subnet_id = ec2.route_tables.get(call.params["RouteTableId"]), call.params.get("SubnetId")
    if table is None or subnet_id is None:
        return
    if _vpc_of(ec2, subnet_id) not in (None, table.vpc_id):
        raise AwsError(
            "InvalidParameterValue", f"route table {table.id} and subnet {subnet_id} belong to different networks"
        )
    others = [each for each in ec2.route_tables.values() if each.id != table.id]
    if any(subnet_id in each._associations.values() for each in others):
        raise AwsError(
            "Resource.AlreadyAssociated",
            f"the specified association for route table {table.id} conflicts with an existing association",
        )


@before("ec2", "ReplaceRouteTableAssociation")
def other_table_of_a_subnet(call: Call) -> None:
    """The replacement of a route table belongs to the same VPC."""
    ec2, association = call.backend("ec2"), call.params["AssociationId"]
    new = ec2.route_tables.get(call.params["RouteTableId"])
    old = next((each for each in ec2.route_tables.values() if association in each._associations), None)
    if new is not None and old is not None and new.vpc_id != old.vpc_id:
        raise AwsError(
            "InvalidParameterValue", f"route table {new.id} and association {association} belong to different networks"
        )
