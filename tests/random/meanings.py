"""Texts with a meaning: names that exist in the region and account of the mocks, and names that AWS reserves."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from components.cluster.agent_config import AGENT_VARIABLES
from tests.harness.aws_functions import (
    ENDPOINT_SERVICES,
    HOSTED_ZONE,
    INSTANCE_TYPES,
    WITHOUT_PRIVATE_DNS,
    ZONES,
    ZONES_WITHOUT,
)
from tests.harness.aws_outputs import ACCOUNT_ID

from .address_blocks import PRIVATE, SHARED, blocks_in

SERVICE_NAME = "^([A-Za-z0-9][A-Za-z0-9_-]{0,179})$"
SCHEDULE_NAME = "^([A-Za-z0-9_-]{1,64})$"
CIDR_BLOCK = r"^[\d.]+/\d+$"

NAMES = (
    "web",
    "worker",
    "a",
    "a-b",
    "b",
    "b-c",
    "b-https",
    "c",
    "Web",
    "web-tasks",
    "web-private",
    "cluster",
    "vpc",
    "sg-1",
)
"""Names, some of which begin or end like the prefixes and suffixes that the program adds."""

RESERVED = ("aws", "ecs", "fargate")
PLATFORM = "organization/ecs-on-ec2/platform"

ANYWHERE = sorted(
    name for name, zones in ENDPOINT_SERVICES.items() if zones == ZONES and name not in WITHOUT_PRIVATE_DNS
)

NAME_CHARACTERS = string.ascii_letters + string.digits + "_-"
ECS_NAME = st.text(NAME_CHARACTERS, min_size=1, max_size=255)

DOMAINS = [f"{host}{HOSTED_ZONE}" for host in ("", "api.", "a.b.", "www.")]

POLICIES = [
    f"arn:aws:iam::{owner}:policy/{name}" for owner in ("aws", ACCOUNT_ID) for name in ("A", "b/A", "service-role/A-b")
]
"""Managed policies, some of them with equal names."""

MEANINGS: dict[str, SearchStrategy[Any]] = {
    SERVICE_NAME: st.sampled_from(NAMES) | st.from_regex(SERVICE_NAME, fullmatch=True, alphabet=NAME_CHARACTERS),
    SCHEDULE_NAME: st.sampled_from(NAMES) | st.from_regex(SCHEDULE_NAME, fullmatch=True, alphabet=NAME_CHARACTERS),
    CIDR_BLOCK: blocks_in([*PRIVATE, SHARED]),
    "LargeVpcArgs.cidrBlock": blocks_in(PRIVATE),
    "LargeVpcArgs.availabilityZones": st.integers(2, 4)
    | st.lists(st.sampled_from(ZONES), min_size=2, max_size=4, unique=True),
    "LargeVpcArgs.interfaceEndpoints": st.lists(st.sampled_from(ANYWHERE), max_size=4, unique=True),
    "Ec2EcsClusterArgs.instanceType": st.sampled_from(sorted(INSTANCE_TYPES.keys() - ZONES_WITHOUT.keys())),
    "Ec2EcsClusterArgs.agentConfig": st.dictionaries(
        st.sampled_from(sorted(AGENT_VARIABLES)),
        st.text(string.digits + string.ascii_letters + string.punctuation + " ", min_size=1, max_size=12),
        max_size=3,
    ),
    "Ec2EcsClusterArgs.instancePolicyArns": st.lists(st.sampled_from(POLICIES), max_size=3, unique=True),
    "Ec2EcsClusterArgs.capacityProviderName": ECS_NAME.filter(lambda name: not name.lower().startswith(RESERVED)),
    "ExistingClusterArgs.capacityProviderName": ECS_NAME.filter(lambda name: not name.lower().startswith(RESERVED)),
    "ExistingClusterArgs.instanceTypes": st.lists(st.sampled_from(sorted(INSTANCE_TYPES)), max_size=2),
    "PlatformArgs.stack": st.just(PLATFORM),
    "AwsvpcServiceArgs.desiredCount": st.integers(0, 500),
    # Cloud Map registers at most 1,000 tasks of a service, and a deployment doubles them.
    **dict.fromkeys(
        [f"{holder}.{bound}Count" for holder in ("ServiceScalingArgs", "ScheduleArgs") for bound in ("min", "max")],
        st.integers(1, 500),
    ),
    "ServiceScalingArgs.minCount": st.integers(0, 500),
    "ScheduleArgs.minCount": st.integers(0, 500),
    "LoadBalancerArgs.domains": st.lists(st.sampled_from(DOMAINS), min_size=1, max_size=2, unique=True),
    # Only a service's own domains, so that no two services share one.
    "SharedLoadBalancerArgs.domains": st.none(),
    "LoadBalancerArgs.hostedZone": st.just(HOSTED_ZONE),
    "LoadBalancerArgs.hostedZoneId": st.just("Z0123456789"),
    "HealthCheckArgs.codes": st.sampled_from(["200", "200-399", "200,204"]),
    "ScheduleArgs.schedule": st.sampled_from(["cron(0 8 * * ? *)", "rate(1 hour)", "at(2030-01-01T00:00:00)"]),
    "ScheduleArgs.timezone": st.sampled_from(["UTC", "Europe/Berlin"]),
    "JobArgs.schedule": st.sampled_from(["cron(0 3 * * ? *)", "rate(1 hour)", "at(2030-12-24T18:00:00)"]),
    "JobArgs.timezone": st.sampled_from(["UTC", "Europe/Berlin"]),
    "ProxyArgs.cpu": st.integers(0, 64),
    "ProxyArgs.memory": st.integers(64, 128),
    # Small, so that some fit on the smallest instance with the service's own container.
    "SidecarArgs.cpu": st.integers(0, 64),
    "SidecarArgs.memory": st.integers(6, 64),
}
