"""The JSON schema of stack files accepts valid files and refuses mistakes, which editors underline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from components.foundation.refusal import RefusedError
from settings import parse

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "docs" / "stack.schema.json"
STACK_FILES = sorted(ROOT.glob("Pulumi.*.yaml"))

WORKER = {"topology": "private-worker"}
WEB = {"topology": "public-api"}


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def mistakes(validator: Draft7Validator, stack_file: object) -> list[str]:
    """Return the mistakes that the schema finds, each as a path and the keyword that refuses."""
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.validator}" for error in validator.iter_errors(stack_file)
    ]


def ours(config: dict[str, Any]) -> dict[str, Any]:
    return {key.removeprefix("ecs-on-ec2:"): value for key, value in config.items() if key.startswith("ecs-on-ec2:")}


def stack(services: object = None, **others: object) -> dict[str, Any]:
    keys = {"services": {"worker": WORKER} if services is None else services, **others}
    return {"config": {"aws:region": "us-east-1", **{f"ecs-on-ec2:{key}": value for key, value in keys.items()}}}


def test_the_committed_stack_files_are_found() -> None:
    assert [path.name for path in STACK_FILES] == ["Pulumi.dev.yaml", "Pulumi.prod.yaml", "Pulumi.public-api.yaml"]


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_a_committed_stack_file_is_valid_and_names_the_schema(path: Path, validator: Draft7Validator) -> None:
    text = path.read_text(encoding="utf-8")
    assert mistakes(validator, yaml.safe_load(text)) == []
    modeline, _, named = text.partition("\n")[0].partition("$schema=")
    assert modeline == "# yaml-language-server: "
    assert (path.parent / named).resolve() == SCHEMA


ACCEPTED = {
    "defaults": stack(),
    "zones by number": stack(vpc={"availabilityZones": 3}),
    "zones by name": stack(vpc={"availabilityZones": ["us-east-1a", "us-east-1b"]}),
    "null for an optional key": stack(cluster={"ami": None, "desiredCapacity": None}),
    "a secret in the environment": stack({"web": {**WEB, "environment": {"KEY": {"secure": "v1:abc"}}}}),
    "a secret in a list": stack(vpc={"eipAllocationIds": [{"secure": "v1:abc"}, {"secure": "v1:def"}]}),
    "the output of pulumi stack init": {**stack(), "encryptionsalt": "v1:abc", "secretsprovider": "passphrase"},
    "a KMS key": {**stack(), "encryptedkey": "abc", "secretsprovider": "awskms://alias/state?region=us-east-1"},
    "configuration from an environment": {"environment": ["production"]},
    "the provider's configuration": {
        "config": {**stack()["config"], "aws:assumeRoles": [{"roleArn": "a"}], "pulumi:tags": {"a": "b"}}
    },
    "a built image": stack({"web": {**WEB, "build": {"context": "./app", "platform": "linux/arm64"}}}),
}

REFUSED: dict[str, tuple[object, list[str]]] = {
    "an unknown key of the project": (stack(vcp={}), ["config: additionalProperties"]),
    "another namespace": ({"config": {**stack()["config"], "ecs-on-ec:vpc": {}}}, ["config: additionalProperties"]),
    "an unknown key in vpc": (stack(vpc={"cidr": "10.0.0.0/16"}), ["config.ecs-on-ec2:vpc: additionalProperties"]),
    "an unknown key in a service": (
        stack({"worker": {**WORKER, "port": 80}}),
        ["config.ecs-on-ec2:services.worker: additionalProperties"],
    ),
    "an unknown key in build": (
        stack({"web": {**WEB, "build": {"contxt": "."}}}),
        ["config.ecs-on-ec2:services.web.build: additionalProperties"],
    ),
    "an unknown key at the top": ({**stack(), "configs": {}}, [": additionalProperties"]),
    "no config": ({"encryptionsalt": "v1:abc"}, [": required"]),
    "a name that ECS refuses": (stack({"my worker": WORKER}), ["config.ecs-on-ec2:services: pattern"]),
    "no topology": (stack({"worker": {}}), ["config.ecs-on-ec2:services.worker: required"]),
    "an unknown topology": (
        stack({"worker": {"topology": "public"}}),
        ["config.ecs-on-ec2:services.worker.topology: enum"],
    ),
    "a port of 0": (
        stack({"worker": {**WORKER, "containerPort": 0}}),
        ["config.ecs-on-ec2:services.worker.containerPort: minimum"],
    ),
    "a port of 70000": (
        stack({"worker": {**WORKER, "containerPort": 70_000}}),
        ["config.ecs-on-ec2:services.worker.containerPort: maximum"],
    ),
    "a number as text": (stack({"worker": {**WORKER, "cpu": "256"}}), ["config.ecs-on-ec2:services.worker.cpu: type"]),
    "a fraction": (stack({"worker": {**WORKER, "cpu": 256.5}}), ["config.ecs-on-ec2:services.worker.cpu: type"]),
    "a number in the environment": (
        stack({"worker": {**WORKER, "environment": {"TIMEOUT": 10}}}),
        ["config.ecs-on-ec2:services.worker.environment.TIMEOUT: type"],
    ),
    "an empty image": (
        stack({"worker": {**WORKER, "image": ""}}),
        ["config.ecs-on-ec2:services.worker.image: pattern"],
    ),
    "an invalid retention": (
        stack({"worker": {**WORKER, "logRetentionDays": 31}}),
        ["config.ecs-on-ec2:services.worker.logRetentionDays: enum"],
    ),
    "an empty list of callers": (
        stack({"worker": {**WORKER, "allowFrom": []}}),
        ["config.ecs-on-ec2:services.worker.allowFrom: minItems"],
    ),
    "a string instead of a list": (
        stack({"worker": {**WORKER, "allowFrom": "web"}}),
        ["config.ecs-on-ec2:services.worker.allowFrom: type"],
    ),
    "one zone": (stack(vpc={"availabilityZones": 1}), ["config.ecs-on-ec2:vpc.availabilityZones: anyOf"]),
    "a zone twice": (
        stack(vpc={"availabilityZones": ["us-east-1a", "us-east-1a"]}),
        ["config.ecs-on-ec2:vpc.availabilityZones: anyOf"],
    ),
    "an unknown NAT strategy": (stack(vpc={"natGateways": "two"}), ["config.ecs-on-ec2:vpc.natGateways: enum"]),
    "a malformed block": (stack(vpc={"cidrBlock": "10.0.0.0"}), ["config.ecs-on-ec2:vpc.cidrBlock: pattern"]),
    "a text instead of true or false": (
        stack(vpc={"splitTaskSubnets": "yes"}),
        ["config.ecs-on-ec2:vpc.splitTaskSubnets: type"],
    ),
    "an instance type without a size": (
        stack(cluster={"instanceType": "c5"}),
        ["config.ecs-on-ec2:cluster.instanceType: pattern"],
    ),
    "an AMI without an id or parameter": (
        stack(cluster={"ami": "amazon-linux"}),
        ["config.ecs-on-ec2:cluster.ami: pattern"],
    ),
    "a negative size": (stack(cluster={"minSize": -1}), ["config.ecs-on-ec2:cluster.minSize: minimum"]),
    "a reserved capacity provider name": (
        stack(cluster={"capacityProviderName": "ecs-mine"}),
        ["config.ecs-on-ec2:cluster.capacityProviderName: pattern"],
    ),
    "a secret with another key": (
        stack({"web": {**WEB, "environment": {"KEY": {"secure": "v1:abc", "also": "this"}}}}),
        ["config.ecs-on-ec2:services.web.environment.KEY: additionalProperties"],
    ),
}


LEFT_TO_THE_PROGRAM = {
    "no services": stack({}),
    "a minimum above the maximum": stack(cluster={"minSize": 5, "maxSize": 4}),
    "an image and a build": stack({"web": {**WEB, "image": "nginx:1", "build": {"context": "."}}}),
    "a block of public addresses": stack(vpc={"cidrBlock": "8.8.0.0/16"}),
    "a caller that is not a service": stack({"worker": {**WORKER, "allowFrom": ["web"]}}),
}


@pytest.mark.parametrize("stack_file", LEFT_TO_THE_PROGRAM.values(), ids=LEFT_TO_THE_PROGRAM)
def test_the_schema_accepts_mistakes_in_relations_between_keys(
    stack_file: dict[str, Any], validator: Draft7Validator
) -> None:
    assert mistakes(validator, stack_file) == []
    with pytest.raises(RefusedError):
        parse(ours(stack_file["config"]))


@pytest.mark.parametrize("stack_file", ACCEPTED.values(), ids=ACCEPTED)
def test_a_valid_file_is_accepted(stack_file: object, validator: Draft7Validator) -> None:
    assert mistakes(validator, stack_file) == []


@pytest.mark.parametrize(("stack_file", "expected"), REFUSED.values(), ids=REFUSED)
def test_an_invalid_file_is_refused_at_its_mistake(
    stack_file: object, expected: list[str], validator: Draft7Validator
) -> None:
    assert mistakes(validator, stack_file) == expected


IN_THE_PROGRAM = [
    pytest.param(stack_file["config"], id=name)
    for name, (stack_file, _) in REFUSED.items()
    if isinstance(stack_file, dict)
    and name not in ("another namespace", "an unknown key at the top", "no config", "a secret with another key")
]
"""Cases that the program can check too: without other namespaces, keys around ``config``, and encrypted values."""


@pytest.mark.parametrize("config", IN_THE_PROGRAM)
def test_the_program_refuses_every_config_that_the_schema_refuses(config: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        parse(ours(config))
