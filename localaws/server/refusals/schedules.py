"""EventBridge Scheduler: roles that it cannot assume, expressions that never occur, missing groups.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
"""

from __future__ import annotations

import fnmatch
import json
import zoneinfo
from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, after, before
from localaws.server.refusals.scaling import is_schedule

if TYPE_CHECKING:
    from localaws.server.operations import Call

PRINCIPAL = "scheduler.amazonaws.com"
DEFAULT_GROUP = "default"
NO_TRUST = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message)


def _missing(name: str) -> AwsError:
    return AwsError("ResourceNotFoundException", f"Schedule group {name} does not exist.")


def _groups(call: Call) -> Any:
    return call.backend("scheduler").schedule_groups


@before("scheduler", "CreateSchedule", "UpdateSchedule")
def schedule_is_valid(call: Call) -> None:
    """The group exists, the expression and the zone are valid, the role can be assumed, and the target is valid."""
    given = call.params
    group = given.get("GroupName") or DEFAULT_GROUP
    if group not in _groups(call):
        raise _missing(group)
    if not is_schedule(given["ScheduleExpression"]):
        raise _invalid(f"Invalid Schedule Expression {given['ScheduleExpression']}.")
    zone = given.get("ScheduleExpressionTimezone") or "UTC"
    if zone not in zoneinfo.available_timezones():
        raise _invalid(f"Invalid Schedule Expression Timezone {zone}.")
    window = given["FlexibleTimeWindow"]
    if (window["Mode"] == "FLEXIBLE") != ("MaximumWindowInMinutes" in window):
        raise _invalid("MaximumWindowInMinutes must be given if the mode is FLEXIBLE, and only then.")
    _check_target(given["Target"])
    if not _may_assume(call, given["Target"]["RoleArn"], _groups(call)[group].arn):
        raise _invalid(NO_TRUST)


def _check_target(target: dict[str, Any]) -> None:
    ecs = target.get("EcsParameters")
    is_cluster = ":cluster/" in target["Arn"]
    if is_cluster != (ecs is not None):
        raise _invalid("EcsParameters must be given if the target is an ECS cluster, and only then.")
    if ecs and ecs.get("LaunchType") and ecs.get("CapacityProviderStrategy"):
        raise _invalid("Specifying both a launch type and capacity provider strategy is not supported.")


def _may_assume(call: Call, role_arn: str, group_arn: str) -> bool:
    role = next((each for each in call.backend("iam").roles.values() if each.arn == role_arn), None)
    if role is None:
        return False
    document = role.assume_role_policy_document
    document = json.loads(document) if isinstance(document, str) else document
    # AWS passes the ARN of the group here, never that of the schedule.
    context = {"aws:SourceAccount": call.account, "aws:SourceArn": group_arn}
    return any(_allows(statement, context) for statement in document["Statement"])


def _allows(statement: dict[str, Any], context: dict[str, str]) -> bool:
    services = statement.get("Principal", {}).get("Service", [])
    if statement["Effect"] != "Allow" or PRINCIPAL not in ([services] if isinstance(services, str) else services):
        return False
    wanted = [item for operands in statement.get("Condition", {}).values() for item in operands.items()]
    return all(fnmatch.fnmatchcase(context.get(key, ""), value) for key, value in wanted)


@after("scheduler", "CreateSchedule", "UpdateSchedule")
def complete_schedule(call: Call) -> None:
    """Store the action after completion and the state, which moto drops when a schedule changes."""
    given = call.params
    group = _groups(call)[given.get("GroupName") or DEFAULT_GROUP]
    schedule = group.schedules[given["Name"]]
    schedule.action_after_completion = given.get("ActionAfterCompletion") or "NONE"
    schedule.state = given.get("State") or "ENABLED"


@before("scheduler", "CreateScheduleGroup")
def group_is_new(call: Call) -> None:
    """A second group of the same name is refused."""
    name = call.params["Name"]
    if name in _groups(call):
        raise AwsError("ConflictException", f"Schedule group {name} already exists.")


@before("scheduler", "GetScheduleGroup", "DeleteScheduleGroup")
def group_exists(call: Call) -> None:
    """A missing group cannot be read or deleted, and the default group cannot be deleted."""
    name = call.params["Name"]
    if name not in _groups(call):
        raise _missing(name)
    if name == DEFAULT_GROUP and call.operation == "DeleteScheduleGroup":
        raise _invalid("The default schedule group cannot be deleted.")
