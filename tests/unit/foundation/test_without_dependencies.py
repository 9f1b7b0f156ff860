"""An Output without its dependencies has the same value, and a failure gives no warning."""

from __future__ import annotations

import asyncio
import gc
import warnings
from typing import Any

import pulumi
import pytest
from pulumi.runtime import settings

from components.foundation.without_dependencies import without_dependencies


def test_the_value_and_its_secrecy_are_kept() -> None:
    async def program() -> tuple[Any, bool, bool, set[Any]]:
        output = without_dependencies(pulumi.Output.secret("value"))
        return await output.future(), await output.is_known(), await output.is_secret(), await output.resources()

    assert asyncio.run(program()) == ("value", True, True, set())


def test_a_failed_output_leaves_no_coroutine_behind() -> None:
    async def fail() -> str:
        raise ValueError("no such value")

    async def program() -> None:
        with pytest.raises(ValueError, match="no such value"):
            await without_dependencies(fail()).future()

    # The SDK keeps outputs that failed until the program ends, those of earlier tests included.
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        settings.SETTINGS.outputs.clear()
        gc.collect()
        caught.clear()
        asyncio.run(program())
        settings.SETTINGS.outputs.clear()
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
