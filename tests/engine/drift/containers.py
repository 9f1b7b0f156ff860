"""Changes of the cluster and its services."""

from __future__ import annotations

from typing import Any

from tests.engine.drift.account import Account
from tests.engine.drift.change import Change

WEB, WORKER = "ecs/service:Service web", "ecs/service:Service worker"
CLUSTER = "ecs/cluster:Cluster cluster"
PROVIDER = "ecs/capacityProvider:CapacityProvider cluster"
STRATEGY = "ecs/clusterCapacityProviders:ClusterCapacityProviders cluster"
TRUNKING = "ecs/accountSettingDefault:AccountSettingDefault cluster-eni-trunking"


def _image(account: Account) -> object:
    revision = account.service("worker")["taskDefinition"]
    described = account.ecs.describe_task_definition(taskDefinition=revision)["taskDefinition"]
    return [container["image"] for container in described["containerDefinitions"]]


def _register(account: Account, service: str, image: str) -> str:
    revision = account.service(service)["taskDefinition"]
    described = account.ecs.describe_task_definition(taskDefinition=revision)["taskDefinition"]
    taken = ("family", "taskRoleArn", "executionRoleArn", "networkMode", "cpu", "memory", "requiresCompatibilities")
    registered = account.ecs.register_task_definition(
        containerDefinitions=[{**each, "image": image} for each in described["containerDefinitions"]],
        **{key: described[key] for key in taken if described.get(key)},
    )
    return str(registered["taskDefinition"]["taskDefinitionArn"])


def _another_image(account: Account) -> None:
    revision = _register(account, "worker", "evil:1")
    account.ecs.update_service(cluster=account.cluster, service="worker", taskDefinition=revision)


def _families(account: Account) -> object:
    return len(account.ecs.list_task_definitions(familyPrefix="web")["taskDefinitionArns"])


def _shells(account: Account, *, enabled: bool) -> None:
    account.ecs.update_service(cluster=account.cluster, service="web", enableExecuteCommand=enabled)


def _service_tags(account: Account) -> object:
    return sorted(tag["key"] for tag in account.service("web")["tags"])


def _untag(account: Account) -> None:
    account.ecs.untag_resource(resourceArn=account.id(WEB), tagKeys=["project"])


def _task_groups(account: Account) -> object:
    return account.service("worker")["networkConfiguration"]["awsvpcConfiguration"]["securityGroups"]


def _other_groups(account: Account) -> None:
    now = account.service("worker")["networkConfiguration"]["awsvpcConfiguration"]
    groups = [*now["securityGroups"], account.group("web-public")]
    account.ecs.update_service(
        cluster=account.cluster,
        service="worker",
        networkConfiguration={"awsvpcConfiguration": {**now, "securityGroups": groups}},
    )


def _cluster(account: Account) -> dict[str, Any]:
    described = account.ecs.describe_clusters(clusters=[account.cluster], include=["SETTINGS"])
    return dict(described["clusters"][0])


def _no_insights(account: Account) -> None:
    settings = [{"name": "containerInsights", "value": "disabled"}]
    account.ecs.update_cluster(cluster=account.cluster, settings=settings)


def _provider(account: Account) -> dict[str, Any]:
    described = account.ecs.describe_capacity_providers(capacityProviders=[account.id(PROVIDER)])
    return dict(described["capacityProviders"][0]["autoScalingGroupProvider"])


def _half_empty(account: Account) -> None:
    scaling = {"status": "ENABLED", "targetCapacity": 50}
    name = account.id(PROVIDER).rpartition("/")[2]
    account.ecs.update_capacity_provider(name=name, autoScalingGroupProvider={"managedScaling": scaling})


def _no_strategy(account: Account) -> None:
    account.ecs.put_cluster_capacity_providers(
        cluster=account.cluster,
        capacityProviders=_cluster(account)["capacityProviders"],
        defaultCapacityProviderStrategy=[],
    )


def _trunking(account: Account) -> object:
    listed = account.ecs.list_account_settings(name="awsvpcTrunking", effectiveSettings=True)["settings"]
    return [setting["value"] for setting in listed]


CHANGES = [
    Change(
        "a service: another task definition, with another image",
        _another_image,
        _image,
        (f"{WORKER}: taskDefinition",),
    ),
    Change(
        "a service: another security group for its tasks",
        _other_groups,
        _task_groups,
        (f"{WORKER}: networkConfiguration",),
    ),
    Change(
        "a service: ECS Exec turned on",
        lambda account: _shells(account, enabled=True),
        lambda account: account.service("web")["enableExecuteCommand"],
        (f"{WEB}: enableExecuteCommand",),
    ),
    Change("a service: a tag removed", _untag, _service_tags, (f"{WEB}: tags", f"{WEB}: tagsAll")),
    Change(
        "a service that scales: its number of tasks",
        lambda account: account.ecs.update_service(cluster=account.cluster, service="web", desiredCount=5),
        lambda account: account.service("web")["desiredCount"],
        (f"{WEB}: desiredCount",),
        repaired=False,
        note="Application Auto Scaling owns the count. Without `scaling`, `up` repairs it.",
    ),
    Change(
        "a task definition family: an additional revision",
        lambda account: _register(account, "web", "evil:1"),
        _families,
        repaired=False,
        note="No service uses it: the program always sets its own revision.",
    ),
    Change(
        "the cluster: Container Insights turned off",
        _no_insights,
        lambda account: [setting["value"] for setting in _cluster(account)["settings"]],
        (f"{CLUSTER}: settings",),
    ),
    Change(
        "the cluster: default capacity provider strategy removed",
        _no_strategy,
        lambda account: _cluster(account)["defaultCapacityProviderStrategy"],
        (f"{STRATEGY}: defaultCapacityProviderStrategies",),
    ),
    Change(
        "the capacity provider: target capacity of 50%",
        _half_empty,
        lambda account: _provider(account)["managedScaling"]["targetCapacity"],
        (f"{PROVIDER}: autoScalingGroupProvider",),
    ),
    Change(
        "the account: ENI trunking turned off",
        lambda account: account.ecs.put_account_setting_default(name="awsvpcTrunking", value="disabled"),
        _trunking,
        (f"{TRUNKING}: value",),
    ),
]
