"""A value without the resources that it comes from."""

from __future__ import annotations

from typing import Any

import pulumi


def without_dependencies(value: pulumi.Input[Any]) -> pulumi.Output[Any]:
    """Return a value as one that depends on no resource: it is waited for, and the engine does not know of it."""
    output = pulumi.Output.from_input(value)
    future: Any = output.future(with_unknowns=True)
    return pulumi.Output(set(), future, output.is_known(), output.is_secret())
