"""An image built from the checkout, in an ECR repository of the service's own."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import pulumi

from .awsvpc_service_args import ImageBuildArgs
from .launch_template import architecture_of
from .region import InstanceType

KEPT_IMAGES = 30

PLATFORMS = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}


def build_image(
    name: str, args: ImageBuildArgs, instance_types: Sequence[InstanceType], parent: pulumi.Resource
) -> pulumi.Output[str]:
    """Create a repository and an image in it; return the image's URI, which ends in its digest.

    The repository scans on push, and keeps the newest 30 images. The task definition names the digest, so a tag that
    moves changes nothing that runs. Needs Docker where Pulumi runs, and the awsx plugin.
    """
    # Imported here: only a stack that builds an image should need the awsx plugin and pay for the import.
    import pulumi_awsx as awsx  # noqa: PLC0415

    repository = awsx.ecr.Repository(
        repository_name(name),
        image_scanning_configuration={"scan_on_push": True},
        lifecycle_policy=awsx.ecr.LifecyclePolicyArgs(
            rules=[
                awsx.ecr.LifecyclePolicyRuleArgs(
                    tag_status=awsx.ecr.LifecycleTagStatus.ANY,
                    maximum_number_of_images=KEPT_IMAGES,
                    description="Keep the newest",
                )
            ]
        ),
        force_delete=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    platform = args.platform
    if platform is None and instance_types:
        platform = PLATFORMS[architecture_of(instance_types[0])]
    image = awsx.ecr.Image(
        name,
        repository_url=repository.url,
        context=args.context,
        dockerfile=args.dockerfile,
        platform=platform,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return image.image_uri


def repository_name(service_name: str) -> str:
    """Return the Pulumi name of a service's repository, of which ECR's is made.

    ECR takes small letters, digits and single hyphens within; where that loses something of the service's name, a
    hash of it keeps two services apart.
    """
    allowed = re.sub(r"[^a-z0-9]+", "-", service_name.lower()).strip("-")
    return allowed if allowed == service_name else f"{allowed}-{zlib.crc32(service_name.encode()):08x}"
