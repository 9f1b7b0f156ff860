"""How an ECS service deploys: percentages, circuit breaker, alarms, and the strategies that shift traffic."""

from __future__ import annotations

from typing import Any

from localaws.plugin.mapping import Members, to_api
from localaws.plugin.row import Inputs

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


def deployment_configuration(inputs: Inputs) -> dict[str, Any]:
    """The ``deploymentConfiguration`` of a call."""
    configuration = _shifts(inputs.get("deploymentConfiguration", {}))
    if inputs.get("schedulingStrategy") != "DAEMON":
        configuration["maximumPercent"] = inputs["deploymentMaximumPercent"]
    configuration["minimumHealthyPercent"] = inputs["deploymentMinimumHealthyPercent"]
    breaker = inputs.get("deploymentCircuitBreaker", {"enable": False, "rollback": False})
    configuration["deploymentCircuitBreaker"] = to_api(BREAKER, breaker)
    if inputs.get("alarms"):
        configuration["alarms"] = to_api(ALARMS, inputs["alarms"])
    return configuration
