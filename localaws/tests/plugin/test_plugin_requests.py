"""The plugin sends the same calls as the provider, with the same parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest

from localaws.tests.plugin.all_examples import EXAMPLES
from localaws.tests.plugin.engine import Resource, refusal

if TYPE_CHECKING:
    from localaws.tests.plugin.conftest import Requests
    from localaws.tests.plugin.engine import Engine
    from localaws.tests.server.account import Account

ASSOCIATION = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
CLUSTER = "aws:ecs/cluster:Cluster"
GROUP = "aws:autoscaling/group:Group"
LISTENER = "aws:lb/listener:Listener"
SERVICE = "aws:ecs/service:Service"


@pytest.fixture
def group(aws: Account) -> dict[str, Any]:
    """Return the inputs of a group."""
    return {**EXAMPLES[GROUP](aws).inputs, "suspendedProcesses": []}


@pytest.fixture
def service(aws: Account) -> dict[str, Any]:
    """Return the inputs of a service."""
    return EXAMPLES[SERVICE](aws).inputs


@pytest.fixture
def daemon(service: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs of a service that runs one task on each instance."""
    absent = {
        "capacityProviderStrategies",
        "deploymentMaximumPercent",
        "deploymentMinimumHealthyPercent",
        "desiredCount",
        "orderedPlacementStrategies",
    }
    kept = {name: value for name, value in service.items() if name not in absent}
    return {**kept, "schedulingStrategy": "DAEMON", "launchType": "EC2"}


def test_a_validation_error_in_an_update_of_a_group_is_retried(
    engine: Engine, requests: Requests, group: dict[str, Any]
) -> None:
    made = engine.create(GROUP, group)
    with pytest.raises(grpc.RpcError) as caught:
        engine.update(made, {**group, "maxSize": 0, "minSize": 1}, timeout=1)
    assert "api error ValidationError" in refusal(caught.value)
    assert len(requests.of("UpdateAutoScalingGroup")) > 1


def test_a_changed_health_check_type_is_sent_with_its_grace_period(
    engine: Engine, requests: Requests, group: dict[str, Any]
) -> None:
    made = engine.create(GROUP, {**group, "healthCheckGracePeriod": 60})
    engine.update(made, {**group, "healthCheckGracePeriod": 60, "healthCheckType": "ELB"})
    [request] = requests.of("UpdateAutoScalingGroup")
    assert (request["HealthCheckType"], request["HealthCheckGracePeriod"]) == ("ELB", 60)


@pytest.mark.parametrize("rolls_back", [False, True])
def test_an_instance_refresh_with_rollback_names_the_template(
    engine: Engine, aws: Account, requests: Requests, group: dict[str, Any], *, rolls_back: bool
) -> None:
    refresh = {"strategy": "Rolling", "preferences": {"autoRollback": rolls_back}}
    made = engine.create(GROUP, {**group, "instanceRefresh": refresh})
    template = {"id": group["launchTemplate"]["id"], "version": "2"}
    aws.ec2.create_launch_template_version(
        LaunchTemplateId=template["id"], SourceVersion="1", LaunchTemplateData={"InstanceType": "c5.large"}
    )
    engine.update(made, {**group, "instanceRefresh": refresh, "launchTemplate": template})
    [request] = requests.of("StartInstanceRefresh")
    wanted = {"LaunchTemplate": {"LaunchTemplateId": template["id"], "Version": "2"}}
    assert request.get("DesiredConfiguration") == (wanted if rolls_back else None)


def test_a_service_without_a_strategy_sends_an_empty_one(
    engine: Engine, requests: Requests, service: dict[str, Any]
) -> None:
    given = {name: value for name, value in service.items() if name != "capacityProviderStrategies"}
    engine.create(SERVICE, {**given, "launchType": "EC2"})
    [request] = requests.of("CreateService")
    assert request["capacityProviderStrategy"] == []


def test_every_change_updates_a_service(engine: Engine, requests: Requests, service: dict[str, Any]) -> None:
    made = engine.create(SERVICE, service)
    engine.update(made, {**service, "waitForSteadyState": True})
    assert len(requests.of("UpdateService")) == 1
    engine.update(made, {**service, "forceDelete": True})
    engine.update(made, {**service, "tags": {"Name": "two"}})
    assert requests.of("UpdateService") == []


@pytest.mark.parametrize("force", [False, True])
def test_a_forced_deletion_does_not_drain_a_service(
    engine: Engine, requests: Requests, service: dict[str, Any], *, force: bool
) -> None:
    made = engine.create(SERVICE, {**service, "desiredCount": 0, "forceDelete": force})
    engine.delete(made)
    drained = [request["desiredCount"] for request in requests.of("UpdateService")]
    assert drained == ([] if force else [0])


def test_only_the_settings_of_the_strategy_are_sent(
    engine: Engine, requests: Requests, service: dict[str, Any]
) -> None:
    shifts = {"canaryConfiguration": {"canaryPercent": 5}, "linearConfiguration": {"stepPercent": 10}}
    engine.create(SERVICE, {**service, "deploymentConfiguration": {"strategy": "ROLLING", **shifts}})
    [request] = requests.of("CreateService")
    assert not request["deploymentConfiguration"].keys() & shifts.keys()


def test_the_percentages_of_a_daemon_are_sent_only_if_its_minimum_is_not_100(
    engine: Engine, requests: Requests, daemon: dict[str, Any]
) -> None:
    for minimum, sent in ((None, None), (100, None), (50, 50)):
        percent = {} if minimum is None else {"deploymentMinimumHealthyPercent": minimum}
        engine.delete(engine.create(SERVICE, {**daemon, **percent}))
        [request] = requests.of("CreateService")
        assert request["deploymentConfiguration"].get("minimumHealthyPercent") == sent
        assert "maximumPercent" not in request["deploymentConfiguration"]


def test_the_minimum_of_a_daemon_cannot_return_to_100(engine: Engine, daemon: dict[str, Any]) -> None:
    made = engine.create(SERVICE, {**daemon, "deploymentMinimumHealthyPercent": 50})
    assert list(engine.diff(made, {**daemon, "deploymentMinimumHealthyPercent": 60}).diffs) == [
        "deploymentMinimumHealthyPercent"
    ]
    assert list(engine.diff(made, {**daemon, "deploymentMinimumHealthyPercent": 100}).diffs) == []


def test_an_update_of_a_cluster_sends_all_its_settings(engine: Engine, requests: Requests) -> None:
    given = {
        "settings": [{"name": "containerInsights", "value": "enabled"}],
        "configuration": {"executeCommandConfiguration": {"logging": "NONE"}},
    }
    made = engine.create(CLUSTER, given)
    changed = engine.update(made, {**given, "settings": [{"name": "containerInsights", "value": "disabled"}]})
    [request] = requests.of("UpdateCluster")
    assert request["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    assert request["configuration"] == {"executeCommandConfiguration": {"logging": "NONE"}}
    engine.update(changed, {"settings": [{"name": "containerInsights", "value": "disabled"}]})
    [request] = requests.of("UpdateCluster")
    assert "configuration" not in request, "a removed value is not sent"


def test_the_association_of_providers_exists_as_long_as_the_cluster(engine: Engine, aws: Account) -> None:
    given = EXAMPLES[ASSOCIATION](aws).inputs
    made = engine.create(ASSOCIATION, given)
    aws.ecs.put_cluster_capacity_providers(
        cluster=made.resource_id, capacityProviders=[], defaultCapacityProviderStrategy=[]
    )
    emptied = engine.read(made)
    assert emptied is not None
    assert emptied.outputs["capacityProviders"] == []
    assert "capacityProviders" in engine.diff(emptied, given).diffs
    aws.ecs.delete_cluster(cluster=made.resource_id)
    assert engine.read(Resource(ASSOCIATION, made.resource_id, {}, made.outputs)) is None


@pytest.mark.parametrize(
    ("resource_type", "what"),
    [
        ("aws:lb/loadBalancer:LoadBalancer", "ELBv2 Load Balancer"),
        ("aws:lb/targetGroup:TargetGroup", "ELBv2 Target Group"),
    ],
)
def test_a_load_balancer_or_target_group_does_not_adopt_an_existing_one(
    engine: Engine, aws: Account, resource_type: str, what: str
) -> None:
    given = {**EXAMPLES[resource_type](aws).inputs, "name": "shared"}
    given.pop("namePrefix", None)
    engine.create(resource_type, given)
    with pytest.raises(grpc.RpcError) as caught:
        engine.create(resource_type, given, "two")
    assert f"{what} (shared) already exists" in refusal(caught.value)


def test_an_existing_bucket_is_refused(engine: Engine, requests: Requests) -> None:
    """In us-east-1, S3 accepts the creation of an owned bucket again; the provider checks first."""
    engine.create("aws:s3/bucket:Bucket", {"bucket": "logs-of-main"})
    requests.of("CreateBucket")
    with pytest.raises(grpc.RpcError) as caught:
        engine.create("aws:s3/bucket:Bucket", {"bucket": "logs-of-main"})
    assert "BucketAlreadyExists" in refusal(caught.value)
    assert requests.of("CreateBucket") == []


def test_a_listener_action_is_sent_with_its_order_and_the_block_of_its_type(
    engine: Engine, aws: Account, requests: Requests
) -> None:
    """The provider warns about the other blocks, and does not send them."""
    given = EXAMPLES[LISTENER](aws).inputs
    answer = {"contentType": "text/plain", "messageBody": "Not here", "statusCode": "404"}
    redirect = {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}
    action = {"type": "fixed-response", "fixedResponse": answer, "redirect": redirect}
    engine.create(LISTENER, {**given, "defaultActions": [action]})
    [sent] = requests.of("CreateListener")[-1]["DefaultActions"]
    assert sent.keys() == {"Type", "Order", "FixedResponseConfig"}
    assert sent["Order"] == 1


def test_the_log_driver_mode_returns_to_the_default_of_ecs(engine: Engine, requests: Requests) -> None:
    setting = {"name": "defaultLogDriverMode", "value": "blocking"}
    engine.delete(engine.create("aws:ecs/accountSettingDefault:AccountSettingDefault", setting))
    assert requests.of("PutAccountSettingDefault")[-1] == {**setting, "value": "non-blocking"}
