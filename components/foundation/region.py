"""Look-ups of the region, each done once: zones, instance types, AMIs and endpoint services."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import pulumi
import pulumi_aws as aws

from .account import AccountLookUps, ElasticIp, Subnet
from .instance_memory import CPU_UNITS_PER_VCPU, registered_memory
from .look_up import AmbiguousError, NotFoundError, or_not_found

__all__ = ["AmbiguousError", "ElasticIp", "NotFoundError", "Region", "Subnet"]


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


@dataclass(frozen=True)
class Ami:
    """An Amazon machine image; its architecture is EC2's name, ``x86_64`` or ``arm64``."""

    id: str
    architecture: str


@dataclass(frozen=True)
class EndpointService:
    """An AWS service with interface endpoints: its full name, their possible zones, and whether it has private DNS."""

    name: str
    availability_zones: tuple[str, ...]
    has_private_dns: bool


class Region(AccountLookUps):
    """Look-ups in the region and account of the AWS provider in ``opts`` (default: the default provider).

    Each value is looked up when it is needed, and only once. The program creates one object for all components.
    """

    def __init__(self, opts: pulumi.InvokeOptions | None = None) -> None:
        super().__init__(opts)
        self.instance_type = lru_cache(maxsize=None)(self._instance_type)
        self.ami = lru_cache(maxsize=None)(self._ami)
        self.hosted_zone_id = lru_cache(maxsize=None)(self._hosted_zone_id)
        self.endpoint_service = lru_cache(maxsize=None)(self._endpoint_service)
        self.service_quota = lru_cache(maxsize=None)(self._service_quota)
        self.zones_offering = lru_cache(maxsize=None)(self._zones_offering)

    @cached_property
    def name(self) -> str:
        """The region's name, such as ``us-east-1``."""
        return or_not_found(lambda: aws.get_region(opts=self._opts)).region

    @cached_property
    def partition(self) -> str:
        """The partition, the second part of every ARN: ``aws``, ``aws-cn`` or ``aws-us-gov``."""
        return or_not_found(lambda: aws.get_partition(opts=self._opts)).partition

    @cached_property
    def account_id(self) -> str:
        """The id of the account of the provider's credentials."""
        return or_not_found(lambda: aws.get_caller_identity(opts=self._opts)).account_id

    @cached_property
    def availability_zones(self) -> tuple[str, ...]:
        """The available zones by name, without Local and Wavelength Zones, which have no NAT gateways."""
        zones = or_not_found(
            lambda: aws.get_availability_zones(
                state="available",
                filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
                opts=self._opts,
            )
        )
        return tuple(sorted(zones.names))

    def _instance_type(self, name: str) -> InstanceType:
        found = or_not_found(lambda: aws.ec2.get_instance_type(instance_type=name, opts=self._opts))
        return InstanceType(
            name=name,
            vcpus=found.default_vcpus,
            memory=found.memory_size,
            network_interfaces=found.maximum_network_interfaces,
            architectures=tuple(found.supported_architectures),
            gpus=sum(gpu.count for gpu in found.gpuses or () if gpu.manufacturer == "NVIDIA"),
        )

    def _zones_offering(self, names: tuple[str, ...]) -> frozenset[str]:
        """Look up the zones that have at least one of these instance types."""
        offerings = or_not_found(
            lambda: aws.ec2.get_instance_type_offerings(
                filters=[{"name": "instance-type", "values": list(names)}],
                location_type="availability-zone",
                opts=self._opts,
            )
        )
        return frozenset(offerings.locations)

    def _ami(self, id_or_parameter: str) -> Ami:
        """Look up an AMI by its id, or by the SSM parameter that holds its id."""
        ami_id = id_or_parameter
        if not id_or_parameter.startswith("ami-"):
            # insecure_value: the AMI's id is public, and the plan must show it.
            parameter = or_not_found(lambda: aws.ssm.get_parameter(name=id_or_parameter, opts=self._opts))
            ami_id = parameter.insecure_value
        found = or_not_found(
            lambda: aws.ec2.get_ami(
                filters=[{"name": "image-id", "values": [ami_id]}], include_deprecated=True, opts=self._opts
            )
        )
        return Ami(id=ami_id, architecture=found.architecture)

    def _endpoint_service(self, service: str) -> EndpointService:
        """Look up an AWS service's interface endpoints by the last part of its name (``ecr.api``)."""
        found = or_not_found(
            lambda: aws.ec2.get_vpc_endpoint_service(service=service, service_type="Interface", opts=self._opts)
        )
        return EndpointService(
            name=found.service_name,
            availability_zones=tuple(sorted(found.availability_zones)),
            has_private_dns=bool(found.private_dns_name),
        )

    def _service_quota(self, service: str, code: str) -> int:
        """Look up the account's value of a quota by the codes of the service and the quota."""
        found = or_not_found(
            lambda: aws.servicequotas.get_service_quota(service_code=service, quota_code=code, opts=self._opts)
        )
        return int(found.value)

    def _hosted_zone_id(self, name: str) -> str:
        """Look up a public Route 53 hosted zone by its name."""
        found = or_not_found(lambda: aws.route53.get_zone(name=name, private_zone=False, opts=self._opts))
        return found.zone_id
