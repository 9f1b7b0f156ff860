"""The settings of where a container mounts one of its task's volumes."""

from __future__ import annotations

from typing import Annotated

from ...foundation.args import Args, Matching

ContainerPath = Annotated[str, Matching(r"/\S*", "an absolute path is")]


class MountArgs(Args):
    """Where a sidecar mounts a volume of the task."""

    container_path: ContainerPath
    """The path where it is mounted."""

    read_only: bool = False
    """Whether the container may only read."""
