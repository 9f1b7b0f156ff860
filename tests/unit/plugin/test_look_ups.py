"""A component of the package uses its own provider for look-ups; the engine passes providers by package."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.plugin.constructors import CONSTRUCTORS, Inputs
from tests.harness.build import build_component

INPUTS: dict[str, Inputs] = {
    "AwsvpcService": {"topology": "private-worker", "loadBalancer": "none"},
    "Job": {"image": "busybox", "schedule": "cron(0 3 * * ? *)"},
}
PLACE: Inputs = {
    "network": {"vpcId": "vpc-1", "publicSubnetIds": ["subnet-1"], "privateSubnetIds": ["subnet-2"]},
    "capacity": {
        "clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/theirs",
        "capacityProviderName": "theirs",
        "instanceTypes": ["c5.xlarge"],
    },
}


@pytest.mark.parametrize("kind", INPUTS)
def test_every_look_up_uses_the_provider_of_the_component(kind: str) -> None:
    async def program() -> Any:
        elsewhere = aws.Provider("elsewhere", region="eu-west-1")
        opts = pulumi.ResourceOptions(providers={"aws": elsewhere})
        return await CONSTRUCTORS[kind].create("one", {**PLACE, **INPUTS[kind]}, opts)

    recording = build_component(lambda: pulumi.Output.from_input(asyncio.ensure_future(program())))
    provider = recording.one("pulumi.providers.aws")
    assert recording.calls
    assert [call for call in recording.calls if provider.urn not in call.provider] == []
