"""How an ECS service deploys: percentages, circuit breaker, alarms, and the strategies that shift traffic."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import RefusedError
from localaws.plugin.mapping import Members, from_api, to_api
from localaws.plugin.row import Inputs, State

# Minutes are text in the provider's schema, since 0 differs from unset.
SHIFTS = {
    "canaryConfiguration": ("canaryPercent", "canaryBakeTimeInMinutes"),
    "linearConfiguration": ("stepPercent", "stepBakeTimeInMinutes"),
}
ALARMS: Members = {"alarmNames": "alarmNames", "enable": "enable", "rollback": "rollback"}
BREAKER: Members = {"enable": "enable", "rollback": "rollback"}
DEPLOYMENT = frozenset(
    {
        "alarms",
        "deploymentCircuitBreaker",
        "deploymentConfiguration",
        "deploymentMaximumPercent",
        "deploymentMinimumHealthyPercent",
    }
)


def _shifts(given: dict[str, Any]) -> dict[str, Any]:
    configuration: dict[str, Any] = {"strategy": given["strategy"]} if given.get("strategy") else {}
    if given.get("bakeTimeInMinutes"):
        configuration["bakeTimeInMinutes"] = int(given["bakeTimeInMinutes"])
    for name, (percent, minutes) in SHIFTS.items():
        if given.get(name):
            configuration[name] = to_api({percent: percent}, given[name])
            if given[name].get(minutes):
                configuration[name][minutes] = int(given[name][minutes])
    return configuration


def read_shifts(configuration: dict[str, Any]) -> dict[str, Any]:
    """The property ``deploymentConfiguration`` for what the API returned."""
    found = {
        "strategy": configuration["strategy"],
        "bakeTimeInMinutes": str(configuration.get("bakeTimeInMinutes", 0)),
    }
    for name, (percent, minutes) in SHIFTS.items():
        if configuration.get(name):
            shift = configuration[name]
            found[name] = {percent: shift.get(percent), minutes: str(shift.get(minutes, 0))}
    return found


def read_alarms(alarms: dict[str, Any]) -> dict[str, Any] | None:
    """The property ``alarms`` for what the API returned; off and without names is to the provider the same as none."""
    return from_api(ALARMS, alarms) if alarms.get("alarmNames") or alarms.get("enable") else None


def deployment_configuration(inputs: Inputs) -> dict[str, Any]:
    """The ``deploymentConfiguration`` of a creation."""
    configuration = _shifts(inputs.get("deploymentConfiguration", {}))
    if inputs.get("schedulingStrategy") != "DAEMON":
        configuration["maximumPercent"] = inputs["deploymentMaximumPercent"]
    configuration["minimumHealthyPercent"] = inputs["deploymentMinimumHealthyPercent"]
    if inputs.get("deploymentCircuitBreaker"):
        configuration["deploymentCircuitBreaker"] = to_api(BREAKER, inputs["deploymentCircuitBreaker"])
    if inputs.get("alarms"):
        configuration["alarms"] = _alarms("CreateService", inputs["alarms"])
    return configuration


def changed_configuration(state: State, inputs: Inputs, changed: frozenset[str]) -> dict[str, Any]:
    """The ``deploymentConfiguration`` of an update: what the provider sends of a change, and no more."""
    configuration: dict[str, Any] = {}
    if "deploymentConfiguration" in changed:
        configuration |= _shifts(inputs.get("deploymentConfiguration", {}))
    if "alarms" in changed:
        configuration |= _changed_alarms(state.get("alarms") or {}, inputs.get("alarms") or {})
    if "deploymentCircuitBreaker" in changed:
        breaker = inputs.get("deploymentCircuitBreaker", {"enable": False, "rollback": False})
        configuration["deploymentCircuitBreaker"] = to_api(BREAKER, breaker)
    if changed & {"deploymentMaximumPercent", "deploymentMinimumHealthyPercent"}:
        if inputs.get("schedulingStrategy") != "DAEMON":
            configuration["maximumPercent"] = inputs["deploymentMaximumPercent"]
        configuration["minimumHealthyPercent"] = inputs["deploymentMinimumHealthyPercent"]
    return configuration


def _changed_alarms(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    names = after.get("alarmNames") or []
    if not names and len(before.get("alarmNames") or []) == 1:
        # The provider takes a change of one to none for no change, of a block's count and so of its names' count too.
        names = before["alarmNames"]
    wanted = {"enable": bool(after.get("enable")), "rollback": bool(after.get("rollback")), "alarmNames": names}
    return {} if wanted == before else {"alarms": _alarms("UpdateService", wanted)}


def _alarms(operation: str, given: dict[str, Any]) -> dict[str, Any]:
    """The structure of a request. The provider drops an empty set, and the SDK for Go sends nothing without names."""
    if not given.get("alarmNames"):
        raise RefusedError(
            f"operation error ECS: {operation}, 1 validation error(s) found. - missing required field, "
            f"{operation}Input.DeploymentConfiguration.Alarms.AlarmNames."
        )
    return {"enable": bool(given.get("enable")), "rollback": bool(given.get("rollback")), **to_api(ALARMS, given)}
