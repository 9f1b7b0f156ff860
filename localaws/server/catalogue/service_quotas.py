"""The quotas of Service Quotas: AWS's defaults, and the values that a test sets; moto has only VPC's defaults.

Names, codes and values from Service Quotas: https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.servicequotas.resources.default_quotas.vpc import VPC_DEFAULT_QUOTAS

from localaws.server import circumstances
from localaws.server.operations import AwsError, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call

SERVICE_NAMES = {
    "ec2": "Amazon Elastic Compute Cloud (Amazon EC2)",
    "ecs": "Amazon Elastic Container Service (Amazon ECS)",
    "elasticloadbalancing": "Elastic Load Balancing (ELB)",
    "vpc": "Amazon Virtual Private Cloud (Amazon VPC)",
}
# Code, name, default, and whether AWS can raise the quota.
QUOTAS: dict[str, tuple[tuple[str, str, float, bool], ...]] = {
    "ec2": (("L-0263D0A3", "EC2-VPC Elastic IPs", 5.0, True),),
    "ecs": (
        ("L-86C34207", "Container instances per cluster", 5000.0, True),
        ("L-9EF96962", "Services per cluster", 5000.0, True),
        ("L-92E49DE3", "Tasks per service", 5000.0, True),
    ),
    "elasticloadbalancing": (
        ("L-53DA6B97", "Application Load Balancers per Region", 50.0, True),
        ("L-9365A611", "Certificates per Application Load Balancer", 25.0, True),
        ("L-7EED9B64", "Rules per Application Load Balancer", 100.0, True),
        ("L-822D1B1B", "Target Groups per Application Load Balancer", 100.0, False),
        ("L-B22855CB", "Target Groups per Region", 3000.0, True),
        ("L-A0D0B863", "Targets per Target Group per Region", 1000.0, True),
        ("L-7E6692B2", "Targets per Application Load Balancer", 1000.0, True),
    ),
    "vpc": tuple(
        (str(each["QuotaCode"]), str(each["QuotaName"]), float(str(each["Value"])), bool(each["Adjustable"]))
        for each in VPC_DEFAULT_QUOTAS
    ),
}


@instead("service-quotas", "GetAWSDefaultServiceQuota")
def get_default(call: Call) -> dict[str, Any]:
    """Answer with AWS's default."""
    return {"Quota": _quota(call)}


@instead("service-quotas", "GetServiceQuota")
def get_applied(call: Call) -> dict[str, Any]:
    """Answer with the value that applies to the account."""
    quota = _quota(call)
    applied = circumstances.present.quotas.get(quota["QuotaCode"], quota["Value"])
    return {"Quota": {**quota, "Value": applied}}


@instead("service-quotas", "ListAWSDefaultServiceQuotas")
def list_defaults(call: Call) -> dict[str, Any]:
    """Answer with every default of a service, on one page."""
    return {"Quotas": _of_service(call)}


def _quota(call: Call) -> dict[str, Any]:
    code = call.params["QuotaCode"]
    found = [each for each in _of_service(call) if each["QuotaCode"] == code]
    if not found:
        raise AwsError(
            "NoSuchResourceException", f"The request failed because the specified quota {code} does not exist."
        )
    return found[0]


def _of_service(call: Call) -> list[dict[str, Any]]:
    service = call.params["ServiceCode"]
    if service not in QUOTAS:
        raise AwsError("NoSuchResourceException", f"The request failed because the service {service} does not exist.")
    return [
        {
            "ServiceCode": service,
            "ServiceName": SERVICE_NAMES[service],
            "QuotaArn": f"arn:aws:servicequotas:{call.region}:{call.account}:{service}/{code}",
            "QuotaCode": code,
            "QuotaName": name,
            "Value": value,
            "Unit": "None",
            "Adjustable": adjustable,
            "GlobalQuota": False,
        }
        for code, name, value, adjustable in QUOTAS[service]
    ]
