"""The interface endpoints of a VPC."""

from __future__ import annotations

from .control import Control, Predicate, each
from .resource import Resource, Resources, of_kind

VPC, ENDPOINT = "ec2.Vpc", "ec2.VpcEndpoint"
SETTING = "`vpc.interfaceEndpoints`"


def has_endpoint(service: str) -> Predicate:
    """Return the check that a VPC has an interface endpoint for a service, such as ``ecr.api``."""

    def passes(vpc: Resource, resources: Resources) -> bool:
        return any(
            endpoint.at("vpcId") == vpc.id
            and endpoint.at("vpcEndpointType") == "Interface"
            and str(endpoint.at("serviceName")).endswith(f".{service}")
            for endpoint in of_kind(resources, ENDPOINT)
        )

    return passes


CONTROLS = (
    *[
        Control(
            f"EC2.{number}",
            "Medium",
            f"every VPC has an interface endpoint for {what}",
            each(VPC, good=has_endpoint(service)),
            turned_on_by=SETTING,
        )
        for number, what, service in ((55, "ECR's API", "ecr.api"), (56, "ECR's images", "ecr.dkr"))
    ],
    *[
        Control(
            f"EC2.{number}",
            "Medium",
            f"every VPC has an interface endpoint for {what}",
            each(VPC, good=has_endpoint(service)),
            result="no",
            failing=(f"{VPC} network",),
            because=f"{because}; an endpoint is billed by the hour in each zone. To add it: `{service}` in {SETTING}",
        )
        for number, what, service, because in (
            (10, "EC2's API", "ec2", "nothing in the VPC calls it"),
            (57, "Systems Manager", "ssm", "prod does not use Systems Manager"),
            (58, "Incident Manager's contacts", "ssm-contacts", "nothing in the VPC calls it"),
            (60, "Incident Manager", "ssm-incidents", "nothing in the VPC calls it"),
        )
    ],
)
