"""The args classes by their place in a stack file: their smallest objects and the types of their fields."""

from __future__ import annotations

import copy
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pulumi
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from components.service.awsvpc_service_args import AwsvpcServiceArgs
from settings import Settings

SMALLEST: dict[str, Any] = {"services": {"worker": {"topology": "private-worker"}}}

Path = tuple[str | int, ...]

WORKER: Path = ("services", "worker")
REPORT: Path = ("jobs", "report")

MORNING = {"schedule": "cron(0 8 * * ? *)", "minCount": 2, "maxCount": 4}

NETWORK = {
    "vpcId": "vpc-1",
    "cidrBlocks": {"vpc": "10.0.0.0/16"},
    "publicSubnetIds": ["subnet-1", "subnet-2"],
    "privateSubnetIds": ["subnet-3", "subnet-4"],
}

EXISTING_CLUSTER = {
    "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
    "capacityProviderName": "their-provider",
}

EXISTING_BALANCER = {
    "listenerArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/edge/0123/4567",
    "securityGroupId": "sg-1",
    "dnsName": "edge.elb.amazonaws.com",
    "arnSuffix": "app/edge/0123",
}

OBJECTS: dict[Path, Any] = {
    (): {},
    ("vpc",): {},
    ("cluster",): {},
    ("cluster", "rootVolume"): {},
    ("overrides", 0): {"resource": "aws:ecs/cluster:Cluster", "name": "cluster", "properties": {}},
    ("alarms",): {"topicArn": "arn:aws:sns:us-east-1:123456789012:alarms"},
    ("audit",): {},
    ("audit", "objectLock"): {"mode": "governance", "days": 30},
    REPORT: {"image": "busybox", "schedule": "rate(1 day)"},
    ("loadBalancers", "edge"): {},
    ("platform",): {"network": NETWORK},
    ("platform", "loadBalancers", "edge"): EXISTING_BALANCER,
    ("platform", "network"): NETWORK,
    ("platform", "cluster"): EXISTING_CLUSTER,
    ("platform", "cluster", "namespace"): {
        "id": "ns-1",
        "arn": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1",
    },
    WORKER: {"topology": "private-worker"},
    (*WORKER, "build"): {},
    (*WORKER, "container"): {},
    (*WORKER, "container", "capabilities"): {},
    (*WORKER, "container", "healthCheck"): {"command": ["CMD", "true"]},
    (*WORKER, "container", "tmpfs", 0): {"containerPath": "/tmp", "size": 64},
    (*WORKER, "container", "ulimits", "nofile"): {"softLimit": 1024, "hardLimit": 4096},
    (*WORKER, "deployment"): {},
    (*WORKER, "executionRole"): {},
    (*WORKER, "executionRole", "statements", 0): {
        "actions": ["ecr:CreateRepository"],
        "resources": ["arn:aws:ecr:us-east-1:123456789012:repository/hub/*"],
    },
    (*WORKER, "logging"): {},
    (*WORKER, "loadBalancer"): {},
    (*WORKER, "loadBalancer", "healthCheck"): {},
    (*WORKER, "loadBalancer", "stickiness"): {},
    (*WORKER, "scaling"): {"minCount": 1, "maxCount": 4, "schedules": {"morning": MORNING}},
    (*WORKER, "scaling", "schedules", "morning"): MORNING,
    (*WORKER, "scaling", "queue"): {"name": "orders", "messagesPerTask": 10},
    (*WORKER, "scaling", "metrics", "lag"): {"namespace": "Shop", "metricName": "Lag", "target": 10},
    (*WORKER, "serviceConnect"): {},
    (*WORKER, "serviceConnect", "proxy"): {"cpu": 64},
    (*WORKER, "sidecars", "proxy"): {"image": "envoy", "memory": 64},
    (*WORKER, "sidecars", "proxy", "firelens"): {},
    (*WORKER, "sidecars", "proxy", "volumes", "files"): {"containerPath": "/files"},
    (*WORKER, "taskRole"): {},
    (*WORKER, "taskRole", "statements", 0): {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::one/*"]},
    (*WORKER, "volumes", "files"): {"fileSystemId": "fs-1", "containerPath": "/files"},
}
"""The smallest valid object at each place for an object in a stack file."""


def config_with(path: Path) -> dict[str, Any]:
    """Return the smallest config that has an object at ``path``."""
    config = copy.deepcopy(SMALLEST)
    for length, step in enumerate(path, start=1):
        here, holder = path[:length], value_at(config, path[: length - 1])
        empty: Any = [] if path[length : length + 1] == (0,) else {}
        smallest = copy.deepcopy(OBJECTS.get(here, empty))
        if isinstance(holder, list):
            holder.append(smallest)
        else:
            holder.setdefault(step, smallest)
    return config


def value_at(config: Any, path: Path) -> Any:
    """Return the value of a config at ``path``."""
    for step in path:
        config = config[step]
    return config


def with_value(path: Path, key: str, value: Any) -> dict[str, Any]:
    """Return the smallest config with the object at ``path``, and ``key`` in it set."""
    config = config_with(path)
    value_at(config, path)[key] = value
    return config


def class_at(path: Path) -> type[BaseModel]:
    """Return the args class of the object at ``path``."""
    annotation: Any = Settings
    for step in path:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = {field.alias or name: field for name, field in annotation.model_fields.items()}
            annotation = bare(fields[str(step)].annotation)
        else:
            arguments = get_args(annotation)
            annotation = bare(arguments[0] if get_origin(annotation) is tuple else arguments[-1])
    found: type[BaseModel] = annotation
    assert issubclass(found, BaseModel), path
    return found


def fields_at(path: Path) -> Mapping[str, FieldInfo]:
    """Return the fields of the object at ``path``, by their names in a stack file."""
    return {field.alias or name: field for name, field in class_at(path).model_fields.items()}


def bare(annotation: Any) -> Any:
    """Return a type without Annotated, Optional and Output."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        plain = [member for member in members if get_origin(member) is not pulumi.Output]
        return bare(plain[0])
    return annotation


def takes_null(field: FieldInfo) -> bool:
    """Whether a field can be null."""
    annotation = field.annotation
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def wrong_values(field: FieldInfo) -> list[Any]:
    """Return values of JSON types that a field does not accept."""
    annotation = bare(field.annotation)
    origin = get_origin(annotation) or annotation
    if origin is dict or (isinstance(origin, type) and issubclass(origin, BaseModel)):
        return [5, "text", ["text"], True]
    if origin is tuple:
        return ["text", 5, {"text": 1}]
    if origin is Literal:
        return [5.5, {"a": 1}, ["text"], "no such word", True]
    return {
        float: ["1.5", True, [5], {"a": 1}],
        int: ["5", 1.5, True, [5], {"a": 1}],
        bool: ["true", 1, 0, [True]],
        str: [5, True, ["text"], {"a": 1}],
    }[origin]


def classes_under(annotation: Any) -> Iterator[type[BaseModel]]:
    """Return every args class that a type refers to, directly or indirectly."""
    annotation = bare(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from classes_under(field.annotation)
    else:
        for argument in get_args(annotation):
            if argument is not Ellipsis and not isinstance(argument, str | int):
                yield from classes_under(argument)


assert AwsvpcServiceArgs in {class_at(path) for path in OBJECTS}
