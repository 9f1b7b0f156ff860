"""Ids, names and expressions that AWS refuses during an update, or that refer to nothing."""
# ruff: noqa: E501 a mistake is a line

from __future__ import annotations

from typing import Any

from tests.harness.mistakes import Mistake, balancer, cluster, vpc, worker
from tests.harness.settings_classes import NETWORK

PUBLIC = "platform.network.publicSubnetIds"
PRIVATE = "platform.network.privateSubnetIds"
TASKS = "platform.network.taskSubnetIds"
ACCOUNT = "us-east-1:123456789012"
LONG = f"{'a' * 53}.example.com"
ON_DOMAIN = {"domains": ["api.example.com"], "hostedZone": "example.com"}


def network(path: str, value: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in a network that exists."""
    return Mistake({"platform": {"network": {**NETWORK, **keys}}}, path, value, allowed)


def addresses(*ids: str, at: int, allowed: str) -> Mistake:
    """Return a mistake in the Elastic IPs."""
    return vpc(f"eipAllocationIds[{at}]", f'"{ids[at]}"', allowed, eipAllocationIds=list(ids))


def scheduled(key: str, value: str, allowed: str) -> Mistake:
    """Return a mistake in a schedule."""
    schedule = {"schedule": "cron(0 8 * * ? *)", "minCount": 1, "maxCount": 2, key: value}
    scaling = {"minCount": 1, "maxCount": 2, "schedules": {"night": schedule}}
    return worker(f"scaling.schedules.night.{key}", f'"{value}"', allowed, scaling=scaling)


def discovery(private: str, allowed: str, **keys: Any) -> Mistake:
    """Return a mistake in the domain of the services' names."""
    service = {"topology": "private-worker", **keys}
    config = {"cluster": {"discovery": "dns", "discoveryDomain": private}, "services": {"worker": service}}
    return Mistake(config, "cluster.discoveryDomain", f'"{private}"', allowed)


def tasks(count: int, max_size: int, allowed: str, **keys: Any) -> Mistake:
    """Return a cluster that is too small for its tasks."""
    config = {"cluster": {"maxSize": max_size}, "services": {"worker": {"desiredCount": count, **keys}}}
    return Mistake(config, "cluster.maxSize", str(max_size), allowed)


REFERENCES: dict[str, list[Mistake]] = {
    "elastic ips": [
        addresses("eipalloc-404", "eipalloc-1", at=0, allowed="the account has no Elastic IP with that allocation id in us"),
        addresses("eipalloc-1", "eipalloc-a1", at=1, allowed="i-0abc uses this address; a free address is allowed"),
        addresses("eipalloc-a3", "eipalloc-a2", at=0, allowed="nat-a3 uses this address; a free address is allowed"),
        addresses("eipalloc-a2", "eipalloc-a4", at=1, allowed="nat-a4 uses this address"),
    ],
    "existing network": [
        network("platform.network.vpcId", '"vpc-404"', "the account has no VPC with that id in us-east-1", vpcId="vpc-404"),
        network(f"{PUBLIC}[1]", "", "no subnet with that id", publicSubnetIds=["subnet-1", "subnet-404"]),
        network(f"{PRIVATE}[0]", "", "it is in vpc-2; a subnet of vpc-1 is allowed", privateSubnetIds=["subnet-c1", "subnet-2"]),
        network(f"{TASKS}[0]", "", "it is in vpc-2; a subnet of vpc-1 is allowed", taskSubnetIds=["subnet-c1", "subnet-2"]),
        network(f"{PUBLIC}[1]", "", "it is in us-east-1a, like subnet-1; a load balancer", publicSubnetIds=["subnet-1", "subnet-7"]),
        network(f"{PRIVATE}[2]", "", "it is in us-east-1c, like", privateSubnetIds=["subnet-3", "subnet-4", "subnet-9"]),
        network(TASKS, "[", "all are in us-east-1a; subnets in at least two zones", taskSubnetIds=["subnet-1", "subnet-7"]),
        network(f"{PUBLIC}[0]", "", "its route table has no route to an internet gateway", publicSubnetIds=["subnet-f1", "subnet-2"]),
        network(f"{PUBLIC}[1]", "", "its route table has no route to an internet gateway", publicSubnetIds=["subnet-1", "subnet-f2"]),
    ],
    "references": [
        balancer("certificateArns[0]", "", "its status is PENDING_VALIDATION; an issued certificate", certificateArns=[f"arn:aws:acm:{ACCOUNT}:certificate/pending"]),
        balancer("webAclArn", "", "the account has no regional web ACL gone in us-east-1", webAclArn=f"arn:aws:wafv2:{ACCOUNT}:regional/webacl/gone/1"),
        balancer("webAclArn", "", "the account's web ACL api is arn:aws:wafv2", webAclArn=f"arn:aws:wafv2:{ACCOUNT}:regional/webacl/api/1"),
        worker("logKeyArn", "", "the account has no such key", logKeyArn=f"arn:aws:kms:{ACCOUNT}:key/404"),
        worker("logKeyArn", "", "its state is Disabled; an enabled key", logKeyArn=f"arn:aws:kms:{ACCOUNT}:key/disabled"),
        cluster("logKeyArn", "", "it is RSA_2048 for SIGN_VERIFY; a symmetric", logKeyArn=f"arn:aws:kms:{ACCOUNT}:key/asymmetric"),
        Mistake({"alarms": {"topicArn": f"arn:aws:sns:{ACCOUNT}:nobody"}}, "alarms.topicArn", "", "the account has no such topic"),
    ],
    "hosted zones": [
        balancer("domains", f'["{LONG}"', "a domain of 64 characters or fewer is allowed, the limit of ACM", domains=[LONG], hostedZone="example.com"),
        balancer("hostedZone", '"twice.org"', "several public hosted zones with that name: add hostedZoneId", domains=["api.twice.org"], hostedZone="twice.org"),
        balancer("hostedZoneId", '"Z404"', "no Route 53 hosted zone with that id", **ON_DOMAIN, hostedZoneId="Z404"),
        balancer("hostedZoneId", '"Z3PRIVATE"', "is private; a public zone", **ON_DOMAIN, hostedZoneId="Z3PRIVATE"),
        balancer("hostedZoneId", '"Z1TWICE"', "the id of hostedZone, example.com", **ON_DOMAIN, hostedZoneId="Z1TWICE"),
        balancer("hostedZoneId", '"Z1TWICE"', "a zone that contains all domains", domains=["api.example.com"], hostedZoneId="Z1TWICE"),
        balancer("hostedZoneId", '"/hostedzone/Z1"', "a hosted zone's id (Z...)", **ON_DOMAIN, hostedZoneId="/hostedzone/Z1"),
        balancer("hostedZone", "null", "domains and hostedZone need each other", hostedZoneId="Z0123456789"),
        balancer("hostedZoneId", '"Y1"', "a hosted zone's id (Z...)", domains=["api.example.com"], hostedZoneId="Y1"),
    ],
    "discovery domain": [
        discovery("example.com", "hide api.example.com, the public domain of worker", topology="public-api", loadBalancer=ON_DOMAIN),
        discovery("com", "it would hide api.example.com", loadBalancer=ON_DOMAIN),
        discovery("example.com", "the account has a public hosted zone with that name"),
        discovery("twice.org", "the account has a public hosted zone with that name"),
        discovery("amazonaws.com", "it would hide amazonaws.com, a domain of AWS"),
        discovery("ecr.us-east-1.amazonaws.com", "it would hide amazonaws.com"),
        discovery("aws", "it would hide api.aws"),
    ],
    "schedules": [
        *(
            scheduled("schedule", f"cron({text})", allowed)
            for text, allowed in (
                ("0 8 * * *", "six fields is allowed"),
                ("60 8 * * ? *", "the field minutes has numbers from 0 to 59: '60'"),
                ("0 24 * * ? *", "the field hours has numbers from 0 to 23"),
                ("0 8 32 * ? *", "the field day of month has numbers from 1 to 31"),
                ("0 8 0 * ? *", "the field day of month"),
                ("0 8 * 13 ? *", "the field month has numbers from 1 to 12, JAN to DEC"),
                ("0 8 ? * 0 *", "the field day of week has numbers from 1 to 7, SUN to SAT"),
                ("0 8 ? * MO *", "the field day of week"),
                ("0 8 * * ? 1969", "the field year"),
                ("0 8 * * * *", "either the day of month or the day of week is ?"),
                ("0 8 ? * ? *", "either the day of month or the day of week is ?"),
                ("0 8-x * * ? *", "the field hours"),
                ("0/0 8 * * ? *", "the field minutes"),
                ("0 8,,9 * * ? *", "the field hours"),
                ("? 8 * * ? *", "the field minutes"),
                ("@daily", "six fields"),
            )
        ),
        *(
            scheduled("schedule", f"rate({text})", "rate(5 minutes), is allowed")
            for text in ("5", "0 minutes", "1 minutes", "5 minute", "2 weeks", "-1 hours", "1.5 hours", "1hour")
        ),
        *(
            scheduled("schedule", f"at({text})", "at(yyyy-mm-ddThh:mm:ss) with a day that exists")
            for text in ("2030-02-30T08:00:00", "2030-01-01", "2030-01-01T8:00:00", "2030-01-01T08:00:00Z", "tomorrow")
        ),
        scheduled("schedule", "0 8 * * ? *", "cron(...), at(...) or rate(...)"),
        scheduled("schedule", "cron(0 8 * * ? *) ", "cron(...), at(...) or rate(...)"),
        scheduled("timezone", "Europe/Berln", "such as Europe/Berlin; did you mean Europe/Berlin?"),
        scheduled("timezone", "+02:00", "the name of a time zone"),
        scheduled("timezone", "", "the name of a time zone"),
    ],
    "image references": [
        *(
            worker("image", f'"{image}"', "an image such as nginx:1.29", image=image)
            for image in (
                "https://nginx",
                "docker://nginx:1",
                "nginx 1.29",
                " nginx",
                "nginx:1.29 ",
                "nginx:",
                "Nginx",
                "registry.example.com/Team/app",
                "nginx@sha256:12",
                "nginx:la/test",
                "/nginx",
                "nginx/",
                "nginx::1",
            )
        ),
        worker("sidecars.proxy.image", '"https://envoy"', "an image", sidecars={"proxy": {"image": "https://envoy", "memory": 9}}),
    ],
    "variable names": [
        *(
            worker(f"environment.{name}".replace("\n", "\\n"), "", "a name of letters, digits and", environment={name: "x"})
            for name in ("A=B", "A B", "1A", "", "-A", "Ä", "A\nB")
        ),
        worker("secrets.A=B", "", "a name of letters", secrets={"A=B": f"arn:aws:ssm:{ACCOUNT}:parameter/a"}),
        worker("sidecars.proxy.environment.A B", "", "a name of letters", sidecars={"proxy": {"image": "e", "memory": 9, "environment": {"A B": "x"}}}),
    ],
    "too few instances": [
        tasks(20, 1, "the 20 tasks of the services need 7 instances of c5.xlarge or more"),
        tasks(20, 6, "need 7 instances"),
        tasks(9, 2, "need 3 instances"),
        tasks(4, 3, "need 4 instances", cpu=4096),
        tasks(4, 3, "need 4 instances", memory=7000),
        tasks(1, 1, "the 5 tasks of the services need 2", scaling={"minCount": 5, "maxCount": 9, "cpu": 50}),
    ],
}  # fmt: skip
