"""The effect of a change in words, and the replacements that affect users."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from localaws.plugin.rows import TABLE
from tests.updates.plan import CREATE, DELETE, REPLACE, UPDATE, Plan

GUARDED = {
    "aws:ec2/vpc:Vpc": "VPC",
    "aws:ec2/subnet:Subnet": "subnet",
    "aws:ec2/natGateway:NatGateway": "NAT gateway",
    "aws:ec2/eip:Eip": "Elastic IP",
    "aws:ecs/cluster:Cluster": "cluster",
    "aws:ecs/capacityProvider:CapacityProvider": "capacity provider",
    "aws:ecs/service:Service": "service",
    "aws:lb/loadBalancer:LoadBalancer": "load balancer",
}
"""Resources whose replacement affects users, in the words of the configuration reference."""

REPLACES = re.compile(r"\breplaces ([^.]*)\.")

VERBS = {
    "replaces": (REPLACE, False, False),
    "deletes and creates again": (REPLACE, True, False),
    "creates": (CREATE, False, False),
    "updates": (UPDATE, False, False),
    "deletes": (DELETE, False, False),
    "forgets": (DELETE, False, True),
}
"""The verbs by operation, whether it deletes first, and whether AWS keeps the deleted resource."""

OTHER_LABELS = {"docker-build:index:Image": "container image", "awsx:ecr:Repository": "ECR repository"}


def replaced(plan: Plan) -> frozenset[str]:
    """Return the guarded kinds that are replaced by the engine, or deleted and created under another name."""
    done = Counter((step.operation, step.type) for step in plan)
    return frozenset(
        word for type_, word in GUARDED.items() if done[REPLACE, type_] or (done[DELETE, type_] and done[CREATE, type_])
    )


def marked(description: str) -> frozenset[str]:
    """Return the guarded kinds that a setting's description names as replaced: ``... replaces the VPC and ....``"""
    text = " ".join(REPLACES.findall(description))
    return frozenset(word for word in GUARDED.values() if re.search(rf"\b{word}s?\b", text))


def in_words(plan: Plan) -> str:
    """Return a plan in a line: ``replaces ECS Task Definition; updates ECS Service``."""
    parts = []
    for verb, kind in VERBS.items():
        types = Counter(step.type for step in plan if (step.operation, step.deletes_first, step.retained) == kind)
        if types:
            parts.append(f"{verb} {_listed(_counted(type_, count) for type_, count in sorted(types.items()))}")
    return "; ".join(parts) or "nothing"


def _counted(type_: str, count: int) -> str:
    label = OTHER_LABELS.get(type_) or TABLE[type_].label
    return label if count == 1 else f"{count} {label}s"


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)
