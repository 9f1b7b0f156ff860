"""Inputs that a program removes are reset on AWS, except those that the provider omits from the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.tests.plugin.all_examples import EXAMPLES
from localaws.tests.plugin.engine import refusal

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account

SERVICE = "aws:ecs/service:Service"
GROUP = "aws:autoscaling/group:Group"
ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012"
ADVANCED = {
    "alternateTargetGroupArn": f"{ARN}:targetgroup/other/0123456789abcdef",
    "productionListenerRule": f"{ARN}:listener-rule/app/web/0123456789abcdef/0123456789abcdef/0123456789abcdef",
    "roleArn": "arn:aws:iam::123456789012:role/infrastructure",
}
CANARY = {"canaryPercent": 10.0, "canaryBakeTimeInMinutes": "5"}
ALARMS = {"enable": True, "rollback": True, "alarmNames": ["errors"]}


def registry(aws: Account) -> str:
    discovery = aws.client("servicediscovery")
    vpc = aws.ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"][0]["VpcId"]
    discovery.create_private_dns_namespace(Name="services.internal", Vpc=vpc, CreatorRequestId="1")
    [namespace] = discovery.list_namespaces()["Namespaces"]
    records = {"NamespaceId": namespace["Id"], "DnsRecords": [{"Type": "A", "TTL": 10}]}
    return str(discovery.create_service(Name="web", DnsConfig=records)["Service"]["Arn"])


def test_removed_settings_of_a_service_are_reset(engine: Engine, aws: Account) -> None:
    plain = EXAMPLES[SERVICE](aws).inputs
    [balancer] = plain["loadBalancers"]
    rolling = {"strategy": "ROLLING", "bakeTimeInMinutes": "0"}
    shifting = {"strategy": "CANARY", "bakeTimeInMinutes": "3", "canaryConfiguration": CANARY}
    made = engine.create(
        SERVICE,
        {
            **plain,
            "loadBalancers": [{**balancer, "advancedConfiguration": ADVANCED}],
            "deploymentConfiguration": shifting,
            "serviceRegistries": {"registryArn": registry(aws)},
            "serviceConnectConfiguration": {"enabled": True, "namespace": "services"},
        },
    )
    wanted = {**plain, "deploymentConfiguration": rolling}
    del wanted["enableExecuteCommand"]
    updated = engine.update(made, wanted)
    service = described(aws)
    assert service["loadBalancers"] == [balancer]
    assert service["enableExecuteCommand"] is False
    assert service["serviceRegistries"] == []
    assert service["deployments"][0]["serviceConnectConfiguration"] == {"enabled": False}
    assert service["deploymentConfiguration"]["strategy"] == "ROLLING"
    assert "canaryConfiguration" not in service["deploymentConfiguration"]
    assert not engine.diff(updated, wanted).detailedDiff


def test_a_removed_capacity_rebalancing_is_turned_off(engine: Engine, aws: Account) -> None:
    plain = EXAMPLES[GROUP](aws).inputs
    made = engine.create(GROUP, {**plain, "capacityRebalance": True})
    engine.update(made, {name: value for name, value in plain.items() if name != "capacityRebalance"})
    assert aws.described_group(made.resource_id)["CapacityRebalance"] is False


def test_a_removed_maximum_lifetime_is_reset(engine: Engine, aws: Account) -> None:
    bounds = {"maxInstanceLifetime", "instanceMaintenancePolicy"}
    plain = {name: value for name, value in EXAMPLES[GROUP](aws).inputs.items() if name not in bounds}
    policy = {"minHealthyPercentage": 100, "maxHealthyPercentage": 110}
    made = engine.create(GROUP, {**plain, "maxInstanceLifetime": 86_400, "instanceMaintenancePolicy": policy})
    updated = engine.update(made, plain)
    group = aws.described_group(made.resource_id)
    assert (group.get("MaxInstanceLifetime", 0), group.get("InstanceMaintenancePolicy")) == (0, None)
    assert not engine.diff(updated, plain).detailedDiff


def test_an_omitted_strategy_is_kept(engine: Engine, aws: Account) -> None:
    plain = EXAMPLES[SERVICE](aws).inputs
    [balancer] = plain["loadBalancers"]
    plain["loadBalancers"] = [{**balancer, "advancedConfiguration": ADVANCED}]
    shifting = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "3"}
    made = engine.create(SERVICE, {**plain, "deploymentConfiguration": shifting})
    engine.update(made, plain)
    assert described(aws)["deploymentConfiguration"]["strategy"] == "BLUE_GREEN"


OFF = {"enable": False, "rollback": False}
MISSING = "missing required field, {}ServiceInput.DeploymentConfiguration.Alarms.AlarmNames"


def test_a_service_with_an_alarm_block_without_names_is_refused(engine: Engine, aws: Account) -> None:
    plain = EXAMPLES[SERVICE](aws).inputs
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(SERVICE, {**plain, "alarms": {**OFF, "alarmNames": []}})
    assert MISSING.format("Create") in refusal(caught.value)


@pytest.mark.parametrize("wanted", [None, {**OFF, "alarmNames": []}])
def test_a_removed_block_of_one_alarm_is_turned_off_and_one_of_two_is_refused(
    engine: Engine, aws: Account, wanted: dict[str, Any] | None
) -> None:
    plain = EXAMPLES[SERVICE](aws).inputs
    changed = plain if wanted is None else {**plain, "alarms": wanted}
    made = engine.create(SERVICE, {**plain, "alarms": ALARMS})
    assert described(aws)["deploymentConfiguration"]["alarms"] == ALARMS
    both = engine.update(made, {**plain, "alarms": {**ALARMS, "alarmNames": ["errors", "latency"]}})
    with pytest.raises(grpc.RpcError) as caught:
        engine.update(both, changed)
    assert MISSING.format("Update") in refusal(caught.value)
    one = engine.update(both, {**plain, "alarms": ALARMS})
    engine.update(one, changed)
    assert described(aws)["deploymentConfiguration"]["alarms"] == {**OFF, "alarmNames": ["errors"]}


def described(aws: Account) -> dict[str, Any]:
    return dict(aws.ecs.describe_services(cluster="main", services=["web"])["services"][0])


def test_a_removed_circuit_breaker_is_turned_off(engine: Engine, aws: Account) -> None:
    plain = {name: value for name, value in EXAMPLES[SERVICE](aws).inputs.items() if name != "deploymentCircuitBreaker"}
    on = {"enable": True, "rollback": True}
    made = engine.create(SERVICE, {**plain, "deploymentCircuitBreaker": on})
    assert list(engine.diff(made, plain).diffs) == ["deploymentCircuitBreaker"]
    updated = engine.update(made, plain)
    assert described(aws)["deploymentConfiguration"]["deploymentCircuitBreaker"] == OFF
    assert list(engine.diff(updated, plain).diffs) == []
