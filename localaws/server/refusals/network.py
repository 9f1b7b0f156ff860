"""EC2 networking: resources in use cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localaws.server.operations import Call


@before("ec2", "DeleteSecurityGroup")
def security_group_is_unused(call: Call) -> None:
    """A group on an interface or in a rule of another group cannot be deleted."""
    ec2 = call.backend("ec2")
    group = ec2.get_security_group_from_id(call.params.get("GroupId"))
    if group is None:
        return
    if group.name == "default":
        raise AwsError("CannotDelete", f'the specified group: "{group.id}" name: "default" cannot be deleted by a user')
    on_interface = any(group.id in {each.id for each in eni.group_set if each} for eni in ec2.enis.values())
    if on_interface or any(group.id in _referenced_groups(other) for other in _other_groups(ec2, group)):
        raise AwsError("DependencyViolation", f"resource {group.id} has a dependent object")


def _other_groups(ec2: Any, group: Any) -> Iterator[Any]:
    for groups in ec2.groups.values():
        yield from (other for other in groups.values() if other.id != group.id)


def _referenced_groups(group: Any) -> set[str]:
    rules = [*group.ingress_rules, *group.egress_rules]
    return {rule.source_group["GroupId"] for rule in rules if rule.source_group.get("GroupId")}


@before("ec2", "RevokeSecurityGroupIngress")
@before("ec2", "RevokeSecurityGroupEgress")
def rule_exists(call: Call) -> None:
    """A rule with the given id belongs to the group."""
    group = call.backend("ec2").get_security_group_from_id(call.params.get("GroupId"))
    rules = [*group.ingress_rules, *group.egress_rules] if group else []
    for rule_id in call.params.get("SecurityGroupRuleIds", []) if group else []:
        if all(rule.id != rule_id for rule in rules):
            message = f"The security group rule ID '{rule_id}' does not exist"
            raise AwsError("InvalidSecurityGroupRuleId.NotFound", message)


@before("ec2", "DisassociateVpcCidrBlock")
def cidr_block_is_associated(call: Call) -> None:
    """A block that is no longer associated cannot be disassociated."""
    association_id = call.params.get("AssociationId")
    for vpc in call.backend("ec2").vpcs.values():
        association = next(
            (each for each in vpc.get_cidr_block_association_set() if each["association_id"] == association_id), None
        )
        if association and association["cidr_block_state"]["state"] == "disassociated":
            message = f"The vpc CIDR block association ID '{association_id}' does not exist"
            raise AwsError("InvalidVpcCidrBlockAssociationID.NotFound", message)


@before("ec2", "ReleaseAddress")
def elastic_ip_is_unused(call: Call) -> None:
    """An Elastic IP of an interface must be disassociated first."""
    ec2 = call.backend("ec2")
    for address in ec2.addresses:
        if address.allocation_id == call.params.get("AllocationId") and (address.eni or address.instance):
            raise AwsError("InvalidIPAddress.InUse", f"Address {address.public_ip} is in use.")


@before("ec2", "CreateNatGateway")
def elastic_ip_is_free(call: Call) -> None:
    """An Elastic IP exists, and only one gateway at a time uses it.

    moto creates the gateway's interface before it checks the address, and keeps it if the address is missing.
    """
    allocation_id = call.params.get("AllocationId")
    addresses = [each for each in call.backend("ec2").addresses if each.allocation_id == allocation_id]
    if allocation_id and not addresses:
        raise AwsError("InvalidAllocationID.NotFound", f"The allocation ID '{allocation_id}' does not exist")
    if any(address.eni for address in addresses):
        raise AwsError("Resource.AlreadyAssociated", f"Elastic IP address [{allocation_id}] is already associated")


@before("ec2", "DisassociateAddress")
def elastic_ip_is_not_of_a_nat_gateway(call: Call) -> None:
    """Only the deletion of a NAT gateway frees its address."""
    for address in call.backend("ec2").addresses:
        if (
            address.association_id
            and address.association_id == call.params.get("AssociationId")
            and address.eni
            and address.eni.requester_managed
        ):
            raise AwsError("AuthFailure", "You do not have permission to access the specified resource.")


@before("ec2", "DeleteSubnet")
def subnet_is_unused(call: Call) -> None:
    """A subnet with a network interface cannot be deleted."""
    subnet_id = call.params["SubnetId"]
    if any(eni.subnet.id == subnet_id for eni in call.backend("ec2").enis.values()):
        raise AwsError("DependencyViolation", f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")


@before("ec2", "DeleteNetworkInterface")
def network_interface_is_unused(call: Call) -> None:
    """An interface must be detached first."""
    interface = call.backend("ec2").enis.get(call.params["NetworkInterfaceId"])
    if interface and (interface.instance or interface.status == "in-use"):
        raise AwsError("InvalidParameterValue", f"Network interface '{interface.id}' is currently in use.")


@before("ec2", "DeleteVpc")
def vpc_is_empty(call: Call) -> None:
    """A VPC is deleted after its gateways, endpoints, groups and route tables (moto checks subnets and tables)."""
    ec2, vpc_id = call.backend("ec2"), call.params["VpcId"]
    attached = any(gateway.vpc and gateway.vpc.id == vpc_id for gateway in ec2.internet_gateways.values())
    endpoints = any(endpoint.vpc_id == vpc_id for endpoint in ec2.vpc_end_points.values())
    groups = any(group.name != "default" for group in ec2.groups.get(vpc_id, {}).values())
    if attached or endpoints or groups:
        raise AwsError("DependencyViolation", f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")


@before("ec2", "DetachInternetGateway")
def no_public_address_is_mapped(call: Call) -> None:
    """The internet gateway cannot be detached while an interface of the VPC has a public address."""
    ec2, vpc_id = call.backend("ec2"), call.params["VpcId"]
    if any(eni.public_ip and eni.subnet.vpc_id == vpc_id for eni in ec2.enis.values()):
        raise AwsError(
            "DependencyViolation",
            f"Network {vpc_id} has some mapped public address(es)."
            " Please unmap those public address(es) before detaching the gateway.",
        )


@before("ec2", "AttachInternetGateway")
def vpc_has_one_internet_gateway(call: Call) -> None:
    """A VPC has one internet gateway."""
    vpc_id = call.params["VpcId"]
    for gateway in call.backend("ec2").internet_gateways.values():
        if gateway.vpc and gateway.vpc.id == vpc_id and gateway.id != call.params["InternetGatewayId"]:
            raise AwsError("InvalidParameterValue", f"Network {vpc_id} already has an internet gateway attached")
