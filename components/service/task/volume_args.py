"""The settings of a task's volumes and of their mounts."""

from __future__ import annotations

from typing import Annotated

from pydantic import ValidationInfo, field_validator, model_validator

from ...foundation.args import Args, Matching, refusal_at
from ...foundation.deferred import Input

Path = Annotated[str, Matching(r"/\S*", "an absolute path is")]

MountPath = Annotated[str, Matching(r"/+[^\s:/][^\s:]*", "an absolute path below / and without a colon is")]
"""The path of a mount in a container. Docker refuses the root directory, and separates the parts of a mount by colons:
linuxParser of volume/mounts in moby/moby."""

HostPath = Annotated[str, Matching(r"/[^\s:]*", "an absolute path without a colon is")]

FileSystemId = Input[Annotated[str, Matching("fs-[0-9a-f]+", "a file system's id (fs-...) is")]]
AccessPointId = Input[Annotated[str, Matching("fsap-[0-9a-f]+", "an access point's id (fsap-...) is")]]


class MountArgs(Args):
    """The mount of a volume in a sidecar."""

    container_path: MountPath
    """The path where it is mounted."""

    read_only: bool = False
    """Whether the mount is read-only."""


class VolumeArgs(Args):
    """A volume of the task: an EFS file system, a path of the instance, or an empty one that is deleted with the task.

    An EFS file system is mounted with encryption in transit and IAM authorization. The program does not create the file
    system and its mount targets; their security group must allow the tasks' group on port 2049.
    """

    file_system_id: FileSystemId | None = None
    """The EFS file system's id. Default: a volume on the instance."""

    container_path: MountPath | None = None
    """The path where the service's own container mounts it. Default: not mounted. Sidecars mount it by
    `sidecars.NAME.volumes`."""

    access_point_id: AccessPointId | None = None
    """The access point to mount an EFS file system through. Default: none."""

    root_directory: Path = "/"
    """The EFS file system's directory to mount; with an access point it stays `/`."""

    host_path: HostPath | None = None
    """A path of the instance, such as `/var/run/docker.sock`: all tasks on the instance share it, and it outlives
    them. Default: an empty volume for each task."""

    read_only: bool = False
    """Whether the mount in the service's own container is read-only."""

    @field_validator("access_point_id")
    @classmethod
    def _access_point_is_of_efs(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and "file_system_id" in info.data and info.data["file_system_id"] is None:
            raise ValueError("it is only for an EFS file system; fileSystemId is missing")
        return value

    @field_validator("root_directory")
    @classmethod
    def _directory_is_of_efs(cls, value: str, info: ValidationInfo) -> str:
        if value != "/" and info.data.get("access_point_id") is not None:
            raise ValueError("with accessPointId, only / is allowed")
        if value != "/" and "file_system_id" in info.data and info.data["file_system_id"] is None:
            raise ValueError("it is only for an EFS file system; fileSystemId is missing")
        return value

    @field_validator("read_only")
    @classmethod
    def _has_a_mount(cls, value: bool, info: ValidationInfo) -> bool:
        if value and "container_path" in info.data and info.data["container_path"] is None:
            raise ValueError("it is for the mount in the service's own container; containerPath is missing")
        return value

    @model_validator(mode="after")
    def _has_one_place(self) -> VolumeArgs:
        if self.file_system_id is not None and self.host_path is not None:
            raise refusal_at("hostPath", "either fileSystemId or hostPath is allowed, not both")
        return self
