"""VPC endpoints: the conditions of private DNS, and endpoints that would conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.catalogue.endpoint_services import private_dns_name
from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameter", message)


@before("ec2", "CreateVpcEndpoint")
def private_dns_is_possible(call: Call) -> None:
    """Private DNS needs a name of the service, DNS in the VPC, and no other endpoint with that name."""
    # Interface endpoints have private DNS by default.
    if call.params.get("VpcEndpointType") == "Interface" and call.params.get("PrivateDnsEnabled", True):
        # AWS creates an endpoint without private DNS if the request has none and the service does not support it.
        requested = "PrivateDnsEnabled" in call.params
        if requested or private_dns_name(call.region, call.params["ServiceName"]):
            _check_private_dns(call, call.params["VpcId"], call.params["ServiceName"])


@before("ec2", "ModifyVpcEndpoint")
def private_dns_can_be_turned_on(call: Call) -> None:
    """Private DNS of an existing endpoint has the same conditions."""
    endpoint = call.backend("ec2").vpc_end_points.get(call.params["VpcEndpointId"])
    if endpoint is not None and call.params.get("PrivateDnsEnabled"):
        _check_private_dns(call, endpoint.vpc_id, endpoint.service_name, endpoint)


def _check_private_dns(call: Call, vpc_id: str, service: str, itself: Any = None) -> None:
    ec2 = call.backend("ec2")
    name = private_dns_name(call.region, service)
    if not name:
        raise _invalid(
            f"Private DNS can't be enabled because the service {service} does not provide a private DNS name."
        )
    vpc = ec2.vpcs.get(vpc_id)
    if vpc is None:
        return
    # moto stores texts and truth values as sent.
    if {str(vpc.enable_dns_support).lower(), str(vpc.enable_dns_hostnames).lower()} != {"true"}:
        raise _invalid(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true "
            f"for {vpc_id}"
        )
    others = [each for each in ec2.vpc_end_points.values() if each is not itself and each.vpc_id == vpc_id]
    if any(each.service_name == service and each.private_dns_enabled for each in others):
        raise _invalid(
            f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {name} "
            f"in the VPC {vpc_id}"
        )


@before("ec2", "CreateVpcEndpoint", "ModifyVpcEndpoint")
def route_table_has_one_endpoint(call: Call) -> None:
    """A route table has at most one gateway endpoint of a service."""
    ec2 = call.backend("ec2")
    itself = ec2.vpc_end_points.get(call.params.get("VpcEndpointId"))
    service = itself.service_name if itself else call.params.get("ServiceName")
    tables = {*(call.params.get("RouteTableIds") or []), *(call.params.get("AddRouteTableIds") or [])}
    for endpoint in ec2.vpc_end_points.values():
        if endpoint is itself or endpoint.service_name != service:
            continue
        for table in sorted(tables & {*(endpoint.route_table_ids or [])}):
            raise AwsError(
                "RouteAlreadyExists", f"route table {table} already has a route with a destination of {service}"
            )


@before("ec2", "CreateVpcEndpoint", "ModifyVpcEndpoint")
def endpoint_has_one_subnet_per_zone(call: Call) -> None:
    """An interface endpoint has at most one subnet in each zone."""
    ec2 = call.backend("ec2")
    itself = ec2.vpc_end_points.get(call.params.get("VpcEndpointId"))
    removed = call.params.get("RemoveSubnetIds") or []
    present = [each for each in (itself.subnet_ids if itself else None) or [] if each not in removed]
    zones: dict[str, str] = {}
    for subnet_id in dict.fromkeys(
        [*present, *(call.params.get("SubnetIds") or []), *(call.params.get("AddSubnetIds") or [])]
    ):
        for subnet in ec2.describe_subnets(filters={"subnet-id": subnet_id}):
            other = zones.setdefault(subnet.availability_zone, subnet_id)
            if other != subnet_id:
                raise AwsError(
                    "DuplicateSubnetsInSameZone",
                    f"Found another VPC endpoint subnet in the availability zone of {other}",
                )
