"""EventBridge Scheduler: schedules that run ECS tasks, and schedule groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from localaws.plugin import naming
from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, Nested, from_api, supported, to_api
from localaws.plugin.row import PLAIN, REPLACE_COMPUTED, AutoName, Created, Inputs, Property, Row, State
from localaws.plugin.rows.ec2_tags import tag_list, tags_of
from localaws.plugin.rows.ecs_cluster import STRATEGY

GONE = "ResourceNotFoundException"
NO_TRUST = frozenset({"ValidationException"})
ECS: Members = {
    "taskDefinitionArn": "TaskDefinitionArn",
    "taskCount": "TaskCount",
    "launchType": "LaunchType",
    "platformVersion": "PlatformVersion",
    "group": "Group",
    "capacityProviderStrategies": Nested("CapacityProviderStrategy", STRATEGY),
    "enableEcsManagedTags": "EnableECSManagedTags",
    "enableExecuteCommand": "EnableExecuteCommand",
    "placementConstraints": Nested("PlacementConstraints", {"type": "type", "expression": "expression"}),
    "placementStrategies": Nested("PlacementStrategy", {"type": "type", "field": "field"}),
    "propagateTags": "PropagateTags",
    "referenceId": "ReferenceId",
}
TARGET: Members = {
    "arn": "Arn",
    "roleArn": "RoleArn",
    "input": "Input",
    "deadLetterConfig": Nested("DeadLetterConfig", {"arn": "Arn"}),
    "retryPolicy": Nested(
        "RetryPolicy",
        {
            "maximumEventAgeInSeconds": "MaximumEventAgeInSeconds",
            "maximumRetryAttempts": "MaximumRetryAttempts",
        },
    ),
}
SCHEDULE: Members = {
    "actionAfterCompletion": "ActionAfterCompletion",
    "description": "Description",
    "flexibleTimeWindow": Nested(
        "FlexibleTimeWindow", {"mode": "Mode", "maximumWindowInMinutes": "MaximumWindowInMinutes"}
    ),
    "kmsKeyArn": "KmsKeyArn",
    "scheduleExpression": "ScheduleExpression",
    "scheduleExpressionTimezone": "ScheduleExpressionTimezone",
    "state": "State",
}
TIMES = {"startDate": "StartDate", "endDate": "EndDate"}


def _ecs(given: dict[str, Any]) -> dict[str, Any]:
    # The provider always sends both switches, and the count with its default.
    parameters = {"EnableECSManagedTags": False, "EnableExecuteCommand": False, "TaskCount": 1, **to_api(ECS, given)}
    network = given.get("networkConfiguration")
    if network:
        awsvpc = {"AssignPublicIp": "ENABLED" if network.get("assignPublicIp") else "DISABLED"}
        lists = {"Subnets": network["subnets"], "SecurityGroups": network.get("securityGroups")}
        awsvpc |= {name: value for name, value in lists.items() if value}
        parameters["NetworkConfiguration"] = {"awsvpcConfiguration": awsvpc}
    if given.get("tags"):
        parameters["Tags"] = [{"key": key, "value": value} for key, value in given["tags"].items()]
    return parameters


def _read_ecs(found: dict[str, Any]) -> dict[str, Any]:
    parameters = from_api(ECS, found)
    awsvpc = found.get("NetworkConfiguration", {}).get("awsvpcConfiguration")
    if awsvpc:
        parameters["networkConfiguration"] = {
            "assignPublicIp": awsvpc.get("AssignPublicIp") == "ENABLED",
            "securityGroups": sorted(awsvpc.get("SecurityGroups", [])),
            "subnets": sorted(awsvpc["Subnets"]),
        }
    tags = {tag["key"]: tag["value"] for tag in found.get("Tags") or [] if "key" in tag}
    return {**parameters, "tags": tags} if tags else parameters


def _parameters(inputs: Inputs) -> dict[str, Any]:
    target = to_api(TARGET, inputs["target"])
    if inputs["target"].get("ecsParameters"):
        target["EcsParameters"] = _ecs(inputs["target"]["ecsParameters"])
    # datetime.fromisoformat supports the letter Z only from Python 3.11 on.
    times = {
        member: datetime.fromisoformat(inputs[name].replace("Z", "+00:00"))
        for name, member in TIMES.items()
        if inputs.get(name)
    }
    return {**to_api(SCHEDULE, inputs), **times, "Target": target}


def _create_schedule(api: Api, inputs: Inputs) -> str:
    group = {"GroupName": inputs["groupName"]} if inputs.get("groupName") else {}
    name = naming.given_name(inputs)
    answer = api.retry(NO_TRUST, api.scheduler.create_schedule, Name=name, **group, **_parameters(inputs))
    return "/".join(answer["ScheduleArn"].split("/")[1:])


def _key(schedule_id: str) -> dict[str, str]:
    group, slash, name = schedule_id.partition("/")
    if not slash:
        raise ValueError(schedule_id)
    return {"GroupName": group, "Name": name}


def _read_schedule(api: Api, schedule_id: str, state: State) -> State | None:
    schedule = api.found(api.scheduler.get_schedule, GONE, **_key(schedule_id))
    if schedule is None:
        return None
    target = from_api(TARGET, schedule["Target"])
    if schedule["Target"].get("EcsParameters"):
        target["ecsParameters"] = _read_ecs(schedule["Target"]["EcsParameters"])
    times = {
        name: schedule[member].astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, member in TIMES.items()
        if schedule.get(member)
    }
    return {
        **from_api(SCHEDULE, schedule),
        **times,
        "arn": schedule["Arn"],
        "groupName": schedule["GroupName"],
        "name": schedule["Name"],
        "target": target,
    }


def _update_schedule(api: Api, schedule_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    api.retry(NO_TRUST, api.scheduler.update_schedule, **_key(schedule_id), **_parameters(inputs))


def _delete_schedule(api: Api, schedule_id: str, state: State) -> None:
    api.scheduler.delete_schedule(**_key(schedule_id))


def _create_group(api: Api, inputs: Inputs) -> Created:
    name = naming.given_name(inputs)
    tags = {"Tags": tag_list(inputs["tagsAll"])} if inputs.get("tagsAll") else {}
    api.scheduler.create_schedule_group(Name=name, **tags)
    return Created(name)


def _group(api: Api, name: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = api.found(api.scheduler.get_schedule_group, GONE, Name=name)
    return found


def _await_group(api: Api, name: str, inputs: Inputs) -> None:
    api.wait(lambda: (_group(api, name) or {}).get("State") == "ACTIVE", f"schedule group {name} to be active")


def _read_group(api: Api, name: str, state: State) -> State | None:
    group = _group(api, name)
    if group is None:
        return None
    return {
        "arn": group["Arn"],
        "creationDate": group["CreationDate"].isoformat(),
        "lastModificationDate": group["LastModificationDate"].isoformat(),
        "name": group["Name"],
        "state": group["State"],
        "tagsAll": tags_of(api.scheduler.list_tags_for_resource(ResourceArn=group["Arn"])),
    }


def _delete_group(api: Api, name: str, state: State) -> None:
    api.scheduler.delete_schedule_group(Name=name)
    api.wait(lambda: _group(api, name) is None, f"schedule group {name} to be deleted")


def _write_tags(api: Api, name: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.scheduler.untag_resource(ResourceArn=state["arn"], TagKeys=removed)
    if changed:
        api.scheduler.tag_resource(ResourceArn=state["arn"], Tags=tag_list(changed))


SET = Property(unordered=True)
ECS_FIELDS = {
    **supported(ECS),
    "capacityProviderStrategies": SET,
    "placementConstraints": SET,
    "placementStrategies": SET,
    "networkConfiguration": Property(fields={"subnets": SET, "securityGroups": SET, "assignPublicIp": PLAIN}),
    "tags": PLAIN,
}
TARGET_FIELDS = {
    **supported(TARGET),
    "retryPolicy": Property(filled=True),
    "ecsParameters": Property(fields=ECS_FIELDS),
}
NAMES = {"name": REPLACE_COMPUTED, "namePrefix": REPLACE_COMPUTED}
ROWS = [
    Row(
        resource_type="aws:scheduler/schedule:Schedule",
        label="EventBridge Scheduler Schedule",
        properties={
            **NAMES,
            "groupName": REPLACE_COMPUTED,
            "scheduleExpression": PLAIN,
            "scheduleExpressionTimezone": Property(default="UTC"),
            "flexibleTimeWindow": PLAIN,
            "target": Property(fields=TARGET_FIELDS),
            "actionAfterCompletion": Property(computed=True),
            "description": PLAIN,
            "kmsKeyArn": PLAIN,
            "state": Property(default="ENABLED"),
            **dict.fromkeys(TIMES, PLAIN),
        },
        outputs=frozenset({"arn"}),
        auto_name=AutoName(),
        create=_create_schedule,
        read=_read_schedule,
        update=_update_schedule,
        delete=_delete_schedule,
        import_id="group/schedule",
    ),
    Row(
        resource_type="aws:scheduler/scheduleGroup:ScheduleGroup",
        label="EventBridge Scheduler Schedule Group",
        properties=NAMES,
        outputs=frozenset({"arn", "creationDate", "lastModificationDate", "state"}),
        auto_name=AutoName(),
        create=_create_group,
        finish=_await_group,
        read=_read_group,
        delete=_delete_group,
        write_tags=_write_tags,
        import_id="group name",
    ),
]
