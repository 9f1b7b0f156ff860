"""Reads the program's keys from the stack file, and stops the program if a key is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn

import pulumi
import pulumi_aws as aws
from pulumi.runtime.config import CONFIG, get_config_env

from components.foundation.plain_words import near_match
from components.foundation.refusal import ENDED_AFTER_ERROR, KeyPath, Problem, format_value, refuse_settings
from components.foundation.region import NotFoundError, Region

NAMESPACE = "ecs-on-ec2"
"""The namespace of the keys in the stack files, the schema and the documentation. They also apply in a project that
``pulumi new`` created from this one under another name. There, the program also reads keys with the project's name,
which ``pulumi config set`` writes."""

DATE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)? [+-]\d{4} (UTC|[+-]\d{4})")
"""A date in Go's form, into which Pulumi changes a date without quotes."""


def full_key(setting: str) -> str:
    """Return the key of a setting in the stack file, such as ``ecs-on-ec2:vpc``."""
    keys, project = _all(), pulumi.get_project()
    if f"{project}:{setting}" in keys or not any(key.startswith(f"{NAMESPACE}:") for key in keys):
        return f"{project}:{setting}"
    return f"{NAMESPACE}:{setting}"


def read_config(own_keys: Collection[str]) -> dict[str, Any]:
    """Return the settings of the stack file, by their keys without the namespace.

    ``own_keys`` identify a stack file of this program.

    Raises:
        pulumi.RunError: a setting has two keys, or a key that Pulumi ignores.
    """
    config, namespaces = _all(), {pulumi.get_project(), NAMESPACE}
    _refuse_keys_of_others(config, namespaces, own_keys)
    names = [key.partition(":")[2] for key in config if key.partition(":")[0] in namespaces]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        keys = " and ".join(f"{namespace}:{twice[0]}" for namespace in sorted(namespaces))
        raise pulumi.RunError(f"Pulumi.{pulumi.get_stack()}.yaml: {keys} are the same setting: keep one of them")
    return {name: _read_value(config[full_key(name)]) for name in names}


def refuse_dates(config: Mapping[str, Any]) -> None:
    """Raise :class:`RefusedError` for dates without quotes."""
    refuse_settings(_dates(config, ()))


def _dates(value: Any, path: KeyPath) -> Iterator[Problem]:
    """Find dates without quotes. ``forceNew`` is any text, and Pulumi always changes it into the same one."""
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield from _dates(item, (*path, step))
    date = DATE.fullmatch(value) if isinstance(value, str) and path[-1:] != ("forceNew",) else None
    if date:
        text = date[1] if date[2] == "00:00:00" else f"{date[1]}T{date[2]}"
        yield Problem(path, value, "Pulumi rewrites a date without quotes", f'"{text}"', ", in quotes")


def _refuse_keys_of_others(config: Iterable[str], namespaces: set[str], own_keys: Collection[str]) -> None:
    parts = [(key, *key.split(":", 1)) for key in sorted(config)]
    others = [key for key, namespace, name in parts if name in own_keys and namespace not in namespaces]
    if others:
        ignored = f"{', '.join(others)} {'is' if len(others) == 1 else 'are'} ignored"
        raise pulumi.RunError(
            f"Pulumi.{pulumi.get_stack()}.yaml: {ignored}, because Pulumi.yaml names this project"
            f" {pulumi.get_project()}: write {full_key(others[0].partition(':')[2])}"
        )


def refuse_unknown_region(region: Region) -> None:
    """Raise :class:`pulumi.RunError` if the AWS provider has no region or an unknown one."""
    configured = pulumi.Config("aws").get("region")
    try:
        _ = region.name
    except NotFoundError:
        close = near_match(configured or "", [known.value for known in aws.Region])
        hint = f"; did you mean {close}?" if close else ""
        raise pulumi.RunError(
            f"aws:region: {format_value(configured)} is refused: AWS has no region with that name{hint}"
        ) from None
    except pulumi.RunError as error:
        if configured is not None or "region" not in str(error).lower():
            raise
        raise pulumi.RunError(
            "aws:region: null is refused: a region is required: write aws:region: us-east-1 into the stack file"
        ) from None


def end_program(message: str) -> NoReturn:
    """Show an error and stop the program, without a second error from the engine."""
    pulumi.log.error(message)
    raise SystemExit(ENDED_AFTER_ERROR)


def _all() -> Mapping[str, str]:
    # The SDK has no public function to list the keys, which is needed to refuse a misspelled one.
    return {**get_config_env(), **CONFIG.get()}


def _read_value(text: str) -> Any:
    # Pulumi passes a structured value as JSON, and a plain string unchanged.
    try:
        return json.loads(text)
    except ValueError:
        return text
