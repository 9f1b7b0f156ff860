"""The provider of the package ``ecs-on-ec2``."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pulumi
from pulumi import provider

from ..foundation.narrow_imports import import_only_what_is_used
from ..foundation.refusal import Problem, RefusedError, format_path
from .constructors import CONSTRUCTORS, Created

SCHEMA = Path(__file__).with_name("schema.json")


def serve(arguments: Sequence[str]) -> None:
    """Serve the package to the engine until it ends.

    Args:
        arguments: the command line that the engine gives a plugin.
    """
    # A plugin runs for one command. Both halve the time of its first component.
    gc.disable()
    import_only_what_is_used()
    provider.main(EcsOnEc2(), list(arguments))


class EcsOnEc2(provider.Provider):
    """Creates the components of the package; ``schema.json`` describes their inputs and outputs."""

    def __init__(self) -> None:
        schema = SCHEMA.read_text(encoding="utf-8")
        super().__init__(json.loads(schema)["version"], schema)

    def construct(
        self, name: str, resource_type: str, inputs: Mapping[str, Any], options: pulumi.ResourceOptions | None = None
    ) -> provider.ConstructResult:
        """Create a component.

        Args:
            name: the component's name, with which the names of its children start.
            resource_type: one of the types of the schema.
            inputs: the inputs that the schema describes.
            options: the component's options.

        Raises:
            pulumi.InputPropertiesError: an input is refused. The component has no children then.
        """
        kind = CONSTRUCTORS[resource_type.rpartition(":")[2]]
        # Some Outputs, such as the known keys of a map, must be awaited, which this method cannot do.
        creation = asyncio.ensure_future(_create(kind.create, name, inputs, options))
        created: pulumi.Output[Created] = pulumi.Output.from_input(cast("Any", creation))
        state = {key: _output(created, key) for key in kind.outputs}
        return provider.ConstructResult(created.apply(lambda found: found.urn), state)


def _output(created: pulumi.Output[Created], key: str) -> pulumi.Output[Any]:
    return created.apply(lambda found: found.outputs.get(key))


async def _create(create: Any, name: str, inputs: Mapping[str, Any], options: pulumi.ResourceOptions | None) -> Created:
    try:
        found: Created = await create(name, dict(inputs), options)
    except RefusedError as refused:
        # Without details, the SDK's server fails with an AttributeError.
        raise pulumi.InputPropertiesError(
            f"mistakes in the arguments of {name}", [_details(problem.in_camel_case()) for problem in refused.problems]
        ) from None
    return found


def _details(problem: Problem) -> pulumi.InputPropertyErrorDetails:
    # The engine shows the value itself, unless it is a secret. It panics at an unknown value, so the path of such a
    # value leads to nothing.
    path = format_path(problem.path)
    write = f": write {problem.write}" if problem.write else ""
    return {
        "property_path": f'["{path}, unknown"]' if isinstance(problem.value, pulumi.Output) else path,
        "reason": f"{problem.allowed}{write}",
    }
