"""An instance that starts during the look-ups is not reported as outdated."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.cluster.outdated_instances import warn_of_outdated


def test_current_instances_are_looked_up_after_all_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[dict[str, Any]], asyncio.Future[list[str]]]] = []

    def find(*, filters: list[dict[str, Any]], **_: object) -> SimpleNamespace:
        answer: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        asked.append((filters, answer))
        return SimpleNamespace(ids=pulumi.Output.from_input(answer))

    monkeypatch.setattr(aws.ec2, "get_instances_output", find)

    async def look_up() -> None:
        group: Any = SimpleNamespace(name=pulumi.Output.from_input("instances"))
        template: Any = SimpleNamespace(id=pulumi.Output.from_input("lt-1"), urn=pulumi.Output.from_input("urn"))
        resource: Any = None
        warn_of_outdated(group, template, resource, manual=False)
        (_, every), (filters, present) = asked
        template_id = asyncio.ensure_future(filters[1]["values"][0].future())
        done, _ = await asyncio.wait([template_id], timeout=0.05)
        assert done == set()
        every.set_result(["i-1"])
        assert await template_id == "lt-1"
        present.set_result(["i-1", "i-2"])
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others)

    asyncio.run(look_up())
