"""ECS account settings."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.row import REPLACE, AutoName, Inputs, Property, Row, State

# The values that the provider sets on deletion, because a setting cannot be deleted. Others become disabled.
RESET_VALUES = {"defaultLogDriverMode": "non-blocking", "fargateTaskRetirementWaitPeriod": "7"}
ON_AND_OFF = {"on": "enabled", "off": "disabled"}


def _put(api: Api, inputs: Inputs) -> str:
    setting = api.ecs.put_account_setting_default(name=inputs["name"], value=inputs["value"])["setting"]
    return str(setting["principalArn"])


def _setting(api: Api, name: str) -> dict[str, Any] | None:
    return api.first(api.ecs.list_account_settings, "settings", name=name, effectiveSettings=True)


def _read(api: Api, setting_id: str, state: State) -> State | None:
    setting = _setting(api, state.get("name", setting_id))
    if setting is None:
        return None
    principal = setting["principalArn"]
    return {"id": principal, "name": setting["name"], "principalArn": principal, "value": setting["value"]}


def _update(api: Api, setting_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    _put(api, inputs)


def _reset(api: Api, setting_id: str, state: State) -> None:
    name = state["name"]
    try:
        api.ecs.put_account_setting_default(name=name, value=RESET_VALUES.get(name, "disabled"))
    except Exception as error:
        if "You can no longer disable" not in str(error):
            raise


ROWS = [
    Row(
        resource_type="aws:ecs/accountSettingDefault:AccountSettingDefault",
        label="ECS Account Setting Default",
        properties={
            "name": REPLACE,
            # For some settings, ECS returns enabled for on, and disabled for off.
            "value": Property(canonical=lambda value: ON_AND_OFF.get(value, value)),
        },
        outputs=frozenset({"principalArn"}),
        # Pulumi generates a name, as for every type with a name, although only AWS's names are valid here.
        auto_name=AutoName(),
        create=_put,
        read=_read,
        update=_update,
        delete=_reset,
        import_id="setting name",
    ),
]
