"""Stacks of every shape to draw."""

from __future__ import annotations

import json
from typing import Any

from tests.diagram.exported_state import exported
from tests.harness.build import PLATFORM, build, build_stack
from tools.diagram.deployment import Deployment, read_deployment
from tools.diagram.picture import draw
from tools.state import read_state

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"

BUSY: dict[str, Any] = {
    "vpc": {"availabilityZones": 4, "natGateways": "single", "splitTaskSubnets": True, "interfaceEndpoints": ["logs"]},
    "cluster": {"discovery": "service-connect", "furtherInstanceTypes": ["c5.2xlarge"]},
    "services": {
        "gateway": {"topology": "public-api", "loadBalancer": {"certificateArns": [CERTIFICATE]}},
        "storefront": {"topology": "public-api", "containerPort": 8080, "desiredCount": 1},
        "orders": {"topology": "private-worker", "allowFrom": ["gateway", "storefront", "payments"]},
        "payments": {
            "topology": "private-worker",
            "allowFrom": ["orders"],
            "loadBalancer": "none",
            "containerPort": 9000,
        },
        "search": {"topology": "private-worker", "scaling": {"minCount": 2, "maxCount": 12, "cpu": 60}},
        "mailer": {"topology": "private-worker", "loadBalancer": "none"},
    },
}
CLOSED = {
    "vpc": {
        "natGateways": "none",
        "interfaceEndpoints": ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs"],
    },
    "services": {
        "worker": {
            "topology": "private-worker",
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/worker:1",
        }
    },
}
TANGLED = {
    "vpc": {"availabilityZones": 3, "natGateways": "single"},
    "cluster": {"discovery": "dns"},
    "services": {
        f"a-service-with-a-rather-long-name-{number}": {
            "topology": "private-worker",
            "allowFrom": [f"a-service-with-a-rather-long-name-{other}" for other in range(6) if other != number],
        }
        for number in range(6)
    },
}
TEAM = {
    "platform": PLATFORM,
    "services": {
        "web": {"topology": "public-api", "loadBalancer": {"certificateArns": [CERTIFICATE]}},
        "worker": {"topology": "private-worker"},
        "jobs": {"topology": "private-worker", "loadBalancer": "none", "allowFrom": ["web"]},
    },
}
SHARED: dict[str, Any] = {
    "loadBalancers": {"edge": {"scheme": "public", "certificateArns": [CERTIFICATE]}, "inner": {"scheme": "internal"}},
    "services": {
        "orders": {"topology": "public-api", "loadBalancer": {"shared": "edge", "paths": ["/orders/*"], "priority": 1}},
        "users": {"topology": "public-api", "loadBalancer": {"shared": "edge", "paths": ["/users/*"], "priority": 2}},
        "stock": {
            "topology": "private-worker",
            "allowFrom": ["orders"],
            "loadBalancer": {"shared": "inner", "paths": ["/stock/*"], "priority": 1},
        },
        "prices": {
            "topology": "private-worker",
            "allowFrom": ["users"],
            "loadBalancer": {"shared": "inner", "paths": ["/prices/*"], "priority": 2},
        },
    },
}
JOBS: dict[str, Any] = {
    "services": {
        "orders": {"topology": "private-worker", "allowFrom": ["report"]},
        "stock": {"topology": "private-worker", "loadBalancer": "none", "allowFrom": ["report"]},
    },
    "jobs": {
        "report": {"image": "report:1", "schedule": "cron(0 3 ? * MON-FRI *)", "timezone": "Europe/Berlin"},
        "migrate": {"image": "migrate:1", "cpu": 512, "memory": 1024},
    },
}
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "busy": BUSY,
    "closed": CLOSED,
    "tangled": TANGLED,
    "shared": SHARED,
    "jobs": JOBS,
    "team": TEAM,
    "platform": {"platformOnly": True},
}


def deployment_of(config: dict[str, Any], stack: str = "test") -> Deployment:
    """Return the deployment of a stack with this configuration."""
    return read_deployment(read_state(exported(build(config), stack)))


def entries(stack: str = "dev") -> list[dict[str, Any]]:
    """Return the resources of a committed stack's state."""
    resources: list[dict[str, Any]] = json.loads(exported(build_stack(stack), stack))["deployment"]["resources"]
    return resources


def picture_with(resources: list[dict[str, Any]]) -> str:
    """Draw a state that has these resources."""
    return draw(read_deployment(read_state(json.dumps({"deployment": {"resources": resources}}))))
