"""Commands of the CLI through `localaws/pulumi`, as a user types them, on a deployed dev."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine import changes
from tests.engine.engine_stack import EngineStack
from tests.engine.local_aws import CHECKOUT

OWN_LOG_GROUP = "made-by-hand"


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    stack = stack_of("dev")
    stack.up()
    return stack


def test_preview_json_lists_every_step(stack: EngineStack, tmp_path: Path) -> None:
    changed = EngineStack(stack.local_aws, "dev", tmp_path)
    changed.change(functools.partial(changes.set_service, name="worker", desiredCount=3))
    finished = stack.local_aws.pulumi(
        *changed.arguments("preview", "--json"), PULUMI_ENABLE_STREAMING_JSON_PREVIEW="false"
    )
    plan = json.loads(finished.succeeded().stdout)
    steps = {step["urn"].rpartition("::")[2]: step for step in plan["steps"] if step["op"] != "same"}
    assert {name: step["op"] for name, step in steps.items()} == {"worker": "update"}
    assert steps["worker"]["diffReasons"] == ["desiredCount"]
    assert plan["changeSummary"]["update"] == 1


def test_config_set_changes_the_local_copy_and_diff_shows_the_change(stack: EngineStack) -> None:
    committed = (CHECKOUT / "Pulumi.dev.yaml").read_bytes()
    run = stack.local_aws.pulumi
    run("config", "set", "--path", "ecs-on-ec2:services.worker.desiredCount", "3", "--stack", "dev").succeeded()
    try:
        shown = run("preview", "--diff", "--stack", "dev").succeeded().stdout
        assert "desiredCount: 2 => 3" in " ".join(shown.split())
        assert "1 to update" in shown
    finally:
        run("config", "rm", "--path", "ecs-on-ec2:services.worker.desiredCount", "--stack", "dev").succeeded()
    run("preview", "--stack", "dev", "--expect-no-changes").succeeded()
    assert (CHECKOUT / "Pulumi.dev.yaml").read_bytes() == committed


def test_the_exported_state_matches_aws(stack: EngineStack) -> None:
    vpcs = [resource["id"] for resource in stack.export() if resource["type"] == "aws:ec2/vpc:Vpc"]
    described = stack.local_aws.client("ec2").describe_vpcs(VpcIds=vpcs)["Vpcs"]
    assert [vpc["CidrBlock"] for vpc in described] == ["10.0.0.0/16"]


def test_import_adds_a_resource_created_by_hand(stack: EngineStack) -> None:
    logs = stack.local_aws.client("logs")
    logs.create_log_group(logGroupName=OWN_LOG_GROUP)
    logs.put_retention_policy(logGroupName=OWN_LOG_GROUP, retentionInDays=7)
    imported = stack.local_aws.pulumi(
        *("import", "aws:cloudwatch/logGroup:LogGroup", "by-hand", OWN_LOG_GROUP),
        *("--stack", "dev", "--yes", "--protect=false", "--skip-preview"),
    )
    assert "1 imported" in imported.succeeded().stdout
    taken = next(item for item in stack.export() if item.get("id") == OWN_LOG_GROUP)
    assert taken["inputs"]["retentionInDays"] == 7

    assert stack.up().changed == {"aws:cloudwatch/logGroup:LogGroup by-hand": {"delete"}}
    names = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    assert OWN_LOG_GROUP not in names
