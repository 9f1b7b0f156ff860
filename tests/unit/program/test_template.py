"""A project that `pulumi new` creates from this one has another name; its stack files stay valid."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import build as building
from tests.harness.build import CHECKOUT, end_with_error, stack_config
from tests.harness.recording import Recording

WORKER = {"worker": {"topology": "private-worker"}}


@pytest.fixture(autouse=True)
def _shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "PROJECT", "shop")


def build(config: dict[str, Any], *secrets: str) -> Recording:
    return building._run(building._run_entry_program, {"aws:region": "us-east-1", **config}, secrets, preview=False)


def test_the_committed_stack_files_are_valid() -> None:
    recording = build(stack_config("prod"))
    assert recording.one("ec2.Vpc").at("tags.project") == "shop"
    assert recording.names("ecs.Service") == ["web", "worker"]


def test_keys_with_the_name_of_the_new_project_are_valid() -> None:
    recording = build({"ecs-on-ec2:services": WORKER, "shop:vpc": {"natGateways": "single"}, "shop:tags": {"a": "b"}})
    assert len(recording.all("ec2.NatGateway")) == 1
    assert recording.one("ec2.Vpc").at("tags.a") == "b"
    assert build({"shop:services": WORKER}).names("ecs.Service") == ["worker"]


def test_a_mistake_is_reported_with_the_key_of_the_file() -> None:
    message = end_with_error(
        {"ecs-on-ec2:services": WORKER, "shop:vpc": {"natGateways": 1}, "ecs-on-ec2:cluster": {"maxSize": -1}}
    )
    keys = [line.partition(" ")[0] for line in message.splitlines()[1:]]
    assert keys == ["shop:vpc.natGateways:", "ecs-on-ec2:cluster.maxSize:"]


@pytest.mark.parametrize(
    ("config", "key"), [({"ecs-on-ec2:vpc": {}}, "ecs-on-ec2:services"), ({"shop:vpc": {}}, "shop:services")]
)
def test_a_missing_key_is_reported_with_the_prefix_of_the_other_keys(config: dict[str, Any], key: str) -> None:
    assert end_with_error(config).splitlines()[1].startswith(f"{key}: ")


def test_a_duplicate_setting_is_refused() -> None:
    message = end_with_error({"ecs-on-ec2:services": WORKER, "shop:services": WORKER})
    assert message == "Pulumi.test.yaml: ecs-on-ec2:services and shop:services are the same setting: keep one of them"


def test_keys_of_a_third_project_are_refused() -> None:
    message = end_with_error({"ecs-on-ec2:services": WORKER, "market:vpc": {}})
    assert message == (
        "Pulumi.test.yaml: market:vpc is ignored, because Pulumi.yaml names this project shop: write ecs-on-ec2:vpc"
    )


@pytest.mark.parametrize("key", ["ecs-on-ec2:services", "shop:services"])
def test_a_secret_stays_secret_with_both_prefixes(key: str) -> None:
    worker = {"worker": {"topology": "private-worker", "environment": {"KEY": "a-secret-text"}}}
    recording = build({key: worker}, key)
    assert "containerDefinitions" in recording.one("ecs.TaskDefinition").secret_inputs


def test_the_project_file_is_a_template() -> None:
    text = (CHECKOUT / "Pulumi.yaml").read_text(encoding="utf-8")
    assert text.startswith("name: ecs-on-ec2\n")
    assert "\ntemplate:\n" in text
