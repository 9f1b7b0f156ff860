"""Values that AWS generates for a resource: ids, ARNs and names. Each contains its resource's name, so a test notices a
mix-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REGION = "us-east-1"
ACCOUNT_ID = "123456789012"

LAUNCH_TEMPLATE_VERSION = 7


def computed_outputs(kind: str, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs of an existing resource that are not inputs."""
    outputs = {
        "arn": arn_of(kind, name),
        **{key: _filled(value, name) for key, value in _BY_KIND.get(kind, {}).items()},
    }
    if kind == "acm.Certificate":
        domains = list(dict.fromkeys([inputs["domainName"], *inputs.get("subjectAlternativeNames", ())]))
        # The provider returns them in another order, and ACM in lowercase.
        outputs["domainValidationOptions"] = [_proof(domain.lower()) for domain in reversed(domains)]
    if "name" not in inputs:
        outputs["name"] = name_of(kind, name)
    return outputs


def name_of(kind: str, name: str) -> str:
    """Return the physical name of a resource without a given name."""
    return f"{name}-{kind.replace('.', '-')}"


def _filled(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return value.format(name=name)
    if isinstance(value, list):
        return [_filled(item, name) for item in value]
    return {key: _filled(item, name) for key, item in value.items()} if isinstance(value, dict) else value


def id_of(kind: str, name: str) -> str:
    """Return the id of a resource."""
    return f"{kind}/{name}/id"


def arn_of(kind: str, name: str) -> str:
    """Return the ARN of a resource; unlike AWS's, it contains the kind and the Pulumi name."""
    return f"arn:aws:{kind.partition('.')[0]}:{REGION}:{ACCOUNT_ID}:{kind}/{name}"


def _proof(domain: str) -> dict[str, str]:
    return {
        "domainName": domain,
        "resourceRecordName": f"_proof.{domain}",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_value-of-{domain}.acm-validations.aws",
    }


_BY_KIND: dict[str, dict[str, Any]] = {
    "awsx.ecr.Repository": {"url": "123456789012.dkr.ecr.us-east-1.amazonaws.com/{name}"},
    "docker-build.Image": {"digest": "sha256:{name}"},
    "ec2.Eip": {"allocationId": "eipalloc-of-{name}", "publicIp": "address-of-{name}"},
    "ec2.LaunchTemplate": {"latestVersion": LAUNCH_TEMPLATE_VERSION},
    "ec2.NatGateway": {"publicIp": "address-of-{name}"},
    "iam.Role": {"createDate": "2026-01-01T00:00:00Z"},
    "lb.LoadBalancer": {
        "arnSuffix": "app/{name}/0123",
        "dnsName": "{name}.elb.amazonaws.com",
        "zoneId": "zone-of-{name}",
    },
    "lb.TargetGroup": {"arnSuffix": "targetgroup/{name}/0123"},
    "rds.Instance": {
        "address": "{name}.abcdefghijkl.us-east-1.rds.amazonaws.com",
        "masterUserSecrets": [
            {"secretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-{name}-a1B2c3"}
        ],
    },
    "route53.Record": {"fqdn": "record-{name}.example.com"},
    "s3.Bucket": {"bucket": "bucket-of-{name}", "bucketDomainName": "bucket-of-{name}.s3.amazonaws.com"},
    "servicediscovery.PrivateDnsNamespace": {"hostedZone": "zone-of-{name}"},
    "sqs.Queue": {"url": "https://sqs.us-east-1.amazonaws.com/123456789012/{name}"},
}
