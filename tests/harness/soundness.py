"""Flaws in registrations: nulls, missing required inputs, Outputs printed as text, and names like URNs.

Pulumi's own mocks accept all of these, and the real engine finds them only during an update.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from typing import Any

import pulumi

from components.foundation.narrow_imports import module_named_after
from tests.harness.registration import Registration, json_in, walk

PRINTED_OUTPUT = "Calling __str__ on an Output"
"""The start of the text that ``str`` returns for an Output."""


def find_flaws(registration: Registration, token: str) -> list[str]:
    """Return a message for each flaw."""
    flaws = [f"{registration} has null at {path}" for path, value in walk(dict(registration.inputs)) if value is None]
    if "::" in registration.name:
        flaws.append(f"{registration} has the separator of URNs in its name")
    flaws += [
        f"{registration} has an Output printed as text at {path}"
        for path, value in walk(dict(registration.inputs))
        if isinstance(value, str) and PRINTED_OUTPUT in value
    ]
    flaws += [
        f"{registration} has null at {path} of its JSON"
        for name, document in json_documents(registration).items()
        for path, value in walk(document, name)
        if value is None
    ]
    if registration.custom:
        flaws += [f"{registration} needs {name}" for name in required_inputs(token) if name not in registration.inputs]
    return flaws


def json_documents(registration: Registration) -> dict[str, Any]:
    """Return the inputs that are JSON objects or arrays (policies, container definitions), parsed, by their paths."""
    found = {path: json_in(value) for path, value in walk(dict(registration.inputs))}
    return {path: document for path, document in found.items() if document is not None}


def args_class(module: str, name: str) -> type:
    """Return the SDK's args class of a resource class, such as ``ec2`` and ``Vpc``."""
    # Import the module of the class: the package imports all its modules to look for a missing name.
    types = importlib.import_module(f"pulumi_aws.{module}.{module_named_after(name)}")
    # InitArgs if a nested type uses the name.
    found: type = getattr(types, f"{name}InitArgs", None) or getattr(types, f"{name}Args")
    return found


@functools.cache
def required_inputs(token: str) -> tuple[str, ...]:
    """Return the required inputs of the SDK's class of a resource, in camelCase."""
    package, module, name = token.split(":")
    if package != "aws":
        return ()
    arguments = args_class(module.partition("/")[0], name)
    names = pulumi._types.input_type_py_to_pulumi_names(arguments)
    return tuple(
        names[parameter.name]
        for parameter in inspect.signature(arguments).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.default is inspect.Parameter.empty
    )
