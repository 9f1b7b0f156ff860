"""The settings of a container's Linux capabilities."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from ...foundation.args import Args, each_once

Capability = Literal[
    "ALL", "AUDIT_CONTROL", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER",
    "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD",
    "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_ADMIN",
    "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE",
    "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
]  # fmt: skip
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html"""

Capabilities = Annotated[tuple[Capability, ...], each_once("each capability is allowed once")]


class CapabilitiesArgs(Args):
    """Linux capabilities, as capabilities(7) lists them, without `CAP_`. Docker gives a container 14 of them."""

    add: Capabilities = Field(default=(), strict=False, json_schema_extra={"uniqueItems": True})
    """Capabilities that the container has in addition to Docker's default, or in place of the dropped ones."""

    drop: Capabilities = Field(default=(), strict=False, json_schema_extra={"uniqueItems": True})
    """Capabilities that the container does not have. `ALL` drops all except those in `add`. An image that starts as
    root and changes its user needs `SETUID` and `SETGID`."""

    @field_validator("drop")
    @classmethod
    def _not_added(cls, value: tuple[Capability, ...], info: ValidationInfo) -> tuple[Capability, ...]:
        both = sorted(set(value).intersection(info.data.get("add", ())))
        if both:
            # Docker adds after it drops: TweakCapabilities in oci/caps of moby/moby.
            raise ValueError(f"add has {' and '.join(both)}, too, and a container would have it")
        return value
