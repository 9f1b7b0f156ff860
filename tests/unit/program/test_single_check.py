"""The program checks the arguments of each component once; a component of another program checks its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

import components.cluster.checks
import components.job.job
import components.network.large_vpc
import components.observability.alarms
import components.service.checks
import components.service.traffic.shared_load_balancer
import settings_checks
from components import LargeVpc, LargeVpcArgs, RefusedError, Region
from tests.harness.build import build, build_component

CALLERS: dict[str, tuple[Any, ...]] = {
    "check_vpc": (settings_checks, components.network.large_vpc),
    "_check_ami": (components.cluster.checks,),
    "check_task": (settings_checks, components.service.checks, components.job.job),
    "check_balancer": (settings_checks, components.service.checks, components.service.traffic.shared_load_balancer),
    "check_alarms": (settings_checks, components.observability.alarms),
}
"""A check of each component, and the modules that call it."""

CONFIG: dict[str, Any] = {
    "vpc": {"natGateways": "single"},
    "alarms": {"topicArn": "arn:aws:sns:us-east-1:123456789012:alarms"},
    "loadBalancers": {"edge": {"scheme": "public"}},
    "services": {
        "web": {"topology": "public-api", "loadBalancer": {"shared": "edge", "priority": 1, "paths": ["/*"]}},
        "worker": {"topology": "private-worker"},
    },
    "jobs": {"report": {"image": "example/report:1", "schedule": "rate(1 day)"}},
}


def counted(name: str, check: Callable[..., Any], calls: Counter[str]) -> Callable[..., Any]:
    def count(*args: Any, **options: Any) -> Any:
        calls[name] += 1
        return check(*args, **options)

    return count


def test_each_check_runs_once_for_a_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: Counter[str] = Counter()
    for name, modules in CALLERS.items():
        for module in modules:
            monkeypatch.setattr(module, name, counted(name, getattr(module, name), calls))
    build(CONFIG)
    assert calls == {"check_vpc": 1, "_check_ami": 1, "check_task": 3, "check_balancer": 3, "check_alarms": 1}


def test_only_the_same_arguments_are_not_checked_again() -> None:
    def program() -> None:
        region = Region()
        zones = {"availability_zones": ["us-east-1y", "us-east-1z"]}
        region.accept(LargeVpcArgs.of(zones))
        LargeVpc("network", LargeVpcArgs.of(zones), region=region)

    with pytest.raises(RefusedError, match="us-east-1z"):
        build_component(program)
