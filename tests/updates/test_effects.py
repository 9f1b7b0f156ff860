"""Replacements in a plan and in the configuration reference."""

from __future__ import annotations

import pytest

from tests.updates.case import shipped_config
from tests.updates.effects import in_words, marked, replaced
from tests.updates.plan import CREATE, DELETE, REPLACE, UPDATE, Plan, Step, plan_change

BALANCER, GROUP = "aws:lb/loadBalancer:LoadBalancer", "aws:autoscaling/group:Group"


@pytest.mark.parametrize(
    ("description", "kinds"),
    [
        (
            "The block. Another one replaces the VPC, its subnets and every load balancer.",
            {"VPC", "subnet", "load balancer"},
        ),
        ("The name. Another one replaces the capacity provider.", {"capacity provider"}),
        ("Whether Pulumi refuses to delete or replace the VPC and its subnets.", set()),
        ("The VPC. Another one replaces nothing. The cluster stays.", set()),
    ],
)
def test_the_replaced_kinds_are_found_in_a_description(description: str, kinds: set[str]) -> None:
    assert marked(description) == kinds


@pytest.mark.parametrize(
    ("plan", "kinds"),
    [
        ((Step(REPLACE, BALANCER, "web"),), {"load balancer"}),
        ((Step(CREATE, BALANCER, "web-public"), Step(DELETE, BALANCER, "web-private")), {"load balancer"}),
        ((Step(CREATE, BALANCER, "web"),), set()),
        ((Step(DELETE, BALANCER, "web"),), set()),
        ((Step(UPDATE, BALANCER, "web"),), set()),
        ((Step(REPLACE, GROUP, "instances"),), set()),
    ],
)
def test_the_replaced_kinds_are_found_in_a_plan(plan: Plan, kinds: set[str]) -> None:
    assert replaced(plan) == kinds


def test_a_plan_is_described_in_words() -> None:
    plan = (
        Step(DELETE, BALANCER, "a"),
        Step(DELETE, BALANCER, "b"),
        Step(REPLACE, GROUP, "c", deletes_first=True),
        Step(UPDATE, GROUP, "d"),
    )
    words = "deletes and creates again Auto Scaling Group; updates Auto Scaling Group; deletes 2 ELBv2 Load Balancers"
    assert in_words(plan) == words
    assert in_words(()) == "nothing"


def steps(*changes: tuple[str, object]) -> dict[str, str]:
    before = shipped_config("dev")
    after = {**before, **dict(changes)}
    return {f"{step.type.rpartition(':')[2]} {step.name}": step.operation for step in plan_change(before, after)}


def test_a_new_id_changes_a_resource_that_uses_it() -> None:
    found = steps(("vpc", {"cidrBlock": "10.20.0.0/16"}))
    assert found["Vpc network"] == found["Subnet network-private-1"] == found["LoadBalancer worker-private"] == REPLACE
    assert found["Service worker"] == found["Group cluster-instances"] == UPDATE
    assert "Eip network-nat-1" not in found
    assert "Cluster cluster" not in found


def test_a_changed_output_changes_a_resource_that_uses_it() -> None:
    assert steps(("cluster", {"rootVolume": {"size": 80}})) == {
        "LaunchTemplate cluster-instance": REPLACE,
        "Group cluster-instances": UPDATE,
    }


def test_an_ignored_input_is_not_a_change() -> None:
    assert steps(("cluster", {"desiredCapacity": 4})) == {}
