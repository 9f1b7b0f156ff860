"""The knobs of :class:`components.awsvpc_service.AwsvpcService`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from .args import Args, InputStr, Matching, refusal_at

DEFAULT_IMAGE = "public.ecr.aws/docker/library/nginx:latest"

LogRetentionDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""

ServiceName = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9][A-Za-z0-9_-]{0,254}",
        "a name of 1 to 255 letters, digits, hyphens and underscores that starts with a letter or digit is",
    ),
]
"""What ECS takes as the name of a service, a task definition family and a container."""


class ImageBuildArgs(Args):
    """An image built from this checkout and pushed to an ECR repository of the service's own."""

    context: Annotated[str, Field(min_length=1)] = "."
    """The build context: a folder, from the project's root."""

    dockerfile: Annotated[str, Field(min_length=1)] | None = None
    """The Dockerfile, from the project's root. Default: `Dockerfile` in the context."""

    platform: Annotated[str, Matching("linux/(amd64|arm64)", "linux/amd64 or linux/arm64 is")] | None = None
    """`linux/amd64` or `linux/arm64`. Default: the platform of the cluster's instances, as far as it is known."""


class AwsvpcServiceArgs(Args):
    """A service: its container, how many tasks run it, and who reaches it."""

    topology: Literal["private-worker", "public-api"]
    """`private-worker`: an internal load balancer. `public-api`: an internet-facing one. Tasks are private in both."""

    image: InputStr | None = DEFAULT_IMAGE
    """The container's image. Use a tag that never moves, or a digest. Left out when `build` is there."""

    build: ImageBuildArgs | None = None
    """Build the image instead of naming one. Needs Docker where Pulumi runs."""

    container_port: Annotated[int, Field(ge=1, le=65_535)] = 80
    """The port the container listens on."""

    cpu: Annotated[int, Field(ge=128, le=196_608)] = 256
    """CPU units of a task, 1024 to a vCPU, up to what the instance type has."""

    memory: Annotated[int, Field(ge=6)] = 512
    """Memory of a task in MiB, a hard limit, up to what the instance type has."""

    desired_count: Annotated[int, Field(ge=0, le=5_000)] = 2
    """How many tasks run."""

    environment: dict[Annotated[str, Field(min_length=1)], InputStr] = Field(default_factory=dict)
    """Environment variables of the container. Not for secrets: anyone who may read the task definition sees them."""

    health_check_path: Annotated[
        str, Matching(r"/\S{0,1023}", "a path of 1 to 1024 characters that starts with / and has no spaces is")
    ] = "/"
    """The path that must answer 200 for a task to get requests."""

    allow_from: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(default=None, strict=False)
    """Names of the services whose tasks may reach a `private-worker`'s load balancer. Default: the whole VPC may."""

    log_retention_days: LogRetentionDays = 30
    """How long CloudWatch keeps the logs."""

    @field_validator("allow_from")
    @classmethod
    def _only_private(cls, value: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        if value is not None and info.data.get("topology") == "public-api":
            raise ValueError("a public-api is open to the internet; allowFrom is for a private-worker")
        return value

    @model_validator(mode="after")
    def _image_or_build(self) -> AwsvpcServiceArgs:
        if self.build is None and self.image is None:
            raise refusal_at("image", "an image is needed, or build")
        if self.build is not None and self.image is not None and "image" in self.model_fields_set:
            raise refusal_at("build", "either image or build is allowed, not both")
        return self
