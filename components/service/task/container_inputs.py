"""The inputs of a container that can be Outputs or secrets, which are known only while the engine runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from ...foundation.refusal import HIDDEN, KeyPath, Problem, refuse_any
from .container_args import NAMED_TWICE, ContainerArgs, SidecarArgs
from .logging_args import FirelensArgs
from .task_args import TaskArgs


def container_inputs(
    image: pulumi.Input[str], args: TaskArgs | SidecarArgs, container: ContainerArgs
) -> dict[str, pulumi.Input[Any]]:
    """Return a container's inputs; ``args`` has its environment, ``container`` its other settings."""
    firelens = args.firelens if isinstance(args, SidecarArgs) else None
    return {
        "image": image,
        "environment": args.environment,
        "secrets": args.secrets,
        "environment_files": list(container.environment_files),
        "docker_labels": container.docker_labels,
        "command": list(container.command),
        "entry_point": list(container.entry_point),
        "registry_credentials": args.registry_credentials_arn,
        "log_options": args.logging.options,
        "log_secrets": args.logging.secret_options,
        "firelens_options": firelens.options if firelens else {},
    }


def refuse_wrong_environment(known: Mapping[str, Any], path: KeyPath) -> None:
    """Raise :class:`RefusedError` if an Output in ``environment`` or ``secrets`` is not a string, or a name is in both.

    ``known`` are the inputs, which are known now; ``path`` is the component, and the container in its arguments.
    """
    refuse_any(problem.under(*path) for problem in _check_environment(known["environment"], known["secrets"]))


def _check_environment(environment: Any, secrets: Mapping[str, object]) -> Iterator[Problem]:
    if not isinstance(environment, Mapping):
        allowed = f"a dict of strings is allowed, not {type(environment).__name__}"
        yield Problem(("environment",), HIDDEN, allowed)
        return
    for name, arn in secrets.items():
        if not isinstance(arn, str):
            yield Problem(("secrets", name), HIDDEN, f"a string is allowed, not {type(arn).__name__}")
    for name, value in environment.items():
        if not isinstance(value, str):
            # An Output's value can be a secret.
            yield Problem(("environment", name), HIDDEN, f"a string is allowed, not {type(value).__name__}")
        if name in secrets:
            yield Problem(("secrets", name), secrets[name], NAMED_TWICE)


def firelens_configuration(args: FirelensArgs | None, known: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the configuration of a log router in ECS's form; None if the container is not one."""
    if args is None:
        return None
    options = known["firelens_options"]
    return {"type": args.type, **({"options": dict(options)} if options else {})}
