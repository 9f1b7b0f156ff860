"""An image built from the checkout, in the service's own ECR repository."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from ...cluster.launch_template import architecture_of
from ...foundation.region import InstanceType
from .task_args import ImageBuildArgs

KEPT_IMAGES = 30

LONGEST_TAG = 128
"""https://docs.docker.com/reference/cli/docker/image/tag/"""

PLATFORMS = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}


def build_image(
    name: str, args: ImageBuildArgs, instance_types: Sequence[InstanceType], opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Create a repository and an image in it; return the image's URI, which ends in its digest.

    The repository scans on push, and keeps the newest 30 images. The task definition refers to the digest, so moving a
    tag does not change running tasks. Needs Docker on the machine that runs Pulumi, and the plugins awsx and
    docker-build.

    The image is a resource of docker-build, not of awsx: awsx names it only after context and Dockerfile, so two
    services with the same context clash (pulumi-awsx#1171), and its docker-build, 0.0.14, treats an image as deleted
    when the stored token expires after 12 hours (pulumi-docker-build#930).
    """
    # Imported here, so that only a stack that builds an image needs these plugins and imports.
    import pulumi_awsx as awsx  # noqa: PLC0415
    import pulumi_docker_build as docker_build  # noqa: PLC0415

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
        opts=opts,
    )
    platform = args.platform
    if platform is None and instance_types:
        platform = PLATFORMS[architecture_of(instance_types[0])]
    reference = pulumi.Output.concat(repository.url, ":", image_tag(name))
    token = aws.ecr.get_authorization_token_output(opts=pulumi.InvokeOptions(parent=opts.parent))
    image = docker_build.Image(
        name,
        context=docker_build.BuildContextArgs(location=args.context),
        dockerfile=docker_build.DockerfileArgs(location=args.dockerfile) if args.dockerfile else None,
        platforms=[docker_build.Platform(platform)] if platform else None,
        tags=[reference],
        cache_from=[docker_build.CacheFromArgs(registry=docker_build.CacheFromRegistryArgs(ref=reference))],
        cache_to=[{"inline": {}}],
        push=True,
        registries=[
            docker_build.RegistryArgs(
                address=token.proxy_endpoint,
                username=token.user_name,
                password=pulumi.Output.secret(token.password),
            )
        ],
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=_urns_in_awsx(args, opts.parent))),
    )
    return pulumi.Output.concat(repository.url, "@", image.digest)


def _urns_in_awsx(args: ImageBuildArgs, parent: pulumi.Resource | None) -> list[pulumi.Input[str | pulumi.Alias]]:
    """Return the alias of the image: its URN in stacks for which awsx built it.

    Without this alias, the engine would delete that image after it pushes the new one: docker-build deletes by digest,
    and a build from the cache has the same digest.
    """

    def urn(parent_urn: str) -> str:
        stack, project, types, _ = parent_urn.removeprefix("urn:pulumi:").split("::", maxsplit=3)
        dockerfile = f";dockerfile={args.dockerfile}" if args.dockerfile else ""
        built_from = hashlib.sha1(f"{args.context}{dockerfile}{stack}".encode(), usedforsecurity=False).hexdigest()[:8]
        return f"urn:pulumi:{stack}::{project}::{types}$awsx:ecr:Image$docker-build:index:Image::{built_from}-container"

    return [parent.urn.apply(urn)] if parent else []


def image_tag(service_name: str) -> str:
    """Return the tag of a service's newest image, from which the next build reuses layers."""
    if len(service_name) <= LONGEST_TAG:
        return service_name
    distinct = f"-{zlib.crc32(service_name.encode()):08x}"
    return service_name[: LONGEST_TAG - len(distinct)] + distinct


def repository_name(service_name: str) -> str:
    """Return the Pulumi name of a service's repository, from which ECR's name is generated.

    ECR allows lowercase letters, digits and single hyphens between them; if the service's name has other characters, a
    hash of it makes the repository's name unique.
    """
    allowed = re.sub(r"[^a-z0-9]+", "-", service_name.lower()).strip("-")
    return allowed if allowed == service_name else f"{allowed}-{zlib.crc32(service_name.encode()):08x}"
