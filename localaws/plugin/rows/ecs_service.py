"""ECS services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.mapping import Nested, api_name, from_api, supported, to_api
from localaws.plugin.row import COMPUTED, PLAIN, REPLACE, REPLACE_COMPUTED, AutoName, Inputs, Property, Row, State
from localaws.plugin.rows.ecs_cluster import ecs_tags, tags_of, write_tags
from localaws.plugin.rows.ecs_deployment import (
    ALARMS,
    BREAKER,
    DEPLOYMENT,
    SHIFTS,
    changed_configuration,
    deployment_configuration,
    read_alarms,
    read_shifts,
)
from localaws.plugin.rows.ecs_service_members import BALANCER_FIELDS, CREATE_ONLY, DIRECT, REGISTRY, SERVICE_CONNECT

GONE = ("ClusterNotFoundException", "ServiceNotFoundException")
SENT_EMPTY_IF_REMOVED = frozenset(
    {"capacityProviderStrategies", "loadBalancers", "orderedPlacementStrategies", "placementConstraints"}
)
NO_CIRCUIT_BREAKER = {"enable": False, "rollback": False}
SWITCHES = frozenset({"enableEcsManagedTags", "enableExecuteCommand"})
PROVIDER_SETTINGS = ("forceDelete", "forceNewDeployment", "sigintRollback", "triggers", "waitForSteadyState")


def _network(inputs: Inputs) -> dict[str, Any]:
    network = inputs.get("networkConfiguration")
    if not network:
        return {}
    awsvpc = {
        "subnets": network["subnets"],
        "securityGroups": network.get("securityGroups", []),
        "assignPublicIp": "ENABLED" if network.get("assignPublicIp") else "DISABLED",
    }
    return {"networkConfiguration": {"awsvpcConfiguration": awsvpc}}


def _nested(inputs: Inputs) -> dict[str, Any]:
    parameters = _network(inputs)
    if inputs.get("serviceConnectConfiguration"):
        parameters["serviceConnectConfiguration"] = to_api(SERVICE_CONNECT, inputs["serviceConnectConfiguration"])
    if inputs.get("serviceRegistries"):
        parameters["serviceRegistries"] = [to_api(REGISTRY, inputs["serviceRegistries"])]
    return parameters


def _create(api: Api, inputs: Inputs) -> str:
    parameters = {**to_api(DIRECT, inputs), **to_api(CREATE_ONLY, inputs), **_nested(inputs)}
    parameters.setdefault("capacityProviderStrategy", [])
    if inputs.get("schedulingStrategy") != "DAEMON":
        parameters.setdefault("desiredCount", 0)
    if "cluster" in inputs:
        parameters["cluster"] = inputs["cluster"]
    answer = api.retry(
        api.retried,
        api.ecs.create_service,
        serviceName=inputs["name"],
        deploymentConfiguration=deployment_configuration(inputs),
        **parameters,
        **ecs_tags(inputs),
    )
    return str(answer["service"]["serviceArn"])


def _wait_steady(api: Api, service_arn: str, inputs: Inputs) -> None:
    if not inputs.get("waitForSteadyState"):
        return

    def steady() -> bool:
        service = _service(api, service_arn, inputs.get("cluster", "default"))
        if service is None:
            raise RefusedError(f"service {service_arn} is gone")
        return len(service["deployments"]) == 1 and service["runningCount"] == service["desiredCount"]

    api.wait(steady, f"ECS service {service_arn} to reach a steady state")


def _cluster_of(service_id: str, state: State) -> str:
    parts = service_id.split("/")
    if service_id.startswith("arn:"):
        return str(state.get("cluster") or parts[-2])
    return parts[0]


def _service(api: Api, service_id: str, cluster: str) -> dict[str, Any] | None:
    name = service_id if service_id.startswith("arn:") else service_id.rsplit("/", maxsplit=1)[-1]
    service = api.first(
        api.ecs.describe_services, "services", *GONE, cluster=cluster, services=[name], include=["TAGS"]
    )
    return None if service is None or service["status"] == "INACTIVE" else service


def _read(api: Api, service_id: str, state: State) -> State | None:
    service = _service(api, service_id, _cluster_of(service_id, state))
    if service is None:
        return None
    configuration = service.get("deploymentConfiguration", {})
    return {
        **from_api(DIRECT, service),
        **from_api({"launchType": "launchType", "schedulingStrategy": "schedulingStrategy"}, service),
        **_read_nested(service, state),
        "id": service["serviceArn"],
        "arn": service["serviceArn"],
        "name": service["serviceName"],
        "cluster": service["clusterArn"],
        "iamRole": service.get("roleArn", ""),
        "deploymentController": _unless_default(
            {"type": service.get("deploymentController", {}).get("type", "ECS")},
            {"type": "ECS"},
            state,
            "deploymentController",
        ),
        "deploymentMaximumPercent": configuration.get("maximumPercent"),
        "deploymentMinimumHealthyPercent": configuration.get("minimumHealthyPercent"),
        "deploymentCircuitBreaker": _unless_default(
            from_api(BREAKER, configuration.get("deploymentCircuitBreaker", {})),
            NO_CIRCUIT_BREAKER,
            state,
            "deploymentCircuitBreaker",
        ),
        "alarms": read_alarms(configuration.get("alarms", {})),
        "tagsAll": tags_of(service),
    }


def _unless_default(found: dict[str, Any], default: dict[str, Any], state: State, name: str) -> dict[str, Any] | None:
    """Return a block that ECS always returns; ``None`` for the default value if the program does not set the block."""
    return None if found == default and name not in state else found


def _read_nested(service: dict[str, Any], state: State) -> State:
    found: State = {}
    awsvpc = service.get("networkConfiguration", {}).get("awsvpcConfiguration")
    if awsvpc:
        found["networkConfiguration"] = {
            "subnets": sorted(awsvpc["subnets"]),
            "securityGroups": sorted(awsvpc.get("securityGroups", [])),
            "assignPublicIp": awsvpc.get("assignPublicIp") == "ENABLED",
        }
    for registry in service.get("serviceRegistries", [])[:1]:
        found["serviceRegistries"] = from_api(REGISTRY, registry)
    for deployment in service.get("deployments", [])[:1]:
        connect = deployment.get("serviceConnectConfiguration", {})
        # ECS returns a removed configuration as disabled.
        if connect.get("enabled") or (connect and state.get("serviceConnectConfiguration")):
            found["serviceConnectConfiguration"] = from_api(SERVICE_CONNECT, connect)
    configuration = service.get("deploymentConfiguration", {})
    if configuration.get("strategy"):
        found["deploymentConfiguration"] = read_shifts(configuration)
    return found


def _update(api: Api, service_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    wanted = {name: inputs[name] for name in DIRECT if name in changed and name in inputs}
    parameters = to_api(DIRECT, wanted)
    parameters |= {api_name(DIRECT[name]): [] for name in changed & SENT_EMPTY_IF_REMOVED if name not in inputs}
    parameters |= {api_name(DIRECT[name]): False for name in changed & SWITCHES if name not in inputs}
    nested = {"networkConfiguration", "serviceConnectConfiguration", "serviceRegistries"}
    parameters |= _nested({name: inputs[name] for name in nested & changed if name in inputs})
    if "serviceRegistries" in changed:
        parameters.setdefault("serviceRegistries", [])
    if "serviceConnectConfiguration" in changed:
        parameters.setdefault("serviceConnectConfiguration", {"enabled": False})
    if changed & DEPLOYMENT:
        parameters["deploymentConfiguration"] = changed_configuration(state, inputs, changed)
    if "deploymentController" in changed:
        parameters["deploymentController"] = inputs.get("deploymentController", {"type": "ECS"})
    for name in {"desiredCount", "healthCheckGracePeriodSeconds"} & changed:
        parameters.setdefault(name, 0)
    if inputs.get("forceNewDeployment"):
        parameters["forceNewDeployment"] = True
    if changed - {"forceDelete", "tags", "tagsAll"}:
        # Even if the request contains no change.
        update = api.ecs.update_service
        api.retry(api.retried, update, cluster=state["cluster"], service=state["name"], **parameters)
        _wait_steady(api, service_id, inputs)


def _delete(api: Api, service_id: str, state: State) -> None:
    service = _service(api, service_id, _cluster_of(service_id, state))
    if service is None:
        return
    cluster, name = service["clusterArn"], service["serviceName"]
    force = bool(state.get("forceDelete"))
    if service["status"] != "DRAINING" and service.get("schedulingStrategy") != "DAEMON" and not force:
        api.ecs.update_service(cluster=cluster, service=name, desiredCount=0)
    api.retry(api.retried, api.ecs.delete_service, cluster=cluster, service=name, force=force)
    api.wait(lambda: _service(api, service_id, cluster) is None, f"ECS service {name} to drain")


def _refuse_changed_strategy(changed: frozenset[str], state: State, inputs: Inputs) -> Iterable[str]:
    """Refuse a changed strategy without ``forceNewDeployment``, as in the provider's plan."""
    if "capacityProviderStrategies" in changed and not inputs.get("forceNewDeployment"):
        raise RefusedError("force_new_deployment should be true when capacity_provider_strategy is being updated")
    return ()


UNORDERED_SET = Property(unordered=True)
NETWORK = {"subnets": UNORDERED_SET, "securityGroups": UNORDERED_SET, "assignPublicIp": PLAIN}
ROWS = [
    Row(
        resource_type="aws:ecs/service:Service",
        label="ECS Service",
        properties={
            "name": REPLACE,
            "cluster": REPLACE_COMPUTED,
            "taskDefinition": PLAIN,
            "desiredCount": PLAIN,
            "alarms": Property(fields=supported(ALARMS)),
            "availabilityZoneRebalancing": COMPUTED,
            "capacityProviderStrategies": UNORDERED_SET,
            "deploymentCircuitBreaker": PLAIN,
            "deploymentConfiguration": Property(
                computed=True,
                fields=supported(
                    {
                        "strategy": "strategy",
                        "bakeTimeInMinutes": "bakeTimeInMinutes",
                        **{name: Nested(name, dict(zip(keys, keys, strict=True))) for name, keys in SHIFTS.items()},
                    }
                ),
            ),
            "deploymentController": PLAIN,
            "deploymentMaximumPercent": Property(default=200),
            "deploymentMinimumHealthyPercent": Property(default=100),
            "enableEcsManagedTags": PLAIN,
            "enableExecuteCommand": PLAIN,
            "healthCheckGracePeriodSeconds": PLAIN,
            "iamRole": REPLACE_COMPUTED,
            "launchType": REPLACE_COMPUTED,
            "loadBalancers": Property(unordered=True, fields=BALANCER_FIELDS),
            "networkConfiguration": Property(fields=NETWORK),
            "orderedPlacementStrategies": PLAIN,
            "placementConstraints": UNORDERED_SET,
            "platformVersion": COMPUTED,
            "propagateTags": Property(canonical=lambda value: None if value == "NONE" else value, computed=True),
            "schedulingStrategy": Property(replace=True, default="REPLICA", allowed=("REPLICA", "DAEMON")),
            "serviceConnectConfiguration": Property(fields=supported(SERVICE_CONNECT)),
            "serviceRegistries": Property(fields=supported(REGISTRY)),
            "forceDelete": PLAIN,
            "forceNewDeployment": PLAIN,
            "sigintRollback": PLAIN,
            "triggers": COMPUTED,
            "waitForSteadyState": Property(default=False),
        },
        outputs=frozenset({"arn"}),
        auto_name=AutoName(),
        also_replaces=_refuse_changed_strategy,
        create=_create,
        finish=_wait_steady,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=write_tags,
        import_id="cluster name/service name",
        not_stored=dict.fromkeys(PROVIDER_SETTINGS, "a setting of the provider, not of AWS"),
    ),
]
