"""A count that AWS never allows is refused; another count above the default quota gives a warning."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.foundation.region import Region
from components.network.large_vpc_args import LargeVpcArgs
from components.quotas.check import quota_warnings
from components.quotas.needs import needs_of
from components.quotas.quota import QUOTAS, Quota
from components.service.awsvpc_service_args import AwsvpcServiceArgs
from components.service.traffic.shared_load_balancer_args import SharedLoadBalancerArgs
from tests.harness.build import PLATFORM, build, build_stack, refuse

CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d-1111-2222-3333-00000000000"


class NoPermissions(Region):
    """A region whose quotas cannot be read."""

    def service_quota(self, service: str, code: str) -> int:
        raise pulumi.RunError(f"a look-up on AWS failed: AccessDeniedException: {service} {code}")


def services(count: int, **settings: Any) -> dict[str, Any]:
    return {f"worker{number}": {"topology": "private-worker", **settings} for number in range(count)}


def warnings(config: dict[str, Any]) -> list[str]:
    return [message for message in build(config).messages if "AWS's quota" in message]


def asked(config: dict[str, Any]) -> int:
    return sum(call.token.endswith("getServiceQuota") for call in build(config).calls)


def test_a_shipped_stack_stays_within_the_default_quotas_and_makes_no_calls() -> None:
    recording = build_stack("prod")
    assert [call.token for call in recording.calls if "Quota" in call.token] == []
    assert [message for message in recording.messages if "quota" in message] == []


def test_the_quota_of_the_account_replaces_the_default() -> None:
    enough = {"services": services(55), "cluster": {"maxSize": 100}}
    assert asked(enough) == 1
    assert warnings(enough) == []


def test_a_count_above_the_quota_gives_a_warning_with_the_command_for_an_increase() -> None:
    (message,) = warnings({"services": services(61)})
    assert message.startswith(
        "services: the stack may need 61 of AWS's quota Application Load Balancers per Region (elasticloadbalancing "
        "L-53DA6B97), and this account's value is 60. Request an increase: aws service-quotas "
        "request-service-quota-increase "
        "--service-code elasticloadbalancing --quota-code L-53DA6B97 --desired-value 61."
    )


def test_a_count_that_aws_never_allows_is_refused() -> None:
    scaling = {"minCount": 1, "maxCount": 501, "cpu": 50}
    config = {"cluster": {"discovery": "dns"}, "services": services(1, scaling=scaling)}
    (message,) = refuse(config)
    assert message.startswith("services.worker0.scaling: 1002 is refused: AWS never allows more than 1000")


def test_many_callers_of_one_load_balancer_are_counted() -> None:
    blocks = [f"203.0.{number}.0/24" for number in range(61)]
    config = {"services": {"web": {"topology": "public-api", "loadBalancer": {"allowCidrs": blocks}}}}
    (message,) = warnings(config)
    assert message.startswith("services.web.loadBalancer.allowCidrs: the stack may need 61 of AWS's quota Inbound or")


def behind(count: int, **settings: Any) -> dict[str, Any]:
    """Return a config of services behind one load balancer."""
    services = {
        f"api{number}": {
            "topology": "public-api",
            "loadBalancer": {"shared": "edge", "paths": [f"/{number}/*"], "priority": number + 1},
            **settings,
        }
        for number in range(count)
    }
    return {"platform": PLATFORM, "services": services, "loadBalancers": {"edge": {"scheme": "public"}}}


def test_a_shared_load_balancer_counts_once_with_its_services() -> None:
    shared = SharedLoadBalancerArgs(certificate_arns=tuple(f"{CERTIFICATE}{number}" for number in range(9)))
    place = {"shared": "edge", "hosts": ["a.example.com"], "paths": ["/a/*", "/b/*"], "priority": 1}
    config = {"topology": "public-api", "loadBalancer": place, "deployment": {"strategy": "blue-green"}}
    args = AwsvpcServiceArgs.from_stack_file(config)
    needs = list(needs_of(None, None, {"one": args, "two": args}, {"edge": shared}, discovery="none", zones=2))
    counts = {(need.quota.name, need.path[0]): need.count for need in needs}
    assert counts["Application Load Balancers per Region", "services"] == 1
    assert counts["Rules per Application Load Balancer", "loadBalancers"] == 2
    assert counts["Target Groups per Application Load Balancer", "loadBalancers"] == 4
    assert counts["Targets per Application Load Balancer", "loadBalancers"] == 8
    assert counts["Certificates per Application Load Balancer", "loadBalancers"] == 8
    assert counts["Condition values per rule", "services"] == 3


def test_too_many_target_groups_of_a_shared_load_balancer_are_refused() -> None:
    (message,) = refuse(behind(51, deployment={"strategy": "blue-green"}))
    assert message.startswith("loadBalancers.edge: 102 is refused: AWS never allows more than 100 (Target Groups")


def test_too_many_rules_of_a_shared_load_balancers_group_give_a_warning() -> None:
    (message,) = warnings(behind(61))
    assert message.startswith("loadBalancers.edge: the stack may need 61 of AWS's quota Inbound or outbound rules")


def test_the_default_quota_applies_without_permission_to_read_quotas() -> None:
    network = LargeVpcArgs(interface_endpoints=tuple(f"service{number}" for number in range(51)))
    needs = list(needs_of(network, None, {}, discovery="none", zones=2))
    (message,) = quota_warnings(needs, NoPermissions())
    assert "Service Quotas did not answer; the default value is 50" in message


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: quota.name)
def test_a_quota_has_a_source_and_a_code(quota: Quota) -> None:
    assert quota.source.startswith("https://docs.aws.amazon.com/")
    assert quota.code is None or quota.code.startswith("L-")
    assert quota.most is None or quota.most >= quota.default
