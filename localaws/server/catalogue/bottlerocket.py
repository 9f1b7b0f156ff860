"""Bottlerocket's images for ECS and the public parameters that name them, which moto lacks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from moto.ec2.models.amis import Ami

from localaws.server.operations import before

if TYPE_CHECKING:
    from localaws.server.operations import Call

VERSION = "1.49.0"
VARIANTS = ("aws-ecs-2", "aws-ecs-2-nvidia")
ARCHITECTURES = ("x86_64", "arm64")
OWNER = "092701018921"


def image_id(variant: str, architecture: str, region: str) -> str:
    """Return the invented identifier of an image, which is the same at every start."""
    digest = hashlib.sha256(f"{variant} {architecture} {region}".encode()).hexdigest()
    return f"ami-{digest[:17]}"


def parameters(region: str) -> dict[str, str]:
    """Return the public parameters that name the images."""
    found = {}
    for variant in VARIANTS:
        for architecture in ARCHITECTURES:
            base = f"/aws/service/bottlerocket/{variant}/{architecture}"
            for release in ("latest", VERSION):
                found[f"{base}/{release}/image_id"] = image_id(variant, architecture, region)
                found[f"{base}/{release}/image_version"] = VERSION
    return found


@before("ssm", "GetParameter", "GetParameters", "GetParametersByPath")
def add_parameters(call: Call) -> None:
    """Add the parameters to an account that lacks them."""
    stored = call.backend("ssm")._parameters
    for name, value in parameters(call.region).items():
        if name not in stored:
            stored[name].append(_parameter(call, name, value))


def _parameter(call: Call, name: str, value: str) -> Any:
    from moto.core.utils import utcnow  # noqa: PLC0415 - moto's Secrets Manager comes with SSM's models
    from moto.ssm.models import Parameter  # noqa: PLC0415

    return Parameter(  # type: ignore[abstract]
        account_id=call.account,
        name=name,
        value=value,
        parameter_type="String",
        description=None,
        allowed_pattern=None,
        keyid=None,
        last_modified_date=utcnow(),
        version=1,
        data_type="text",
    )


def images(ec2: Any) -> dict[str, Any]:
    """Return the images for the region of this backend."""
    found = {}
    for variant in VARIANTS:
        for architecture in ARCHITECTURES:
            identifier = image_id(variant, architecture, ec2.region_name)
            found[identifier] = Ami(
                ec2,
                identifier,
                name=f"bottlerocket-{variant}-{architecture}-v{VERSION}",
                owner_id=OWNER,
                owner_alias="amazon",
                public=True,
                architecture=architecture,
                root_device_type="ebs",
                root_device_name="/dev/xvda",
                virtualization_type="hvm",
                hypervisor="xen",
            )
    return found
