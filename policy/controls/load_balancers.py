"""Load balancers, listeners and target groups."""

from __future__ import annotations

from typing import Any

from .control import Control, each, has
from .resource import Resource, Resources, of_kind, zones_of

BALANCER, LISTENER, TARGETS = "lb.LoadBalancer", "lb.Listener", "lb.TargetGroup"

RECOMMENDED_POLICIES = {
    f"ELBSecurityPolicy-TLS13-{policy}"
    for policy in (
        "1-3-2021-06",
        "1-3-FIPS-2023-04",
        "1-3-PQ-2025-09",
        "1-3-FIPS-PQ-2025-09",
        "1-2-Res-2021-06",
        "1-2-Res-FIPS-2023-04",
        "1-2-Res-PQ-2025-09",
        "1-2-Res-FIPS-PQ-2025-09",
    )
}
"""https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17"""


def _of_balancer(balancer: Resource, resources: Resources, kind: str, key: str) -> list[Resource]:
    return [resource for resource in of_kind(resources, kind) if resource.at(key) == balancer.computed["arn"]]


def redirects_http(balancer: Resource, resources: Resources) -> bool:
    listeners = _of_balancer(balancer, resources, LISTENER, "loadBalancerArn")
    plain = [listener for listener in listeners if listener.at("protocol") == "HTTP"]
    return all(listener.at("defaultActions.0.redirect.protocol") == "HTTPS" for listener in plain)


def spans_zones(balancer: Resource, resources: Resources) -> bool:
    return len(zones_of(balancer.inputs.get("subnets", []), resources)) > 1


def has_web_acl(balancer: Resource, resources: Resources) -> bool:
    return bool(_of_balancer(balancer, resources, "wafv2.WebAclAssociation", "resourceArn"))


HTTPS = has("protocol", "HTTPS")

PLAIN_TARGETS: Any = {
    "result": "no",
    "because": "tasks use HTTP; their security groups allow only their load balancer and, for `worker`, its callers",
    "failing": tuple(f"{TARGETS} {name}" for name in ("web-public", "web-public-alternate", "worker-private")),
}

CONTROLS = (
    Control(
        "ELB.1",
        "Medium",
        "HTTP is redirected to HTTPS",
        each(BALANCER, good=redirects_http),
        turned_on_by="`services.<name>.loadBalancer.certificateArns` or `domains`",
    ),
    Control(
        "ELB.4", "Medium", "invalid headers are dropped", each(BALANCER, good=has("dropInvalidHeaderFields", True))
    ),
    Control(
        "ELB.5",
        "Medium",
        "requests are logged",
        each(BALANCER, good=has("accessLogs.enabled", True)),
        turned_on_by="`audit`",
    ),
    Control(
        "ELB.6",
        "Medium",
        "load balancers are protected from deletion",
        each(BALANCER, good=has("enableDeletionProtection", True)),
        turned_on_by="`services.<name>.loadBalancer.deletionProtection: true`",
    ),
    Control(
        "ELB.12",
        "Medium",
        "the desync mitigation mode is defensive or strictest",
        each(BALANCER, good=has("desyncMitigationMode", None, "defensive", "strictest")),
        because="AWS's default",
    ),
    Control("ELB.13", "Medium", "load balancers span zones", each(BALANCER, good=spans_zones)),
    Control(
        "ELB.16",
        "Medium",
        "load balancers are behind a WAF web ACL",
        each(BALANCER, good=has_web_acl),
        result="no",
        failing=(f"{BALANCER} worker-private",),
        because="`web` has one, and only `web` calls `worker`. `loadBalancer.webAclArn` gives an internal one its own",
    ),
    Control(
        "ELB.17",
        "Medium",
        "HTTPS listeners have a recommended security policy",
        each(LISTENER, good=has("sslPolicy", *RECOMMENDED_POLICIES), applies=HTTPS),
    ),
    Control(
        "ELB.18",
        "Medium",
        "listeners use HTTPS",
        each(LISTENER, good=HTTPS),
        result="no",
        failing=(f"{LISTENER} web-public", f"{LISTENER} worker-private"),
        because="the listeners on port 80 only redirect, as ELB.1 requires",
    ),
    Control(
        "ELB.21",
        "Medium",
        "health checks use HTTPS",
        each(TARGETS, good=has("healthCheck.protocol", "HTTPS")),
        **PLAIN_TARGETS,
    ),
    Control("ELB.22", "Medium", "requests to targets use HTTPS", each(TARGETS, good=HTTPS), **PLAIN_TARGETS),
)
