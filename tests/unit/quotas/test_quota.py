"""Counts that AWS never allows are refused, others above the quota are a warning, and only they call AWS."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from components.foundation.region import Region
from components.network.large_vpc_args import LargeVpcArgs
from components.quotas.check import quota_warnings
from components.quotas.needs import needs_of
from components.quotas.quota import QUOTAS, Quota
from tests.harness.build import build, build_stack, refuse


class NoRights(Region):
    """A region whose quotas cannot be read."""

    def _service_quota(self, service: str, code: str) -> int:
        raise pulumi.RunError(f"a look-up on AWS failed: AccessDeniedException: {service} {code}")


def services(count: int, **settings: Any) -> dict[str, Any]:
    return {f"worker{number}": {"topology": "private-worker", **settings} for number in range(count)}


def warnings(config: dict[str, Any]) -> list[str]:
    return [message for message in build(config).messages if "AWS's quota" in message]


def asked(config: dict[str, Any]) -> int:
    return sum(call.token.endswith("getServiceQuota") for call in build(config).calls)


def test_a_shipped_stack_needs_no_more_than_the_defaults_and_asks_nothing() -> None:
    recording = build_stack("prod")
    assert [call.token for call in recording.calls if "Quota" in call.token] == []
    assert [message for message in recording.messages if "quota" in message] == []


def test_the_accounts_own_value_counts() -> None:
    enough = {"services": services(55), "cluster": {"maxSize": 100}}
    assert asked(enough) == 1
    assert warnings(enough) == []


def test_more_than_the_account_has_is_a_warning_with_the_command_that_asks_for_more() -> None:
    (message,) = warnings({"services": services(61)})
    assert message.startswith(
        "services: the stack may need 61 of AWS's quota Application Load Balancers per Region (elasticloadbalancing "
        "L-53DA6B97), and this account's value is 60. Request an increase: aws service-quotas "
        "request-service-quota-increase "
        "--service-code elasticloadbalancing --quota-code L-53DA6B97 --desired-value 61."
    )


def test_what_aws_never_allows_is_refused() -> None:
    scaling = {"minCount": 1, "maxCount": 501, "cpu": 50}
    config = {"cluster": {"discovery": "dns"}, "services": services(1, scaling=scaling)}
    (message,) = refuse(config)
    assert message.startswith("services.worker0.scaling: 1002 is refused: AWS never allows more than 1000")


def test_many_callers_of_one_load_balancer_are_counted() -> None:
    blocks = [f"203.0.{number}.0/24" for number in range(61)]
    config = {"services": {"web": {"topology": "public-api", "loadBalancer": {"allowCidrs": blocks}}}}
    (message,) = warnings(config)
    assert message.startswith("services.web.loadBalancer.allowCidrs: the stack may need 61 of AWS's quota Inbound or")


def test_who_may_not_ask_is_warned_by_the_default() -> None:
    network = LargeVpcArgs(interface_endpoints=tuple(f"service{number}" for number in range(51)))
    needs = list(needs_of(network, None, {}, discovery="none", zones=2))
    (message,) = quota_warnings(needs, NoRights())
    assert "Service Quotas did not answer; the default value is 50" in message


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: quota.name)
def test_a_quota_has_a_source_and_can_be_asked_by_its_code(quota: Quota) -> None:
    assert quota.source.startswith("https://docs.aws.amazon.com/")
    assert quota.code is None or quota.code.startswith("L-")
    assert quota.most is None or quota.most >= quota.default
