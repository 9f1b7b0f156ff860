"""Services with every setting that creates resources, and the names of these resources."""

from __future__ import annotations

import functools
from typing import Any

from tests.harness.build import build_cluster

CALLER = "caller"

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf"
STATEMENT = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::theirs/*"]}


WEB_ACL = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/edge/a1b2c3d4-5678-90ab-cdef-111122223333"
DAILY = {"schedule": "rate(1 day)", "minCount": 1, "maxCount": 2}


def rich_service(domain: str) -> dict[str, Any]:
    """Return a service with every setting that creates resources."""
    return {
        "topology": "private-worker",
        "allowFrom": [CALLER],
        "secrets": {"TOKEN": SECRET},
        "taskRole": {"statements": [STATEMENT]},
        "scaling": {"minCount": 1, "maxCount": 2, "cpu": 50, "memory": 50, "schedules": {"daily": DAILY}},
        "deployment": {"strategy": "blue-green"},
        "loadBalancer": {"domains": [domain], "hostedZone": "example.com", "webAclArn": WEB_ACL},
    }


@functools.cache
def endings() -> frozenset[str]:
    """Return the suffixes that the program adds to a service's name."""
    found: set[str] = set()
    for discovery in ("dns", "service-connect"):
        services = {"a": rich_service("a.example.com"), CALLER: {"topology": "private-worker", "loadBalancer": "none"}}
        recording = build_cluster({"discovery": discovery}, services)
        found |= {each.name.removeprefix("a") for each in recording if each.name.startswith("a-")}
    return frozenset(found)
