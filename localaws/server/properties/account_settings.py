"""ECS account settings: defaults, and settings of the whole account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import AwsError, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call

# Each setting with its value in a new account.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAccountSettingDefault.html
SETTINGS = {
    "awsvpcTrunking": "disabled",
    "containerInsights": "disabled",
    "containerInstanceLongArnFormat": "enabled",
    "defaultLogDriverMode": "non-blocking",
    "dualStackIPv6": "disabled",
    "fargateFIPSMode": "disabled",
    "fargateTaskRetirementWaitPeriod": "7",
    "guardDutyActivate": "on",
    "serviceLongArnFormat": "enabled",
    "tagResourceAuthorization": "off",
    "taskLongArnFormat": "enabled",
}
VALUES = {
    "containerInsights": ("enabled", "disabled", "enhanced"),
    "defaultLogDriverMode": ("blocking", "non-blocking"),
    "fargateTaskRetirementWaitPeriod": ("0", "7", "14"),
    "guardDutyActivate": ("on", "off"),
    "tagResourceAuthorization": ("on", "off"),
}
SWITCH = ("enabled", "disabled", "on", "off")


class Setting:
    """One setting as ListAccountSettings shows it, in moto's attributes."""

    def __init__(self, name: str, value: str, principal: str) -> None:
        self.name = name
        self.value = value
        self.principal_arn = principal
        self.type = "aws_managed" if name == "guardDutyActivate" else "user"


@instead("ecs", "PutAccountSettingDefault")
def put_default(call: Call) -> dict[str, Any]:
    """Store a setting for every identity of the account."""
    return {"setting": _put(call, f"arn:aws:iam::{call.account}:root")}


@instead("ecs", "PutAccountSetting")
def put(call: Call) -> dict[str, Any]:
    """Store a setting; this server has one identity, so it applies to the whole account."""
    return {"setting": _put(call, call.params.get("principalArn") or f"arn:aws:iam::{call.account}:root")}


def _put(call: Call, principal: str) -> Setting:
    name, value = call.params["name"], call.params["value"]
    _check_name(name)
    allowed = VALUES.get(name, SWITCH)
    if value not in allowed:
        raise AwsError("InvalidParameterException", f"{value} should be one of [{','.join(allowed)}]")
    stored = {"on": "enabled", "off": "disabled"}.get(value, value) if allowed is SWITCH else value
    setting = Setting(name, stored, principal)
    call.backend("ecs").account_settings[name] = setting
    return setting


def _check_name(name: str) -> None:
    if name not in SETTINGS:
        raise AwsError("InvalidParameterException", f"{name} should be one of [{','.join(SETTINGS)}]")


@instead("ecs", "ListAccountSettings")
def list_settings(call: Call) -> dict[str, Any]:
    """Return the stored settings; with ``effectiveSettings`` also the defaults of the account."""
    given = call.params
    if given.get("name"):
        _check_name(given["name"])
    principal = f"arn:aws:iam::{call.account}:root"
    listed = dict(call.backend("ecs").account_settings)
    if given.get("effectiveSettings"):
        listed = {**{name: Setting(name, value, principal) for name, value in SETTINGS.items()}, **listed}
    return {
        "settings": [
            setting
            for setting in listed.values()
            if given.get("name") in (None, setting.name) and given.get("value") in (None, setting.value)
        ]
    }


@instead("ecs", "DeleteAccountSetting")
def delete(call: Call) -> dict[str, Any]:
    """Reset a setting to the default of the account."""
    name = call.params["name"]
    _check_name(name)
    call.backend("ecs").account_settings.pop(name, None)
    return {"setting": Setting(name, SETTINGS[name], f"arn:aws:iam::{call.account}:root")}
