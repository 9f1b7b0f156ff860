"""ECS task definitions, security groups and Cloud Map: texts, sizes and names that the API description does not limit.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html for the size of a task definition,
API_ContainerDefinition.html, API_HealthCheck.html and API_EFSVolumeConfiguration.html of ECS,
API_CreateSecurityGroup.html and API_IpRange.html of EC2, and API_CreateService.html of Cloud Map. The messages about
the size and the image are AWS's, from published quotes; the others follow the reference.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localaws.server.operations import Call

MAX_TASK_DEFINITION = 65_536
IMAGE = re.compile(r"[A-Za-z0-9_./:@-]{1,255}")
CHECKS = {"interval": (5, 300), "timeout": (2, 60), "retries": (1, 10), "startPeriod": (0, 300)}
DESCRIPTION = re.compile(r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}")
PERMISSIONS = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")


@before("ecs", "RegisterTaskDefinition")
def definition_is_not_too_large(call: Call) -> None:
    """A task definition has at most 64 KiB."""
    length = len(json.dumps(call.params, separators=(",", ":")).encode())
    if length > MAX_TASK_DEFINITION:
        message = f"Actual length: '{length}'. Max allowed length is '{MAX_TASK_DEFINITION}' bytes."
        raise AwsError("ClientException", message)


@before("ecs", "RegisterTaskDefinition")
def texts_of_containers_are_valid(call: Call) -> None:
    """An image has no spaces, and a health check has one of Docker's forms of commands and numbers in ECS's ranges."""
    for container in call.params["containerDefinitions"]:
        if not IMAGE.fullmatch(container.get("image") or ""):
            raise AwsError("ClientException", "Container.image contains invalid characters.")
        check = container.get("healthCheck")
        if check is None:
            continue
        if not check.get("command") or check["command"][0] not in ("CMD", "CMD-SHELL", "NONE"):
            raise AwsError("ClientException", "Health check command must start with CMD or CMD-SHELL.")
        for name, (minimum, maximum) in CHECKS.items():
            if check.get(name) is not None and not minimum <= check[name] <= maximum:
                message = f"Health check {name} must be between {minimum} and {maximum}."
                raise AwsError("ClientException", message)


@before("ecs", "RegisterTaskDefinition")
def file_systems_are_mounted_safely(call: Call) -> None:
    """An access point excludes a root directory; it and IAM authorization need encryption in transit."""
    for volume in call.params.get("volumes") or []:
        efs = volume.get("efsVolumeConfiguration") or {}
        authorization = efs.get("authorizationConfig") or {}
        if authorization.get("accessPointId") and efs.get("rootDirectory") not in (None, "/"):
            message = "Root directory must either be omitted or set to / when an access point is used."
            raise AwsError("ClientException", message)
        by_iam = authorization.get("accessPointId") or authorization.get("iam") == "ENABLED"
        if by_iam and efs.get("transitEncryption") != "ENABLED":
            message = "Transit encryption must be enabled when an access point or IAM authorization is used."
            raise AwsError("ClientException", message)


@before("ec2", "CreateSecurityGroup")
def group_description_is_ascii(call: Call) -> None:
    """A security group's description has the characters that EC2 lists."""
    text = call.params.get("Description") or ""
    if not DESCRIPTION.fullmatch(text):
        message = f"Value ({text}) for parameter GroupDescription is invalid."
        raise AwsError("InvalidParameterValue", message)


@before("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def rule_descriptions_are_ascii(call: Call) -> None:
    """A rule's description has the same characters."""
    for text in _rule_descriptions(call.params):
        if not DESCRIPTION.fullmatch(text):
            message = (
                "Invalid rule description. Valid descriptions are strings less than 256 characters from the following"
                " set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
            )
            raise AwsError("InvalidParameterValue", message)


def _rule_descriptions(given: dict[str, Any]) -> Iterator[str]:
    for permission in given.get("IpPermissions") or []:
        for kind in PERMISSIONS:
            yield from (each.get("Description") or "" for each in permission.get(kind) or [])


@before("servicediscovery", "CreateService")
def dns_name_is_unique(call: Call) -> None:
    """Two services of a DNS namespace cannot have the same DNS name."""
    backend, given = call.backend("servicediscovery"), call.params
    namespace_id = given.get("NamespaceId") or (given.get("DnsConfig") or {}).get("NamespaceId")
    namespace = backend.namespaces.get(namespace_id)
    if namespace is None or not namespace.type.startswith("DNS"):
        return
    names = {each.name.lower() for each in backend.services.values() if each.namespace_id == namespace_id}
    if given["Name"].lower() in names:
        raise AwsError("ServiceAlreadyExists", f"Service already exists: {given['Name']}.")
