"""Rows of load balancers that services share, of this stack and of a platform."""

from __future__ import annotations

from typing import Any

from tests.updates.case import Row
from tests.updates.platform_rows import CLUSTER, ELSEWHERE, NETWORK, ONLY_CHECKED, OWN_PARTS
from tests.updates.service_rows import CERTIFICATE, OTHER_CERTIFICATE, WEB_ACL
from tests.updates.settings_paths import ABSENT

SHARED: dict[str, Any] = {"loadBalancers": {"edge": {"scheme": "public"}}}
ON_DOMAIN = {"loadBalancers": {"edge": {"domains": ["api.example.com"], "hostedZone": "example.com"}}}
PLACE = {"shared": "edge", "hosts": ["api.example.com"], "paths": ["/orders/*"], "priority": 10}
BEHIND = {**SHARED, "services.*.loadBalancer": PLACE}
SECOND = {"topology": "public-api", "loadBalancer": {"shared": "edge", "paths": ["/users/*"], "priority": 20}}
BALANCER = {
    "listenerArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/edge/0123/4567",
    "securityGroupId": "sg-1",
    "dnsName": "edge.elb.amazonaws.com",
    "arnSuffix": "app/edge/0123",
}
ON_PLATFORM = {**OWN_PARTS, "platform": {"network": NETWORK, "cluster": CLUSTER}}
BEHIND_PLATFORM = {
    **OWN_PARTS,
    "platform": {"network": NETWORK, "cluster": CLUSTER, "loadBalancers": {"edge": BALANCER}},
    "services.*.loadBalancer": PLACE,
}
ONLY_URL = "only the output `url` shows it"
UNUSED = "no service uses it"


def _shared(setting: str, *values: Any, given: Any = SHARED, **row: Any) -> Row:
    return Row(f"loadBalancers.*.{setting}", values, given=given, stacks=("dev",), **row)


def _place(setting: str, *values: Any, given: Any = BEHIND, **row: Any) -> Row:
    return Row(f"services.*.loadBalancer.{setting}", values, given=given, stacks=("public-api",), **row)


def _platform(setting: str, *values: Any, given: Any = BEHIND_PLATFORM, **row: Any) -> Row:
    return Row(
        f"platform.loadBalancers{setting}",
        values,
        given=given,
        stacks=("public-api",),
        not_on_engine=ELSEWHERE,
        **row,
    )


SHARED_ROWS = (
    Row("loadBalancers", ({"edge": {"scheme": "public"}},), stacks=("dev",)),
    _shared("scheme"),
    _shared("idleTimeout", 120),
    _shared("allowCidrs", ["203.0.113.0/24"]),
    _shared("allowPrefixLists", ["pl-3b927c52"]),
    _shared("certificateArns", [CERTIFICATE, OTHER_CERTIFICATE]),
    _shared("domains", ["www.example.com"], given=ON_DOMAIN),
    _shared("hostedZone", "example.com", along={"loadBalancers.*.domains": ["api.example.com"]}),
    _shared("hostedZoneId", "Z9876543210", given=ON_DOMAIN, not_on_engine="the account gives a zone its id"),
    _shared("webAclArn", WEB_ACL),
    _shared("deletionProtection", not_on_engine="the stack could not be destroyed"),
    _place("shared", "edge", given=SHARED, along={"services.*.loadBalancer": PLACE}),
    _place("hosts", ["www.example.com"]),
    _place("paths", ["/orders/*", "/baskets/*"]),
    _place("priority", 5),
    Row("services", ({"second": SECOND},), given=BEHIND, stacks=("public-api",)),
    Row("services.*.exclusivePermissions", (False,), given=BEHIND, stacks=("public-api",)),
    Row(
        "services.*.deployment.strategy",
        ("blue-green",),
        given={**BEHIND, "services.*.deployment": {}},
        stacks=("public-api",),
    ),
    _platform("", {"edge": BALANCER}, given=ON_PLATFORM, changes_nothing=UNUSED),
    _platform(
        ".*.scheme",
        "internal",
        along={"services.*.loadBalancer": ABSENT},
        given={**BEHIND_PLATFORM, "services.*.loadBalancer": ABSENT},
        changes_nothing=ONLY_CHECKED,
    ),
    _platform(".*.hasTls", True, changes_nothing=ONLY_URL),
    _platform(".*.listenerArn", BALANCER["listenerArn"].replace("/4567", "/89ab")),
    _platform(".*.securityGroupId", "sg-2"),
    _platform(".*.dnsName", "other.elb.amazonaws.com", changes_nothing=ONLY_URL),
    _platform(".*.arnSuffix", "app/edge/4567", changes_nothing="only alarms, the dashboard and scaling use it"),
    _platform(".*.domain", "api.example.com", changes_nothing=ONLY_URL),
)
