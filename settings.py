"""The stack's configuration, parsed into the components' args; every mistake is named by its key.

``load`` is all that the program calls. Nothing is created before it returns.
"""

from __future__ import annotations

import difflib
import json
from typing import Annotated, Any, Union, get_args, get_origin

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env, is_config_secret
from pydantic import BaseModel, Field, ValidationError

from components.args import Args
from components.awsvpc_service_args import AwsvpcServiceArgs, ServiceName
from components.ec2_ecs_cluster_args import Ec2EcsClusterArgs
from components.large_vpc_args import LargeVpcArgs
from components.refusal import KeyPath, Problem, RefusedError
from components.region import NotFoundError, Region
from components.region_checks import check_callers, check_cluster, check_service, check_vpc


class Settings(Args):
    """What a stack file says under the project's name."""

    vpc: LargeVpcArgs = LargeVpcArgs()
    """The network."""

    cluster: Ec2EcsClusterArgs = Ec2EcsClusterArgs()
    """The cluster and its instances."""

    services: Annotated[dict[ServiceName, AwsvpcServiceArgs], Field(min_length=1)]
    """The services by name, at least one."""


def load(region: Region) -> Settings:
    """Read the stack's configuration and check it against AWS's data of the region.

    Raises :class:`RefusedError` with one line for each mistake, which Pulumi prints without a traceback.
    """
    project = pulumi.get_project()
    try:
        settings = parse(_read_config(project))
        problems = check(settings, region)
        if problems:
            raise RefusedError(problems)
    except RefusedError as refused:
        lines = [f"{project}:{problem}" for problem in refused.problems]
        mistakes = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
        raise pulumi.RunError("\n".join([f"{mistakes} in the configuration of this stack:", *lines])) from None
    return _keep_secret(settings) if is_config_secret(f"{project}:services") else settings


def parse(config: dict[str, Any]) -> Settings:
    """Parse the project's keys. Raises :class:`RefusedError` for what the args classes refuse."""
    try:
        settings: Settings = Settings.from_stack_file(config)
    except ValidationError as error:
        raise RefusedError(_problem(config, details) for details in error.errors(include_url=False)) from None
    problems = [problem.under("services") for problem in check_callers(settings.services)]
    if problems:
        raise RefusedError(problems)
    return settings


def check(settings: Settings, region: Region) -> list[Problem]:
    """Find what AWS's data of the region refuses."""
    problems = [problem.under("vpc") for problem in check_vpc(settings.vpc, region)]
    problems += [problem.under("cluster") for problem in check_cluster(settings.cluster, region)]
    try:
        instance_type = region.instance_type(settings.cluster.instance_type)
    except NotFoundError:
        return problems
    for name, service in settings.services.items():
        problems += [problem.under("services", name) for problem in check_service(service, instance_type)]
    return problems


def _read_config(project: str) -> dict[str, Any]:
    # The SDK has no public way to list the keys, without which a misspelt one would be passed over in silence.
    prefix = f"{project}:"
    known = {**get_config_env(), **CONFIG.get()}
    return {key[len(prefix) :]: _read_value(value) for key, value in known.items() if key.startswith(prefix)}


def _keep_secret(settings: Settings) -> Settings:
    """Make the environment secret, where a value of ``services`` was set with ``--secret``.

    Pulumi says that of a structured value as a whole, and hands it over decrypted.
    """
    services = {
        name: service.model_copy(
            update={"environment": {key: pulumi.Output.secret(value) for key, value in service.environment.items()}}
        )
        for name, service in settings.services.items()
    }
    return settings.model_copy(update={"services": services})


def _read_value(text: str) -> Any:
    # Pulumi hands a structured value over as JSON, and a plain string as it is.
    try:
        return json.loads(text)
    except ValueError:
        return text


def _problem(config: dict[str, Any], details: Any) -> Problem:
    """Turn one of pydantic's errors into one of ours: which key, which value, what is allowed."""
    path: KeyPath = tuple(step for step in details["loc"] if step != "[key]")
    context = details.get("ctx", {})
    kind = details["type"]
    if kind == "refusal_at":
        path = (*path, context["key"])
        return Problem(path, _value_at(config, path), context["allowed"])
    value = _value_at(config, path)
    if kind == "extra_forbidden":
        return Problem(path, value, _known_keys(path))
    if kind == "missing":
        return Problem(path, None, _what_is_missing(path))
    if "[key]" in details["loc"]:
        value = path[-1]
    if kind == "value_error":
        return Problem(path, value, str(context["error"]))
    return Problem(path, value, _lower_first(details["msg"]))


def _value_at(config: Any, path: KeyPath) -> Any:
    value = config
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _known_keys(path: KeyPath) -> str:
    model = _model_at(path[:-1])
    keys = [field.alias or name for name, field in model.model_fields.items()]
    close = difflib.get_close_matches(str(path[-1]), keys, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"there is no such key, only {', '.join(keys)}{hint}"


def _what_is_missing(path: KeyPath) -> str:
    model = _model_at(path[:-1])
    field = next(field for name, field in model.model_fields.items() if (field.alias or name) == path[-1])
    choices = get_args(field.annotation) if get_origin(field.annotation) is not None else ()
    literals = " or ".join(str(choice) for choice in choices if isinstance(choice, str))
    return f"it is needed: {literals or 'a service by name, with its topology, such as worker: {topology: private-worker}'}"


def _model_at(path: KeyPath) -> type[BaseModel]:
    """Return the args class that holds the keys under ``path``."""
    model: type[BaseModel] = Settings
    annotation: Any = Settings
    for step in path:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            model = annotation
            field = next(field for name, field in model.model_fields.items() if (field.alias or name) == step)
            annotation = _unwrap(field.annotation)
        else:
            annotation = _unwrap(get_args(annotation)[-1])
    assert isinstance(annotation, type) and issubclass(annotation, BaseModel), path
    return annotation


def _unwrap(annotation: Any) -> Any:
    """Strip Optional and Annotated."""
    if get_origin(annotation) is Annotated:
        return _unwrap(get_args(annotation)[0])
    if get_origin(annotation) is Union:
        return _unwrap(next(member for member in get_args(annotation) if member is not type(None)))
    return annotation


def _lower_first(message: str) -> str:
    return message[:1].lower() + message[1:]
