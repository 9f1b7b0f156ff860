"""The settings of a container's mount of a volume."""

from __future__ import annotations

from typing import Annotated

from ...foundation.args import Args, Matching

ContainerPath = Annotated[str, Matching(r"/\S*", "an absolute path is")]


class MountArgs(Args):
    """The mount of a volume in a sidecar."""

    container_path: ContainerPath
    """The path where it is mounted."""

    read_only: bool = False
    """Whether the mount is read-only."""
