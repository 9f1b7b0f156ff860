"""The resources of an instance type, and those that a task definition needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

CPU_UNITS_PER_VCPU = 1024
# The agent registers the memory that the operating system does not use. The lowest published figures of c5 and t3
# instances (7624 of 8192 MiB, 140768 of 147456, 1800 of 2048) match this formula.
SYSTEM_MIB, SYSTEM_SHARE, MAX_SHARE = 220, 0.044, 0.125
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/eni-trunking-supported-instance-types.html, by size: most
# families have these figures.
TASKS_WITH_TRUNKING = {"large": 10, "xlarge": 20, "2xlarge": 40}
TASKS_WITH_TRUNKING_FROM_4XLARGE = 60
TASKS_WITH_TRUNKING_FROM_16XLARGE = 120
# https://github.com/aws/amazon-vpc-resource-controller-k8s, pkg/aws/vpc/limits.go, version 1.8.2.
WITHOUT_TRUNKING = (
    *("c1", "c3", "c4", "d2", "f1", "h1", "i2", "i3", "m1", "m2", "m3", "m4", "p3", "r3", "r4"),
    *("t1", "t2", "t3", "t3a", "t4g", "u-6tb1", "x1", "x1e"),
)


@dataclass(frozen=True)
class Demand:
    """The resources that one task needs: CPU units, MiB of memory, its own interface, host ports, GPUs."""

    cpu: int
    memory: int
    interface: bool
    ports: tuple[int, ...]
    gpus: int = 0


def demand_of(definition: Any) -> Demand:
    """Return the demand of a task definition: the task's size, or the sum of its containers' sizes."""
    containers = definition.container_definitions
    cpu = int(definition.cpu or sum(each.get("cpu", 0) for each in containers))
    memory = int(
        definition.memory or sum(each.get("memoryReservation") or each.get("memory", 0) for each in containers)
    )
    awsvpc = definition.network_mode == "awsvpc"
    mappings = [mapping for each in containers for mapping in each.get("portMappings", [])]
    ports = () if awsvpc else tuple(mapping["hostPort"] for mapping in mappings if mapping.get("hostPort"))
    required = [each for container in containers for each in container.get("resourceRequirements") or []]
    gpus = sum(int(each["value"]) for each in required if each["type"] == "GPU")
    return Demand(cpu, memory, awsvpc, ports, gpus)


def cpu_of(instance_type: str) -> int:
    """Return the CPU units of an instance type."""
    return int(INSTANCE_TYPES[instance_type]["VCpuInfo"]["DefaultVCpus"]) * CPU_UNITS_PER_VCPU


def gpus_of(instance_type: str) -> int:
    """Return the number of NVIDIA GPUs of an instance type. Docker supports no others."""
    found = INSTANCE_TYPES[instance_type].get("GpuInfo", {}).get("Gpus", [])
    return sum(int(each["Count"]) for each in found if each["Manufacturer"] == "NVIDIA")


def memory_of(instance_type: str) -> int:
    """Return the memory that an instance of the type registers, in MiB."""
    memory = int(INSTANCE_TYPES[instance_type]["MemoryInfo"]["SizeInMiB"])
    return memory - int(min(SYSTEM_MIB + SYSTEM_SHARE * memory, MAX_SHARE * memory))


def interfaces_of(instance_type: str, *, trunking: bool) -> int:
    """Return the number of tasks with their own interface on an instance of the type."""
    own = int(INSTANCE_TYPES[instance_type]["NetworkInfo"]["MaximumNetworkInterfaces"]) - 1
    family, size = instance_type.split(".", 1)
    if not trunking or family in WITHOUT_TRUNKING:
        return own
    if size in TASKS_WITH_TRUNKING:
        return TASKS_WITH_TRUNKING[size]
    multiple = int(size.removesuffix("xlarge")) if size.removesuffix("xlarge").isdigit() else 0
    if multiple >= 16:
        return TASKS_WITH_TRUNKING_FROM_16XLARGE
    return TASKS_WITH_TRUNKING_FROM_4XLARGE if multiple >= 4 else own
