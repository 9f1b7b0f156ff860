"""Unit tests of the program: no engine, no AWS account, a second or two."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from ecs_on_ec2.testing import ComponentMocks


class Recorded(ComponentMocks):
    """Mocks that record the registered resources."""

    def __init__(self) -> None:
        super().__init__()
        self.resources: list[tuple[str, dict[str, Any]]] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Record a resource's type and inputs."""
        self.resources.append((args.typ, dict(args.inputs)))
        return super().new_resource(args)


def resources_of(environment: str) -> list[tuple[str, dict[str, Any]]]:
    """Run the program, and return the registered resources."""
    mocks = Recorded()
    pulumi.runtime.set_mocks(mocks, project="tested", stack=environment)

    @pulumi.runtime.test
    def run() -> None:
        from program import deploy  # noqa: PLC0415 the components are imported under mocks

        deploy(environment)

    run()
    return mocks.resources


@pytest.mark.parametrize(("environment", "gateways", "tasks"), [("dev", 1, 2), ("prod", 2, 6)])
def test_production_has_a_nat_gateway_in_each_zone_and_more_tasks(environment: str, gateways: int, tasks: int) -> None:
    """The settings of each environment are visible without a deployment."""
    resources = resources_of(environment)
    assert sum(kind == "aws:ec2/natGateway:NatGateway" for kind, _ in resources) == gateways
    (service,) = [inputs for kind, inputs in resources if kind == "aws:ecs/service:Service"]
    assert service["desiredCount"] == tasks
