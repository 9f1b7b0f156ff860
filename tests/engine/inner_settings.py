"""The configuration of a stack with every setting of tasks and instances, and of the same stack without these."""

from __future__ import annotations

import copy
from typing import Any

from tests.engine.engine_stack import PROJECT, StackConfig

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:api/key-a1B2c3"
PARAMETER = "arn:aws:ssm:us-east-1:111122223333:parameter/api/token"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:jobs"

PLAIN = {
    "api": {"topology": "public-api"},
    # ECS accepts a grace period only in the update after the one that adds the load balancer of a running service.
    "store": {"topology": "private-worker", "loadBalancer": {"healthCheck": {"gracePeriod": 0}}},
}
CONTAINER = {
    "command": ["serve"],
    "entryPoint": ["/bin/app"],
    "healthCheck": {"command": ["CMD-SHELL", "true"], "interval": 7},
    "user": "101:101",
    "tmpfs": [{"containerPath": "/tmp", "size": 64, "mountOptions": ["noexec"]}],
    "ulimits": {"nofile": {"softLimit": 1024, "hardLimit": 4096}},
    "stopTimeout": 45,
}
SIDECAR = {
    "image": "public.ecr.aws/envoy:1",
    "cpu": 64,
    "memory": 128,
    "essential": False,
    "environment": {"LEVEL": "info"},
    "secrets": {"CERTIFICATE": SECRET},
}
RICH: dict[str, dict[str, Any]] = {
    "api": {
        "topology": "public-api",
        "cpu": 512,
        "memory": 1024,
        "environment": {"MODE": "fast"},
        "secrets": {"KEY": f"{SECRET}:field::", "TOKEN": PARAMETER},
        "secretsKeyArns": [KEY],
        "taskRole": {
            "policyArns": ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
            "statements": [
                {
                    "actions": ["sqs:SendMessage"],
                    "resources": [QUEUE],
                    "condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
                }
            ],
        },
        "executeCommand": True,
        "container": CONTAINER,
        "sidecars": {"proxy": SIDECAR},
    },
    "store": {
        "topology": "private-worker",
        "loadBalancer": "none",
        "allowFrom": ["api"],
        "containerPort": 6379,
        "container": {"readonlyRootFilesystem": True},
    },
}
CLUSTER = {
    "operatingSystem": "bottlerocket",
    "instanceType": "m6g.xlarge",
    "furtherInstanceTypes": ["c6g.xlarge"],
    "spotPercent": 50,
    "onDemandBase": 1,
    "rootVolume": {"size": 80},
    "ssmAccess": True,
    "eniTrunking": True,
    "minSize": 2,
    "discovery": "dns",
    "discoveryDomain": "shop.internal",
    "executeCommand": True,
    "executeCommandLogRetentionDays": 7,
    "logKeyArn": KEY,
}


def make_rich(config: StackConfig) -> None:
    """Add every setting."""
    config[f"{PROJECT}:services"] = copy.deepcopy(RICH)
    config[f"{PROJECT}:tags"] = {"team": "shop"}
    config[f"{PROJECT}:cluster"] = copy.deepcopy(CLUSTER)


def make_plain(config: StackConfig) -> None:
    """Remove every setting."""
    config[f"{PROJECT}:services"] = copy.deepcopy(PLAIN)
    del config[f"{PROJECT}:tags"], config[f"{PROJECT}:cluster"]
