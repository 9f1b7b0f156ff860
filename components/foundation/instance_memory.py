"""The part of an instance that tasks can use, in ECS's units. Pure: no Pulumi, no AWS."""

from __future__ import annotations

CPU_UNITS_PER_VCPU = 1024
"""The unit in which ECS counts processors."""

SYSTEM_MIB = 220
SYSTEM_SHARE = 0.044
"""The memory that firmware and kernel use: a fixed amount, and a part of the whole.

The ECS agent registers the total memory that Linux reports (``MemTotal``), which AWS does not publish:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html. These bounds cover the registered
published sizes for types of the families t2, t3, m3 to m5, c4, c5, r4, g4dn and inf1. The closest are
those of c5, where 3704 of 4096, 7624 of 8192 and 140768 of 147456 MiB are left.
"""

LARGEST_SHARE = 0.125
"""The maximum for types below 3 GiB: of 2048 MiB, a t2.small and a t3.small register 1800."""


def registered_memory(memory: int) -> int:
    """Return the least memory, in MiB, that an instance with ``memory`` MiB registers with ECS."""
    return memory - int(min(SYSTEM_MIB + SYSTEM_SHARE * memory, LARGEST_SHARE * memory))
