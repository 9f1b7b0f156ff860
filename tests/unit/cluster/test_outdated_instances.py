"""Warnings about instances with an earlier launch template."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.cluster.outdated_instances import warn_of_outdated

Find = Callable[[list[str]], Awaitable[list[str]]]


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(pulumi, "warn", lambda message, _resource: found.append(message))
    return found


async def created() -> str | None:
    return "group"


async def planned() -> str | None:
    return None


async def failed() -> str | None:
    raise RuntimeError("not created")


def look_up(monkeypatch: pytest.MonkeyPatch, find: Find, name: Callable[[], Awaitable[str | None]] = created) -> None:
    """Run the look-ups for a group; ``find`` gets the names of the filters."""

    def found(*, filters: list[aws.ec2.GetInstancesFilterArgs], **_: object) -> SimpleNamespace:
        answer = find([str(each.name) for each in filters])
        return SimpleNamespace(ids=pulumi.Output.from_input(answer))

    monkeypatch.setattr(aws.ec2, "get_instances_output", found)

    async def program() -> None:
        known = {key: pulumi.Output.from_input(key) for key in ("id", "urn")}
        resource: Any = SimpleNamespace(name=pulumi.Output.from_input(name()), **known)
        warn_of_outdated(resource, resource, resource, manual=False)
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.gather(*others, return_exceptions=True)

    asyncio.run(program())


def test_an_instance_that_starts_between_the_look_ups_is_not_outdated(
    monkeypatch: pytest.MonkeyPatch, warnings: list[str]
) -> None:
    running = ["i-1"]

    async def find(filters: list[str]) -> list[str]:
        found = list(running)
        if len(filters) == 1:
            await asyncio.sleep(0.01)
            running.append("i-2")
        return found

    look_up(monkeypatch, find)
    assert running == ["i-1", "i-2"]
    assert warnings == []


def test_an_outdated_instance_is_reported(monkeypatch: pytest.MonkeyPatch, warnings: list[str]) -> None:
    async def find(filters: list[str]) -> list[str]:
        return ["i-1", "i-2"] if len(filters) == 1 else ["i-2"]

    look_up(monkeypatch, find)
    (warning,) = warnings
    assert warning.startswith("1 of 2 instances of group were started from an earlier launch template")


def test_a_failed_look_up_gives_a_warning(monkeypatch: pytest.MonkeyPatch, warnings: list[str]) -> None:
    async def find(_: list[str]) -> list[str]:
        raise RuntimeError("not authorized to perform: ec2:DescribeInstances")

    look_up(monkeypatch, find)
    (warning,) = warnings
    assert warning.startswith("the look-up of instances with an earlier launch template failed: not authorized")


@pytest.mark.parametrize("name", [planned, failed])
def test_instances_of_a_new_group_are_not_looked_up(
    monkeypatch: pytest.MonkeyPatch, warnings: list[str], name: Callable[[], Awaitable[str | None]]
) -> None:
    asked = []

    async def find(filters: list[str]) -> list[str]:
        asked.append(filters)
        return ["i-1"]

    look_up(monkeypatch, find, name)
    assert (asked, warnings) == ([], [])
