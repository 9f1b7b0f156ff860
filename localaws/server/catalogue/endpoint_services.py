"""The AWS services with VPC endpoints; moto lacks those that ECS needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call

GATEWAY_SERVICES = ("dynamodb", "s3")
# Names after com.amazonaws.REGION.
INTERFACE_SERVICES = (
    "application-autoscaling",
    "autoscaling",
    "cloudformation",
    "dynamodb",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "ecs",
    "ecs-agent",
    "ecs-telemetry",
    "elasticfilesystem",
    "elasticloadbalancing",
    "events",
    "execute-api",
    "kinesis-streams",
    "kms",
    "lambda",
    "logs",
    "monitoring",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "sns",
    "sqs",
    "ssm",
    "ssmmessages",
    "states",
    "sts",
    "xray",
)
# Host names before REGION.amazonaws.com that differ from the service's name.
HOSTS = {"ecr.api": "api.ecr", "ecr.dkr": "*.dkr.ecr", "ecs-agent": "ecs-a", "ecs-telemetry": "ecs-t"}
# Services whose interface endpoints have no private DNS name.
WITHOUT_PRIVATE_DNS = ("dynamodb",)


def services(region: str, zones: list[str]) -> list[dict[str, Any]]:
    """Return the services of a region in the form of DescribeVpcEndpointServices."""
    gateways = [_details(name, "Gateway", region, zones) for name in GATEWAY_SERVICES]
    return [*gateways, *(_details(name, "Interface", region, zones) for name in INTERFACE_SERVICES)]


def _details(name: str, kind: str, region: str, zones: list[str]) -> dict[str, Any]:
    host = f"{HOSTS.get(name, name)}.{region}.amazonaws.com"
    details: dict[str, Any] = {
        "ServiceName": f"com.amazonaws.{region}.{name}",
        "ServiceType": [{"ServiceType": kind}],
        "ServiceRegion": region,
        "AvailabilityZones": zones,
        "Owner": "amazon",
        "BaseEndpointDnsNames": [host if kind == "Gateway" else f"{name}.{region}.vpce.amazonaws.com"],
        "VpcEndpointPolicySupported": True,
        "AcceptanceRequired": False,
        "ManagesVpcEndpoints": False,
        "SupportedIpAddressTypes": ["ipv4"],
        "Tags": [],
    }
    if kind == "Interface" and name not in WITHOUT_PRIVATE_DNS:
        details["PrivateDnsName"] = host
        details["PrivateDnsNames"] = [{"PrivateDnsName": host}]
        details["PrivateDnsNameVerificationState"] = "verified"
    return details


def private_dns_name(region: str, service_name: str) -> str:
    """Return the private DNS name of a service's interface endpoints; empty if it has none."""
    found = [each for each in services(region, []) if each["ServiceName"] == service_name]
    return next((each["PrivateDnsName"] for each in found if "PrivateDnsName" in each), "")


def _services_of(call: Call) -> list[dict[str, Any]]:
    zones = [zone.name for zone in call.backend("ec2").describe_availability_zones()]
    return services(call.region, zones)


@instead("ec2", "DescribeVpcEndpointServices")
def describe_services(call: Call) -> dict[str, Any]:
    """Return the services by name or filter; an unknown name is refused."""
    found = _services_of(call)
    names = call.params.get("ServiceNames") or []
    for name in names:
        _check_name(found, name)
    filters = {each["Name"]: each["Values"] for each in call.params.get("Filters") or []}
    kept = [each for each in found if (not names or each["ServiceName"] in names) and _matches(each, filters)]
    return {"ServiceNames": sorted({each["ServiceName"] for each in kept}), "ServiceDetails": kept}


def _matches(details: dict[str, Any], filters: dict[str, list[str]]) -> bool:
    values = {
        "owner": details["Owner"],
        "service-name": details["ServiceName"],
        "service-type": details["ServiceType"][0]["ServiceType"],
    }
    return all(values.get(name) in allowed for name, allowed in filters.items())


@before("ec2", "CreateVpcEndpoint")
def endpoint_service_exists(call: Call) -> None:
    """Refuse an endpoint of an unknown service, or of a type that the service does not support."""
    name, kind = call.params["ServiceName"], call.params.get("VpcEndpointType") or "Gateway"
    found = _services_of(call)
    _check_name(found, name)
    kinds = [each["ServiceType"][0]["ServiceType"] for each in found if each["ServiceName"] == name]
    if kind not in kinds:
        raise AwsError(
            "InvalidParameter", f"Endpoint type ({kind}) does not match available service types ([{', '.join(kinds)}])."
        )


def _check_name(found: list[dict[str, Any]], name: str) -> None:
    if name not in [each["ServiceName"] for each in found]:
        raise AwsError("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
