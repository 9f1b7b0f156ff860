"""Rules for the keys of the cluster that depend on each other."""

from __future__ import annotations

import json
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from components.service.task.logging_args import LogDriver
from tests.harness.aws_functions import AMIS, GPUS, INSTANCE_TYPES, PARAMETERS

from .schema_strategies import Values

TABLES = ('[settings.kernel]\nlockdown = "integrity"', "[settings.ecsx]\na = 1", "motd = 'settings.ecs'")
"""User data of Bottlerocket, without the table that the program writes."""

DRIVERS = "ECS_AVAILABLE_LOGGING_DRIVERS"
RESERVED_MEMORY, RESERVED = "ECS_RESERVED_MEMORY", 64
EVERY_DRIVER = json.dumps(get_args(LogDriver))

BOTTLEROCKET_VARIABLES = {
    DRIVERS: EVERY_DRIVER,
    "ECS_DISABLE_PRIVILEGED": "false",
    "ECS_IMAGE_PULL_BEHAVIOR": 'prefer "cached"',
    "ECS_INSTANCE_ATTRIBUTES": '{"rack": "a \\"b"}',
    RESERVED_MEMORY: str(RESERVED),
    "ECS_TASK_METADATA_RPS_LIMIT": "40,60",
}
"""A value of each type of the agent's variables."""


def architecture(instance_type: str) -> str:
    """Return the architecture of the ECS AMIs for an instance type."""
    return "arm64" if "arm64" in INSTANCE_TYPES[instance_type][3] else "x86_64"


def amis_for(instance_type: str) -> list[str]:
    """Return the ids and parameters of the AMIs that run on an instance type."""
    wanted = architecture(instance_type)
    parameters = [name for name, ami in PARAMETERS.items() if AMIS.get(ami) == wanted]
    return [*[ami for ami, has in AMIS.items() if has == wanted], *parameters]


def cluster(draw: DrawFn, args: Values) -> None:
    """Keep settings that the instance types and the operating system allow, and order the sizes."""
    own = args.get("instanceType", "c5.xlarge")
    if "furtherInstanceTypes" in args:
        types = INSTANCE_TYPES.keys() - GPUS.keys() - {own}
        others = sorted(name for name in types if architecture(name) == architecture(own))
        args["furtherInstanceTypes"] = draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
    if args.get("ami") is not None:
        args["ami"] = draw(st.sampled_from(amis_for(own)))
    if own in GPUS and architecture(own) == "arm64" and args.get("ami") is None:
        # ECS has no AMI of Amazon Linux with the driver for this architecture.
        args["operatingSystem"] = "bottlerocket"
    if args.get("operatingSystem") == "bottlerocket" and args.get("discovery") == "service-connect":
        args["discovery"] = "dns"
    if args.get("amiUpdates") == "all-instances":
        args.pop("instanceRefresh", None)
    if args.get("instancePolicyArns"):
        args["instancePolicyArns"] = list(dict.fromkeys(args["instancePolicyArns"]))
    _agent_and_user_data(draw, args)
    args["maxSize"] = max(args.get("maxSize", 100), args.get("minSize", 0))
    if args.get("desiredCapacity") is not None:
        args["desiredCapacity"] = draw(st.integers(args.get("minSize", 0), args["maxSize"]))


def allow_every_log_driver(config: Values) -> None:
    """Allow every log driver in the agents of the stack's own cluster."""
    cluster = config.setdefault("cluster", {})
    cluster["agentConfig"] = {**(cluster.get("agentConfig") or {}), DRIVERS: EVERY_DRIVER}


def _agent_and_user_data(draw: DrawFn, args: Values) -> None:
    """Write both in the format of the operating system."""
    is_bottlerocket = args.get("operatingSystem") == "bottlerocket"
    if args.get("agentConfig") and is_bottlerocket:
        names = st.lists(st.sampled_from(sorted(BOTTLEROCKET_VARIABLES)), max_size=3, unique=True)
        args["agentConfig"] = {name: BOTTLEROCKET_VARIABLES[name] for name in draw(names)}
    if DRIVERS in (args.get("agentConfig") or {}):
        args["agentConfig"][DRIVERS] = EVERY_DRIVER
    if RESERVED_MEMORY in (args.get("agentConfig") or {}):
        args["agentConfig"][RESERVED_MEMORY] = str(RESERVED)
    if args.get("userData") is not None:
        beginning = st.sampled_from(["#!/bin/sh\n", "#cloud-config\n"])
        args["userData"] = draw(st.sampled_from(TABLES)) if is_bottlerocket else draw(beginning) + args["userData"]


def root_volume(_draw: DrawFn, args: Values) -> None:
    """Limit IOPS by the size, and the throughput by the IOPS."""
    if args.get("iops") is not None:
        args["iops"] = min(args["iops"], max(3_000, 500 * args.get("size", 50)))
    if args.get("throughput") is not None:
        args["throughput"] = min(args["throughput"], (args.get("iops") or 3_000) // 4)
