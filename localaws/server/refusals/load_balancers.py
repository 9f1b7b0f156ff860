"""Load balancers: two zones, an internet gateway for internet-facing ones, target groups of one balancer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before
from localaws.server.refusals.services import load_balancers_of

if TYPE_CHECKING:
    from localaws.server.operations import Call


@before("elbv2", "DescribeCapacityReservation")
def load_balancer_exists(call: Call) -> None:
    """Refuse a missing load balancer, for which moto returns an answer."""
    arn = call.params["LoadBalancerArn"]
    if arn not in call.backend("elbv2").load_balancers:
        raise AwsError("LoadBalancerNotFound", f"Load balancer '{arn}' not found")


@before("elbv2", "CreateLoadBalancer", "SetSubnets")
def subnets_are_valid(call: Call) -> None:
    """An Application Load Balancer has subnets in at least two zones, one per zone."""
    elbv2, ec2 = call.backend("elbv2"), call.backend("ec2")
    existing = elbv2.load_balancers.get(call.params.get("LoadBalancerArn"))
    kind = existing.type if existing else call.params.get("Type", "application")
    identifiers = call.params.get("Subnets") or [
        mapping["SubnetId"] for mapping in call.params.get("SubnetMappings") or []
    ]
    if kind != "application" or not identifiers:
        return
    subnets = [_subnet(ec2, identifier) for identifier in identifiers]
    zones = [subnet.availability_zone for subnet in subnets]
    if len(set(zones)) < len(zones):
        raise AwsError(
            "InvalidConfigurationRequest",
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        )
    if len(zones) < 2:
        raise AwsError("ValidationError", "At least two subnets in two different Availability Zones must be specified")
    scheme = existing.scheme if existing else call.params.get("Scheme", "internet-facing")
    vpc_id = subnets[0].vpc_id
    if any(subnet.vpc_id != vpc_id for subnet in subnets):
        raise AwsError("InvalidConfigurationRequest", f"All subnets must belong to the same VPC: '{vpc_id}'")
    if existing and existing.vpc_id != vpc_id:
        raise AwsError("InvalidConfigurationRequest", "A load balancer cannot be moved to subnets of another VPC")
    gateways = ec2.internet_gateways.values()
    if scheme == "internet-facing" and not any(each.vpc and each.vpc.id == vpc_id for each in gateways):
        raise AwsError("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


def _subnet(ec2: Any, subnet_id: str) -> Any:
    found = ec2.describe_subnets(filters={"subnet-id": subnet_id})
    if not found:
        raise AwsError("SubnetNotFound", f"The subnet ID '{subnet_id}' does not exist")
    return found[0]


@before("elbv2", "CreateLoadBalancer")
def balancer_name_is_free(call: Call) -> dict[str, Any] | None:
    """Return the existing balancer for a repeated request, and refuse its name with other settings."""
    for balancer in call.backend("elbv2").load_balancers.values():
        if balancer.name != call.params["Name"]:
            continue
        settings = (
            (call.params.get("Type", "application"), balancer.type),
            (call.params.get("Scheme", "internet-facing"), balancer.scheme),
            (set(call.params.get("Subnets") or []), {subnet.id for subnet in balancer.subnets}),
            (set(call.params.get("SecurityGroups") or balancer.security_groups), set(balancer.security_groups)),
        )
        if all(given == present for given, present in settings):
            return {"LoadBalancers": [balancer]}
        raise AwsError(
            "DuplicateLoadBalancerName",
            f"A load balancer with the same name '{balancer.name}' exists, but with different settings",
        )
    return None


@before("elbv2", "CreateTargetGroup")
def target_group_name_is_free(call: Call) -> dict[str, Any] | None:
    """Return the existing target group for a repeated request, and refuse its name with other settings."""
    for group in call.backend("elbv2").target_groups.values():
        if group.name != call.params["Name"]:
            continue
        settings = {
            "Protocol": group.protocol,
            "Port": group.port,
            "VpcId": group.vpc_id,
            "TargetType": group.target_type,
        }
        if all(str(call.params.get(name, value)) == str(value) for name, value in settings.items()):
            return {"TargetGroups": [group]}
        raise AwsError(
            "DuplicateTargetGroupName",
            f"A target group with the same name '{group.name}' exists, but with different settings",
        )
    return None


@before("elbv2", "CreateListener")
def port_is_free(call: Call) -> None:
    """A load balancer has one listener per port."""
    arn = call.params["LoadBalancerArn"]
    balancer = call.backend("elbv2").load_balancers.get(arn)
    if balancer and call.params.get("Port") in [int(each.port) for each in balancer.listeners.values() if each.port]:
        raise AwsError("DuplicateListener", f"A listener already exists on this port for this load balancer '{arn}'")


@before("elbv2", "DeleteLoadBalancer")
def deletion_is_not_protected(call: Call) -> None:
    """A protected load balancer cannot be deleted."""
    arn = call.params["LoadBalancerArn"]
    balancer = call.backend("elbv2").load_balancers.get(arn)
    if balancer and balancer.attrs.get("deletion_protection.enabled") == "true":
        raise AwsError(
            "OperationNotPermitted", f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
        )


@before("elbv2", "CreateLoadBalancer")
def security_groups_exist(call: Call) -> None:
    """A balancer's security groups exist."""
    for group in call.params.get("SecurityGroups") or []:
        if call.backend("ec2").get_security_group_from_id(group) is None:
            raise AwsError("InvalidSecurityGroup", f"The security group '{group}' does not exist")


@before("elbv2", "CreateListener", "ModifyListener", "CreateRule", "ModifyRule")
def target_group_has_one_balancer(call: Call) -> None:
    """A target group is used by one load balancer."""
    elbv2 = call.backend("elbv2")
    balancer = balancer_of(call)
    for arn in target_groups_of(call):
        if load_balancers_of(elbv2, arn) - {balancer}:
            raise AwsError(
                "TargetGroupAssociationLimit",
                f"The following target groups cannot be associated with more than one load balancer: {arn}",
            )


def target_groups_of(call: Call) -> set[str]:
    """Return the target groups to which a call's actions forward."""
    actions = call.params.get("DefaultActions") or call.params.get("Actions") or []
    return {arn for action in actions for arn in _target_groups(action)}


def _target_groups(action: dict[str, Any]) -> list[str]:
    forwarded = [group["TargetGroupArn"] for group in action.get("ForwardConfig", {}).get("TargetGroups", [])]
    return [*([action["TargetGroupArn"]] if action.get("TargetGroupArn") else []), *forwarded]


def balancer_of(call: Call) -> str:
    """Return the load balancer of a call about a listener or a rule."""
    if call.params.get("LoadBalancerArn"):
        return str(call.params["LoadBalancerArn"])
    # arn:...:listener/app/NAME/ID/LISTENER and arn:...:listener-rule/app/NAME/ID/LISTENER/RULE
    arn = str(call.params.get("ListenerArn") or call.params["RuleArn"])
    prefix, path = arn.split(":listener", 1)
    return f"{prefix}:loadbalancer/{'/'.join(path.split('/')[1:4])}"
