"""ECS task definitions: every change creates a revision."""

from __future__ import annotations

import json
from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import REPLACE, REPLACE_COMPUTED, Created, Inputs, Property, Row, State
from localaws.plugin.rows.ecs_cluster import ecs_tags, tags_of, write_tags

GONE = ("ClientException", "InvalidParameterException")
VOLUME: Members = {
    "name": "name",
    "configureAtLaunch": "configuredAtLaunch",
    "dockerVolumeConfiguration": Nested(
        "dockerVolumeConfiguration",
        {
            "autoprovision": "autoprovision",
            "driver": "driver",
            "driverOpts": "driverOpts",
            "labels": "labels",
            "scope": "scope",
        },
    ),
    "efsVolumeConfiguration": Nested(
        "efsVolumeConfiguration",
        {
            "fileSystemId": "fileSystemId",
            "rootDirectory": "rootDirectory",
            "transitEncryption": "transitEncryption",
            "transitEncryptionPort": "transitEncryptionPort",
            "authorizationConfig": Nested("authorizationConfig", {"accessPointId": "accessPointId", "iam": "iam"}),
        },
    ),
}
PLACEMENT_CONSTRAINT: Members = {"type": "type", "expression": "expression"}
DEFINITION: Members = {
    "family": "family",
    "cpu": "cpu",
    "memory": "memory",
    "networkMode": "networkMode",
    "ipcMode": "ipcMode",
    "pidMode": "pidMode",
    "executionRoleArn": "executionRoleArn",
    "taskRoleArn": "taskRoleArn",
    "requiresCompatibilities": "requiresCompatibilities",
    "enableFaultInjection": "enableFaultInjection",
    "ephemeralStorage": Nested("ephemeralStorage", {"sizeInGib": "sizeInGiB"}),
    "runtimePlatform": Nested(
        "runtimePlatform",
        {"cpuArchitecture": "cpuArchitecture", "operatingSystemFamily": "operatingSystemFamily"},
    ),
    "placementConstraints": Nested("placementConstraints", PLACEMENT_CONSTRAINT),
}


# The defaults that the provider uses to compare health checks; the start period has none.
HEALTH_CHECK_DEFAULTS = {"interval": 30, "retries": 3, "timeout": 5}


def canonical_containers(text: Any) -> Any:
    """Return container definitions in canonical form: by name, with normalized defaults and sorted environment.

    With ``awsvpc``, AWS sets a port mapping's host port to its container port, so equal ports count as unset.
    """
    try:
        containers = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text
    if not isinstance(containers, list):
        return containers
    canonical = [_canonical_container(container) for container in containers if isinstance(container, dict)]
    return sorted(canonical, key=lambda container: str(container.get("name")))


def _canonical_container(container: dict[str, Any]) -> dict[str, Any]:
    canonical = {key: value for key, value in container.items() if value not in (None, [], {}, "", 0)}
    canonical["essential"] = container.get("essential") is not False
    for key in ("environment", "secrets"):
        if key in canonical:
            canonical[key] = sorted(canonical[key], key=lambda item: str(item.get("name")))
    if isinstance(canonical.get("healthCheck"), dict):
        canonical["healthCheck"] = {**HEALTH_CHECK_DEFAULTS, **canonical["healthCheck"]}
    if "portMappings" in canonical:
        canonical["portMappings"] = sorted(map(_canonical_port, canonical["portMappings"]), key=str)
    return canonical


def _canonical_port(mapping: dict[str, Any]) -> dict[str, Any]:
    canonical = {key: value for key, value in mapping.items() if value not in (None, "", 0)}
    if canonical.get("protocol") == "tcp":
        del canonical["protocol"]
    if canonical.get("hostPort") == canonical.get("containerPort"):
        canonical.pop("hostPort", None)
    return dict(sorted(canonical.items()))


def _check(inputs: Inputs) -> list[tuple[str, str]]:
    try:
        containers = json.loads(inputs["containerDefinitions"])
    except ValueError as error:
        return [("containerDefinitions", f"ECS Task Definition container_definitions is invalid: {error}")]
    if not isinstance(containers, list) or not all(isinstance(each, dict) for each in containers):
        return [("containerDefinitions", "ECS Task Definition container_definitions must be a JSON list of objects")]
    return [
        ("containerDefinitions", f"ECS Task Definition container_definitions[{index}] is invalid: it is null")
        for index, each in enumerate(containers)
        for value in each.values()
        if value is None
    ]


def _volume_to_api(volume: dict[str, Any]) -> dict[str, Any]:
    host = {"host": {"sourcePath": volume["hostPath"]}} if volume.get("hostPath") else {}
    return {**to_api(VOLUME, volume), **host}


def _volume_from_api(volume: dict[str, Any]) -> dict[str, Any]:
    path = volume.get("host", {}).get("sourcePath")
    return {**from_api(VOLUME, volume), **({"hostPath": path} if path else {})}


def _create(api: Api, inputs: Inputs) -> Created:
    parameters = to_api(DEFINITION, inputs)
    if inputs.get("volumes"):
        parameters["volumes"] = [_volume_to_api(volume) for volume in inputs["volumes"]]
    answer = api.ecs.register_task_definition(
        containerDefinitions=json.loads(inputs["containerDefinitions"]), **parameters, **ecs_tags(inputs)
    )
    definition = answer["taskDefinition"]
    return Created(definition["family"], {"arn": definition["taskDefinitionArn"]})


def _read(api: Api, family: str, state: State) -> State | None:
    name = state.get("arn", family) if not state.get("trackLatest") else family
    answer = api.found(api.ecs.describe_task_definition, *GONE, taskDefinition=name, include=["TAGS"])
    if answer is None or answer["taskDefinition"]["status"] != "ACTIVE":
        return None
    definition = answer["taskDefinition"]
    arn = definition["taskDefinitionArn"]
    return {
        **from_api(DEFINITION, definition),
        "id": definition["family"],
        "arn": arn,
        "arnWithoutRevision": arn.rpartition(":")[0],
        "revision": definition["revision"],
        "containerDefinitions": json.dumps(definition["containerDefinitions"], sort_keys=True),
        "volumes": [_volume_from_api(volume) for volume in definition.get("volumes", [])],
        "tagsAll": tags_of(answer),
    }


def _update(api: Api, family: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    """Do nothing: only ``skipDestroy`` and ``trackLatest`` change in place, which are settings of the provider."""


def _delete(api: Api, family: str, state: State) -> None:
    if not state.get("skipDestroy"):
        api.ecs.deregister_task_definition(taskDefinition=state["arn"])


ROWS = [
    Row(
        resource_type="aws:ecs/taskDefinition:TaskDefinition",
        label="ECS Task Definition",
        properties={
            **dict.fromkeys(DEFINITION, REPLACE),
            **{
                name: Property(replace=True, fields=fields.fields)
                for name, fields in supported(DEFINITION).items()
                if fields.fields
            },
            "containerDefinitions": Property(replace=True, canonical=canonical_containers),
            "networkMode": REPLACE_COMPUTED,
            "enableFaultInjection": REPLACE_COMPUTED,
            "requiresCompatibilities": Property(replace=True, unordered=True),
            "placementConstraints": Property(replace=True, unordered=True, fields=supported(PLACEMENT_CONSTRAINT)),
            "volumes": Property(
                replace=True, unordered=True, fields={**supported(VOLUME), "hostPath": Property(filled=True)}
            ),
            "skipDestroy": Property(default=False),
            "trackLatest": Property(default=False),
        },
        outputs=frozenset({"arn", "arnWithoutRevision", "revision"}),
        check=_check,
        create=_create,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=write_tags,
        import_id="task definition ARN with its revision",
        not_stored={
            "skipDestroy": "a setting of the provider, not of AWS",
            "trackLatest": "a setting of the provider, not of AWS",
        },
    ),
]
