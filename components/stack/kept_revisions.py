"""Revisions that must stay registered when an update turns the wait for rollouts off.

When a revision is replaced, the engine deletes it as its own state says, not as the new settings do: ``DeleteStep`` in
pkg/resource/deploy/step.go of pulumi/pulumi. So an update that turns the wait off and registers another revision would
deregister the one before, which still runs and to which ECS may return. An update that only turns it off changes
``skipDestroy`` in the state of the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..foundation.refusal import Problem
from ..service.awsvpc_service_args import AwsvpcServiceArgs

WITH_KEPT_REVISIONS = ("rollbackCommand", "deployment")
"""The outputs of services whose revisions are kept."""

ALLOWED = (
    "this update also registers a revision, and would deregister the one that runs, to which ECS may return: change it"
    " in a separate update first"
)


def revisions_to_keep(
    services: Mapping[str, AwsvpcServiceArgs], last_outputs: Callable[[], Mapping[str, Any]]
) -> dict[str, Problem]:
    """Return the deployed services for which this update turns the wait off, each with the problem of a new revision.

    ``last_outputs`` returns the outputs of the last update.
    """
    without_wait = {name: args for name, args in services.items() if not args.deployment.waits}
    deployed = (last_outputs().get("services") or {}) if without_wait else {}
    return {
        name: Problem(("services", name, "deployment", *_setting(args)), _setting(args) == ("external",), ALLOWED)
        for name, args in without_wait.items()
        if "taskDefinitionArn" in deployed.get(name, {}) and not deployed[name].keys() & set(WITH_KEPT_REVISIONS)
    }


def _setting(args: AwsvpcServiceArgs) -> tuple[str]:
    return ("external" if args.deployment.external else "waitForRollout",)
