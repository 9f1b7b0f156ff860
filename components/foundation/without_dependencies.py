"""A value without its dependencies."""

from __future__ import annotations

from typing import Any

import pulumi


def without_dependencies(value: pulumi.Input[Any]) -> pulumi.Output[Any]:
    """Return a value without its dependencies: the program waits for it, and the engine does not know its source."""
    output = pulumi.Output.from_input(value)
    future: Any = output.future(with_unknowns=True)
    return pulumi.Output(set(), future, output.is_known(), output.is_secret())
