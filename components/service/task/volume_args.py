"""The arguments of a task's volumes."""

from __future__ import annotations

from typing import Annotated

from pydantic import ValidationInfo, field_validator

from ...foundation.args import Args, Matching
from .container_args import ContainerPath


class EfsVolumeArgs(Args):
    """An EFS file system in the service's own container, mounted with encryption in transit and IAM authorization.

    The file system and its mount targets are not made here; their security group must admit the tasks' group on 2049.
    """

    file_system_id: Annotated[str, Matching("fs-[0-9a-f]+", "a file system's id (fs-...) is")]
    """The file system's id."""

    container_path: ContainerPath
    """Where it is mounted."""

    access_point_id: Annotated[str, Matching("fsap-[0-9a-f]+", "an access point's id (fsap-...) is")] | None = None
    """The access point to mount through. Default: none."""

    root_directory: ContainerPath = "/"
    """The file system's directory to mount; with an access point it stays `/`."""

    read_only: bool = False
    """Whether the container may only read."""

    @field_validator("root_directory")
    @classmethod
    def _access_point_has_its_own(cls, value: str, info: ValidationInfo) -> str:
        if value != "/" and info.data.get("access_point_id"):
            raise ValueError("with accessPointId only / is allowed")
        return value
