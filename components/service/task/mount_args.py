"""The settings of a container's mount of a volume."""

from __future__ import annotations

from typing import Annotated

from ...foundation.args import Args, Matching

Path = Annotated[str, Matching(r"/\S*", "an absolute path is")]

MountPath = Annotated[str, Matching(r"/+[^\s:/][^\s:]*", "an absolute path below / and without a colon is")]
"""The path of a mount in a container. Docker refuses the root directory, and separates the parts of a mount by colons:
linuxParser of volume/mounts in moby/moby."""

HostPath = Annotated[str, Matching(r"/[^\s:]*", "an absolute path without a colon is")]


class MountArgs(Args):
    """The mount of a volume in a sidecar."""

    container_path: MountPath
    """The path where it is mounted."""

    read_only: bool = False
    """Whether the mount is read-only."""
