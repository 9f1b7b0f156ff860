"""Application Auto Scaling: scheduled actions."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.mapping import Members, Nested, from_api, to_api
from localaws.plugin.row import PLAIN, REPLACE, AutoName, Inputs, Property, Row, State
from localaws.plugin.rows.appautoscaling import BOUNDS, GONE, IDENTITY, KEY, split_import_id

ACTION: Members = {
    "schedule": "Schedule",
    "timezone": "Timezone",
    "scalableTargetAction": Nested("ScalableTargetAction", BOUNDS),
}
TIMES = {"startTime": "StartTime", "endTime": "EndTime"}


def _put_action(api: Api, inputs: Inputs) -> str:
    parameters = to_api({**KEY, **ACTION}, inputs)
    parameters |= {
        member: datetime.fromisoformat(_iso(inputs[name])) for name, member in TIMES.items() if inputs.get(name)
    }
    api.retry(
        {GONE},
        api.application_autoscaling.put_scheduled_action,
        ScheduledActionName=inputs["name"],
        **parameters,
    )
    return f"{inputs['name']}-{inputs['serviceNamespace']}-{inputs['resourceId']}"


def _iso(text: str) -> str:
    # datetime.fromisoformat supports the letter Z only from Python 3.11 on.
    return text.replace("Z", "+00:00")


def _moment(text: Any) -> Any:
    """Return a time in canonical form, because the program can write it in any time zone."""
    try:
        return datetime.fromisoformat(_iso(text)).timestamp()
    except (TypeError, ValueError):
        return text


def _read_action(api: Api, action_id: str, state: State) -> State | None:
    key = state or split_import_id(action_id, ("serviceNamespace", "resourceId", "scalableDimension", "name"))
    action = api.first(
        api.application_autoscaling.describe_scheduled_actions,
        "ScheduledActions",
        ScheduledActionNames=[key["name"]],
        **to_api(KEY, key),
    )
    if action is None:
        return None
    times = {
        name: action[member].astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, member in TIMES.items()
        if action.get(member)
    }
    return {
        **from_api({**KEY, **ACTION}, action),
        **times,
        "id": f"{action['ScheduledActionName']}-{action['ServiceNamespace']}-{action['ResourceId']}",
        "arn": action["ScheduledActionARN"],
        "name": action["ScheduledActionName"],
    }


def _update_action(api: Api, action_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    unchanged = ACTION.keys() - changed
    _put_action(api, {name: value for name, value in inputs.items() if name not in unchanged})


def _delete_action(api: Api, action_id: str, state: State) -> None:
    api.application_autoscaling.delete_scheduled_action(ScheduledActionName=state["name"], **to_api(KEY, state))


ROWS = [
    Row(
        resource_type="aws:appautoscaling/scheduledAction:ScheduledAction",
        label="Application Auto Scaling Scheduled Action",
        properties={
            **IDENTITY,
            "name": REPLACE,
            "schedule": PLAIN,
            "scalableTargetAction": PLAIN,
            "timezone": Property(default="UTC"),
            **dict.fromkeys(TIMES, Property(canonical=_moment)),
        },
        outputs=frozenset({"arn"}),
        auto_name=AutoName(),
        create=_put_action,
        read=_read_action,
        update=_update_action,
        delete=_delete_action,
        import_id="service namespace/resource id/scalable dimension/name (the real provider imports none)",
    ),
]
