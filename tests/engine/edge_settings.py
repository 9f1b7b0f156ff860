"""The configuration of a stack with every setting at its edge, and of the same stack without these settings."""

from __future__ import annotations

import copy
from typing import Any

from tests.engine.described import Account
from tests.engine.engine_stack import PROJECT, StackConfig

EXAMPLES = "us-east-1:111122223333"
KEY = f"arn:aws:kms:{EXAMPLES}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
CERTIFICATE = f"arn:aws:acm:{EXAMPLES}:certificate/12345678-1234-1234-1234-123456789012"
WEB_ACL = f"arn:aws:wafv2:{EXAMPLES}:regional/webacl/edge/a1b2c3d4-5678-90ab-cdef-111122223333"
OTHER_WEB_ACL = f"arn:aws:wafv2:{EXAMPLES}:regional/webacl/other/0a1b2c3d-1111-2222-3333-444455556666"
TOPIC = f"arn:aws:sns:{EXAMPLES}:on-call"
OTHER_IMAGE_PARAMETER = "/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id"
ALARM = "errors"

PLAIN = {
    "web": {"topology": "public-api"},
    "worker": {"topology": "private-worker"},
    "orders": {"topology": "private-worker"},
    "reports": {"topology": "private-worker"},
}
SCALING = {
    "minCount": 2,
    "maxCount": 9,
    "cpu": 60,
    "memory": 70,
    "requestsPerTarget": 500,
    "scaleInCooldown": 120,
    "scaleOutCooldown": 30,
    "schedules": {
        "morning": {"schedule": "cron(0 8 * * ? *)", "timezone": "Europe/Berlin", "minCount": 4, "maxCount": 9}
    },
}
VOLUMES = {
    "data": {
        "fileSystemId": "fs-0123456789abcdef0",
        "containerPath": "/data",
        "accessPointId": "fsap-0123456789abcdef0",
    },
    "seed": {
        "fileSystemId": "fs-0fedcba9876543210",
        "containerPath": "/seed",
        "rootDirectory": "/seed",
        "readOnly": True,
    },
}
CONTAINER = {
    "readonlyRootFilesystem": True,
    # Without the fields that ECS omits if they are not set.
    "tmpfs": [{"containerPath": "/tmp", "size": 64}],
    "healthCheck": {"command": ["CMD-SHELL", "true"]},
}
RICH: dict[str, dict[str, Any]] = {
    "web": {
        "topology": "public-api",
        "loadBalancer": {
            "domains": ["www.example.com"],
            "hostedZone": "example.com",
            "webAclArn": WEB_ACL,
            "deletionProtection": True,
        },
        "desiredCount": 5,
        "scaling": SCALING,
        "deployment": {"alarmNames": [ALARM]},
        "logKeyArn": KEY,
        "logRetentionDays": 90,
    },
    "worker": {
        "topology": "private-worker",
        "loadBalancer": {"domains": ["worker.example.com"], "hostedZone": "example.com"},
        "allowFrom": ["web"],
        "cpu": 512,
        "serviceConnect": {"requestTimeoutSeconds": 600, "proxy": {}},
        "deployment": {"strategy": "blue-green", "bakeTimeMinutes": 3},
    },
    "orders": {
        "topology": "private-worker",
        "loadBalancer": {"certificateArns": [CERTIFICATE]},
        "deployment": {
            "strategy": "canary",
            "canaryPercent": 20,
            "canaryBakeTimeMinutes": 4,
            "bakeTimeMinutes": 0,
        },
    },
    "reports": {
        "topology": "private-worker",
        "deployment": {"strategy": "linear", "stepPercent": 25, "stepBakeTimeMinutes": 2},
        "container": CONTAINER,
        "volumes": VOLUMES,
    },
}
STACK_SETTINGS = ("tags", "audit", "alarms", "dashboard", "cluster")


def make_plain(config: StackConfig) -> None:
    """Remove every setting."""
    config[f"{PROJECT}:services"] = copy.deepcopy(PLAIN)
    for name in STACK_SETTINGS:
        config.pop(f"{PROJECT}:{name}", None)


def make_rich(config: StackConfig, image_id: str) -> None:
    """Add every setting."""
    config[f"{PROJECT}:services"] = copy.deepcopy(RICH)
    config[f"{PROJECT}:tags"] = {"team": "shop"}
    config[f"{PROJECT}:audit"] = {"retentionDays": 30, "objectLock": {"mode": "governance", "days": 30}}
    config[f"{PROJECT}:alarms"] = {"topicArn": TOPIC}
    config[f"{PROJECT}:dashboard"] = True
    config[f"{PROJECT}:cluster"] = {"discovery": "service-connect", "ami": image_id}


def create_zone_and_alarm(account: Account) -> None:
    """Create the hosted zone and the alarm that the settings name."""
    account.client("route53").create_hosted_zone(Name="example.com", CallerReference="1")
    account.client("cloudwatch").put_metric_alarm(
        AlarmName=ALARM,
        Namespace="shop",
        MetricName="errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
