"""Deployments of an ECS service: percentages, circuit breaker, alarms, and strategies that shift traffic."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import RefusedError
from localaws.plugin.mapping import Members, from_api, to_api
from localaws.plugin.row import Inputs, State

# Minutes are text in the provider's schema, because 0 differs from unset.
SHIFTS = {
    "canaryConfiguration": ("canaryPercent", "canaryBakeTimeInMinutes"),
    "linearConfiguration": ("stepPercent", "stepBakeTimeInMinutes"),
}
SHIFT_OF = {"CANARY": "canaryConfiguration", "LINEAR": "linearConfiguration"}
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
    """Return the strategy with its settings, including zeros; empty without a strategy."""
    if not given.get("strategy"):
        return {}
    configuration: dict[str, Any] = {"strategy": given["strategy"]}
    if given.get("bakeTimeInMinutes"):
        configuration["bakeTimeInMinutes"] = int(given["bakeTimeInMinutes"])
    name = SHIFT_OF.get(given["strategy"], "")
    if given.get(name):
        percent, minutes = SHIFTS[name]
        configuration[name] = {percent: given[name].get(percent, 0), minutes: int(given[name].get(minutes) or 0)}
    return configuration


def read_shifts(configuration: dict[str, Any]) -> dict[str, Any]:
    """Return the property ``deploymentConfiguration`` for an answer of the API."""
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
    """Return the property ``alarms`` for an answer of the API, or none for disabled alarms without names."""
    return from_api(ALARMS, alarms) if alarms.get("alarmNames") or alarms.get("enable") else None


def deployment_configuration(inputs: Inputs) -> dict[str, Any]:
    """Return the ``deploymentConfiguration`` of a creation."""
    configuration = _shifts(inputs.get("deploymentConfiguration", {}))
    if inputs.get("schedulingStrategy") != "DAEMON":
        configuration["maximumPercent"] = inputs["deploymentMaximumPercent"]
    # The provider sends a daemon's value only if it is not 100; otherwise ECS uses its default, 0.
    if "deploymentMinimumHealthyPercent" in inputs:
        configuration["minimumHealthyPercent"] = inputs["deploymentMinimumHealthyPercent"]
    if inputs.get("deploymentCircuitBreaker"):
        configuration["deploymentCircuitBreaker"] = to_api(BREAKER, inputs["deploymentCircuitBreaker"])
    if inputs.get("alarms"):
        configuration["alarms"] = _alarms("CreateService", inputs["alarms"])
    return configuration


def changed_configuration(state: State, inputs: Inputs, changed: frozenset[str]) -> dict[str, Any]:
    """Return the ``deploymentConfiguration`` of an update, with only the changes that the provider sends."""
    configuration: dict[str, Any] = {}
    if "deploymentConfiguration" in changed:
        configuration |= _shifts(inputs.get("deploymentConfiguration", {}))
    if "alarms" in changed:
        configuration |= _changed_alarms(state.get("alarms") or {}, inputs.get("alarms") or {})
    if "deploymentCircuitBreaker" in changed:
        breaker = inputs.get("deploymentCircuitBreaker", {"enable": False, "rollback": False})
        configuration["deploymentCircuitBreaker"] = to_api(BREAKER, breaker)
    percents = {
        "deploymentMaximumPercent": "maximumPercent",
        "deploymentMinimumHealthyPercent": "minimumHealthyPercent",
    }
    if inputs.get("schedulingStrategy") == "DAEMON":
        del percents["deploymentMaximumPercent"]
    if changed & percents.keys():
        configuration |= {parameter: inputs[name] for name, parameter in percents.items()}
    return configuration


def _changed_alarms(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    names = after.get("alarmNames") or []
    if not names and len(before.get("alarmNames") or []) == 1:
        # The provider ignores a change from one item to none, for blocks and therefore also for names.
        names = before["alarmNames"]
    wanted = {"enable": bool(after.get("enable")), "rollback": bool(after.get("rollback")), "alarmNames": names}
    return {} if wanted == before else {"alarms": _alarms("UpdateService", wanted)}


def _alarms(operation: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the alarms of a request; without names, the provider's SDK refuses it."""
    if not given.get("alarmNames"):
        raise RefusedError(
            f"operation error ECS: {operation}, 1 validation error(s) found. - missing required field, "
            f"{operation}Input.DeploymentConfiguration.Alarms.AlarmNames."
        )
    return {"enable": bool(given.get("enable")), "rollback": bool(given.get("rollback")), **to_api(ALARMS, given)}
