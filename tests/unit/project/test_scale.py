"""The simulation of many services, and the sums of docs/scale.md."""

from __future__ import annotations

import re

import pytest

from docs.generator.scale_table import REFERENCE, SERVICES_A_BALANCER, SHARED, cost, place, share
from localaws.launcher.home import ROOT

DOCUMENT = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
LARGEST_SHARE = 0.25
TIMES = "\N{MULTIPLICATION SIGN}"
SUMS = re.findall(rf"^\| ([^|]+) \| ([\d. (){TIMES}/-]+) \| (\d+) \|$", DOCUMENT, re.MULTILINE)


@pytest.mark.parametrize(
    ("services", "trunking", "instances"),
    [
        (1, False, 1),
        # A c5.xlarge without trunking has interfaces for 3 tasks: 20 tasks need 7 instances.
        (10, False, 7),
        # With trunking, it has memory for 14 tasks: 40 tasks need 3 instances.
        (20, True, 3),
    ],
)
def test_the_number_of_instances_follows_from_the_tasks_that_fit_on_one(
    services: int, instances: int, *, trunking: bool
) -> None:
    assert place(services, trunking=trunking) == instances


def test_services_share_a_load_balancer_up_to_its_limit_of_target_groups() -> None:
    assert [SHARED.balancers(count) for count in (1, SERVICES_A_BALANCER, SERVICES_A_BALANCER + 1)] == [1, 1, 2]
    assert REFERENCE.balancers(20) == 20


def test_the_cost_includes_instances_volumes_and_load_balancers() -> None:
    assert f"{cost(REFERENCE, 20, 14):.2f}" == "2121.90"


def test_twenty_services_cost_at_most_a_quarter_of_the_reference() -> None:
    assert share(SHARED, 20) <= LARGEST_SHARE


def test_the_sums_are_found() -> None:
    assert len(SUMS) >= 20


@pytest.mark.parametrize(("what", "arithmetic", "result"), SUMS, ids=lambda text: text[:40])
def test_a_sum_is_right(what: str, arithmetic: str, result: str) -> None:
    # The number of instances is whole.
    assert int(eval(arithmetic.replace(TIMES, "*"))) == int(result), what
