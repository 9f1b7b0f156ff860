"""Pulumi mocks that answer like an empty AWS account."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import pulumi

REGION = "us-east-1"
ACCOUNT_ID = "123456789012"
CERTIFICATE = "aws:acm/certificate:Certificate"
ZONES = tuple(f"{REGION}{letter}" for letter in "abcdef")
AMIS = {"x86_64": "ami-0a1b2c3d4e5f60718", "arm64": "ami-0b2c3d4e5f6071829"}

Answer = Mapping[str, Any] | Callable[[dict[str, Any]], Mapping[str, Any]]


def _set_event_loop() -> None:
    """Set an event loop unless the thread has one: `set_mocks` needs one, and Python 3.14 no longer creates it."""
    with warnings.catch_warnings():
        # Python 3.12 and 3.13 create the loop with a warning.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            asyncio.get_event_loop()
        except RuntimeError:
            asyncio.set_event_loop(asyncio.new_event_loop())


class ComponentMocks(pulumi.runtime.Mocks):
    """Mocks for running the components without an engine and without AWS.

    Resources get ids, ARNs and the outputs that the components read. The mocks answer the functions that the components
    always call; every instance type has 4 vCPUs, 8 GiB and 4 network interfaces.

    Args:
        answers: additional answers, or replacements, by the last part of a function's token, such as
            ``{"getInstanceType": {"defaultVcpus": 96, ...}}``: the result in camelCase, or a function of the arguments.
            A setting that names a resource of the account, such as ``log_key_arn``, needs one.
        outputs: additional outputs of resources by type, such as ``{"aws:lb/loadBalancer:LoadBalancer": {...}}``.

    Raises:
        KeyError: a component calls a function without an answer; the message names it.
    """

    def __init__(
        self, answers: Mapping[str, Answer] | None = None, outputs: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self._answers: dict[str, Answer] = {**ANSWERS, **(answers or {})}
        self._outputs = {**(outputs or {})}
        _set_event_loop()

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Answer a function."""
        function = args.token.rpartition(":")[2]
        if function not in self._answers:
            raise KeyError(f"{args.token} has no answer: pass ComponentMocks(answers={{{function!r}: {{...}}}})")
        answer = self._answers[function]
        return dict(answer(args.args) if callable(answer) else answer), []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Return the id and the outputs of a resource."""
        service = args.typ.partition(":")[2].partition("/")[0]
        computed = {key: _named(value, args.name) for key, value in OUTPUTS.get(args.typ, {}).items()}
        if args.typ == CERTIFICATE:
            computed["domainValidationOptions"] = _proofs(args.inputs)
        known = {
            "arn": f"arn:aws:{service}:{REGION}:{ACCOUNT_ID}:{args.name}",
            "name": args.name,
            **computed,
            **self._outputs.get(args.typ, {}),
        }
        return f"{args.name}-id", {**known, **args.inputs}


def _named(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return value.format(name=name)
    if isinstance(value, dict):
        return {key: _named(item, name) for key, item in value.items()}
    return [_named(item, name) for item in value] if isinstance(value, list) else value


def _proofs(inputs: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the DNS records that prove the domains of a certificate."""
    domains = [inputs.get("domainName"), *inputs.get("subjectAlternativeNames", ())]
    return [
        {
            "domainName": domain,
            "resourceRecordName": f"_proof.{domain}",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": "_value.acm-validations.aws",
        }
        for domain in domains
        if isinstance(domain, str)
    ]


def _architecture(name: str) -> str:
    """Return the architecture of an instance type; the letter g after the generation is Graviton."""
    family = name.partition(".")[0]
    return "arm64" if "g" in family.lstrip("abcdefghijklmnopqrstuvwxyz-") else "x86_64"


def _instance_type(args: dict[str, Any]) -> dict[str, Any]:
    name = args["instanceType"]
    return {
        "instanceType": name,
        "defaultVcpus": 4,
        "memorySize": 8192,
        "maximumNetworkInterfaces": 4,
        "supportedArchitectures": [_architecture(name)],
    }


def _parameter(args: dict[str, Any]) -> dict[str, Any]:
    ami = AMIS["arm64" if "arm64" in args["name"] else "x86_64"]
    return {"name": args["name"], "type": "String", "value": ami, "insecureValue": ami}


def _ami(args: dict[str, Any]) -> dict[str, Any]:
    wanted = args["filters"][0]["values"][0]
    architecture = next((each for each, ami in AMIS.items() if ami == wanted), "x86_64")
    return {"id": wanted, "imageId": wanted, "architecture": architecture}


def _endpoint_service(args: dict[str, Any]) -> dict[str, Any]:
    name = args["service"]
    return {
        "serviceName": f"com.amazonaws.{REGION}.{name}",
        "availabilityZones": list(ZONES),
        "privateDnsName": f"{name}.{REGION}.amazonaws.com",
    }


def _rolled_out(args: dict[str, Any]) -> dict[str, Any]:
    deployment = {
        "id": "ecs-svc/1",
        "status": "PRIMARY",
        "taskDefinition": f"arn:aws:ecs:{REGION}:{ACCOUNT_ID}:{args['serviceName']}",
        "desiredCount": 2,
        "runningCount": 2,
        "pendingCount": 0,
        "createdAt": "2026-01-01T00:00:00Z",
    }
    return {"deployments": [deployment], "events": []}


ANSWERS: dict[str, Answer] = {
    "getRegion": {"region": REGION, "id": REGION, "name": REGION},
    "getPartition": {"partition": "aws", "dnsSuffix": "amazonaws.com"},
    "getCallerIdentity": {"accountId": ACCOUNT_ID},
    "getAvailabilityZones": {"names": list(ZONES), "zoneIds": [f"use1-az{number}" for number in range(1, 7)]},
    "getInstanceType": _instance_type,
    "getInstanceTypeOfferings": lambda args: {
        "instanceTypes": [args["filters"][0]["values"][0]] * len(ZONES),
        "locations": list(ZONES),
        "locationTypes": ["availability-zone"] * len(ZONES),
    },
    "getInstances": {"ids": []},
    "getParameter": _parameter,
    "getAmi": _ami,
    "getVpcEndpointService": _endpoint_service,
    "getService": _rolled_out,
}
"""The functions that the components call, by the last part of their tokens."""

OUTPUTS: dict[str, dict[str, Any]] = {
    CERTIFICATE: {"status": "ISSUED"},
    "aws:ec2/eip:Eip": {"allocationId": "eipalloc-of-{name}", "publicIp": "192.0.2.1"},
    "aws:ec2/launchTemplate:LaunchTemplate": {"latestVersion": 1},
    "aws:ec2/natGateway:NatGateway": {"publicIp": "192.0.2.1"},
    "aws:iam/role:Role": {"createDate": "2026-01-01T00:00:00Z"},
    "aws:lb/loadBalancer:LoadBalancer": {
        "arnSuffix": "app/{name}/0123456789abcdef",
        "dnsName": "{name}.elb.amazonaws.com",
        "zoneId": "Z35SXDOTRQ7X7K",
    },
    "aws:lb/targetGroup:TargetGroup": {"arnSuffix": "targetgroup/{name}/0123456789abcdef"},
    "aws:s3/bucket:Bucket": {"bucket": "{name}", "bucketDomainName": "{name}.s3.amazonaws.com"},
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {"hostedZone": "Z0123456789"},
}
"""The outputs that the components read and that are not inputs, by the type of the resource."""
