"""Look-ups of the region, each done once: zones, instance types, AMIs and endpoint services."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from .account import AccountLookUps
from .instance_memory import CPU_UNITS_PER_VCPU, registered_memory
from .look_up import AmbiguousError, NotFoundError, look_up

__all__ = ["AmbiguousError", "NotFoundError", "Region"]


@dataclass(frozen=True)
class InstanceType:
    """The data of an EC2 instance type that limits its tasks; memory in MiB."""

    name: str
    vcpus: int
    memory: int
    network_interfaces: int
    architectures: tuple[str, ...]
    gpus: int = 0
    """The number of NVIDIA GPUs, which ECS can assign to tasks."""

    reserved_memory: int = 0
    """The MiB that the ECS agent keeps for other processes."""

    @property
    def cpu_units(self) -> int:
        """The vCPUs in ECS's CPU units."""
        return self.vcpus * CPU_UNITS_PER_VCPU

    @property
    def registered_memory(self) -> int:
        """The least memory, in MiB, that ECS can give to tasks."""
        return max(0, registered_memory(self.memory) - self.reserved_memory)


class Region(AccountLookUps):
    """Look-ups in the region and account of the AWS provider in ``opts`` (default: the default provider).

    Each value is looked up when it is needed, and only once. The program creates one object for all components.
    """

    def __init__(self, opts: pulumi.InvokeOptions | None = None) -> None:
        super().__init__(opts)
        self._accepted: dict[int, object] = {}

    def accept(self, *args: object) -> None:
        """Note arguments that are checked, so that components with this object do not check the same ones again."""
        self._accepted.update({id(each): each for each in args})

    def has_accepted(self, *args: object) -> bool:
        """Return whether all these arguments are checked: the same objects, not equal ones."""
        return all(id(each) in self._accepted for each in args)

    @property
    @look_up
    def name(self) -> str:
        """The region's name, such as ``us-east-1``."""
        return aws.get_region(opts=self._opts).region

    @property
    @look_up
    def partition(self) -> str:
        """The partition, the second part of every ARN: ``aws``, ``aws-cn`` or ``aws-us-gov``."""
        return aws.get_partition(opts=self._opts).partition

    @property
    @look_up
    def account_id(self) -> str:
        """The id of the account of the provider's credentials."""
        return aws.get_caller_identity(opts=self._opts).account_id

    @property
    @look_up
    def availability_zones(self) -> tuple[str, ...]:
        """The available zones by name, without Local and Wavelength Zones, which have no NAT gateways."""
        usable = aws.GetAvailabilityZonesFilterArgs(name="opt-in-status", values=["opt-in-not-required"])
        zones = aws.get_availability_zones(state="available", filters=[usable], opts=self._opts)
        return tuple(sorted(zones.names))

    @look_up
    def instance_type(self, name: str) -> InstanceType:
        """Look up an instance type by its name."""
        found = aws.ec2.get_instance_type(instance_type=name, opts=self._opts)
        return InstanceType(
            name=name,
            vcpus=found.default_vcpus,
            memory=found.memory_size,
            network_interfaces=found.maximum_network_interfaces,
            architectures=tuple(found.supported_architectures),
            gpus=sum(gpu.count for gpu in found.gpuses or () if gpu.manufacturer == "NVIDIA"),
        )

    @look_up
    def zones_offering(self, names: tuple[str, ...]) -> frozenset[str]:
        """Look up the zones that have at least one of these instance types."""
        offerings = aws.ec2.get_instance_type_offerings(
            filters=[{"name": "instance-type", "values": list(names)}],
            location_type="availability-zone",
            opts=self._opts,
        )
        return frozenset(offerings.locations)

    @look_up
    def ami(self, id_or_parameter: str) -> aws.ec2.GetAmiResult:
        """Look up an AMI by its id, or by the SSM parameter that holds its id."""
        ami_id = id_or_parameter
        if not id_or_parameter.startswith("ami-"):
            # insecure_value: the AMI's id is public, and the plan must show it.
            ami_id = aws.ssm.get_parameter(name=id_or_parameter, opts=self._opts).insecure_value
        filters = [aws.ec2.GetAmiFilterArgs(name="image-id", values=[ami_id])]
        return aws.ec2.get_ami(filters=filters, include_deprecated=True, opts=self._opts)

    @look_up
    def endpoint_service(self, service: str) -> aws.ec2.GetVpcEndpointServiceResult:
        """Look up an AWS service's interface endpoints by the last part of its name (``ecr.api``)."""
        return aws.ec2.get_vpc_endpoint_service(service=service, service_type="Interface", opts=self._opts)

    @look_up
    def service_quota(self, service: str, code: str) -> int:
        """Look up the account's value of a quota by the codes of the service and the quota."""
        return int(aws.servicequotas.get_service_quota(service_code=service, quota_code=code, opts=self._opts).value)
