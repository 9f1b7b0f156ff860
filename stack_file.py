"""The stack file as Pulumi hands it over: the project's keys, and how the program ends that refuses them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import pulumi
import pulumi_aws as aws
from pulumi.runtime.config import CONFIG, get_config_env

from components.foundation.plain_words import near_match
from components.foundation.refusal import format_value
from components.foundation.region import NotFoundError, Region

ENDED_AFTER_ERROR = 32
"""The exit code by which Pulumi's language host knows that the error was told. After any other, the engine adds "an
unhandled error occurred": pythonProcessExitedAfterShowingUserActionableMessage in sdk/python/cmd of pulumi/pulumi."""

OURS = frozenset({"alarms", "audit", "cluster", "dashboard", "platform", "platformOnly", "services", "vpc"})
"""Keys that tell a stack file of this program. ``tags`` is left out: other namespaces have it too."""


def read_config(project: str) -> dict[str, Any]:
    """Return the values of the project's keys, by the keys without the project's name."""
    prefix = f"{project}:"
    return {key[len(prefix) :]: _read_value(text) for key, text in _all().items() if key.startswith(prefix)}


def refuse_keys_of_another_project(project: str) -> None:
    """Raise :class:`pulumi.RunError` for keys of this program's under another project's name, which Pulumi ignores."""
    others = sorted(key for key in _all() if key.partition(":")[2] in OURS and key.partition(":")[0] != project)
    if others:
        ignored = f"{', '.join(others)} {'is' if len(others) == 1 else 'are'} ignored"
        raise pulumi.RunError(
            f"Pulumi.{pulumi.get_stack()}.yaml: {ignored}, because Pulumi.yaml names this project {project}: write"
            f" {project}:{others[0].partition(':')[2]}"
        )


def refuse_unknown_region(region: Region) -> None:
    """Raise :class:`pulumi.RunError` if the AWS provider has no region, or one that AWS does not have."""
    configured = pulumi.Config("aws").get("region")
    try:
        _ = region.name
    except NotFoundError:
        close = near_match(configured or "", [known.value for known in aws.Region])
        hint = f"; did you mean {close}?" if close else ""
        raise pulumi.RunError(
            f"aws:region: {format_value(configured)} is refused: AWS has no region of that name{hint}"
        ) from None
    except pulumi.RunError as error:
        if configured is not None or "region" not in str(error).lower():
            raise
        raise pulumi.RunError(
            "aws:region: null is refused: a region is needed: write aws:region: us-east-1 into the stack file"
        ) from None


def end_program(message: str) -> NoReturn:
    """Tell an error and end the program, without a second error of the engine's."""
    pulumi.log.error(message)
    raise SystemExit(ENDED_AFTER_ERROR)


def _all() -> Mapping[str, str]:
    # The SDK has no public way to list the keys, without which a misspelt one would be passed over in silence.
    return {**get_config_env(), **CONFIG.get()}


def _read_value(text: str) -> Any:
    # Pulumi hands a structured value over as JSON, and a plain string as it is.
    try:
        return json.loads(text)
    except ValueError:
        return text
