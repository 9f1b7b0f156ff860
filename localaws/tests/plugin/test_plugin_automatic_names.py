"""Automatic names in the overlay: lowercase for a bucket, .fifo for a FIFO topic or queue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pulumi.runtime.proto import provider_pb2

from localaws.plugin.payload import to_struct
from localaws.tests.plugin.engine import urn

if TYPE_CHECKING:
    from localaws.tests.plugin.engine import Engine

BUCKET = "aws:s3/bucket:Bucket"
QUEUE = "aws:sqs/queue:Queue"
TOPIC = "aws:sns/topic:Topic"
Options = provider_pb2.CheckRequest.AutonamingOptions


def named(engine: Engine, token: str, inputs: dict[str, Any], proposed: str, mode: str) -> Any:
    given = Options(proposed_name=proposed, mode=Options.Mode.Value(mode))
    return engine.stub.Check(provider_pb2.CheckRequest(urn=urn(token), news=to_struct(inputs), autonaming=given))


def test_the_name_of_a_bucket_is_lowercase(offline_engine: Engine) -> None:
    checked, failures = offline_engine.check(BUCKET, {}, name="WebLogs")
    assert failures == {}
    assert re.fullmatch(r"weblogs-[0-9a-f]{7}", checked["bucket"])


@pytest.mark.parametrize(("token", "flag"), [(QUEUE, "fifoQueue"), (TOPIC, "fifoTopic")])
def test_the_name_of_a_fifo_resource_ends_with_fifo(offline_engine: Engine, token: str, flag: str) -> None:
    checked, failures = offline_engine.check(token, {flag: True}, name="jobs")
    assert failures == {}
    assert re.fullmatch(r"jobs-[0-9a-f]{7}\.fifo", checked["name"])
    assert "name" in checked["__defaults"]
    checked, _ = offline_engine.check(token, {flag: False}, name="jobs")
    assert re.fullmatch(r"jobs-[0-9a-f]{7}", checked["name"])


def test_a_proposed_name_is_adapted(offline_engine: Engine) -> None:
    assert named(offline_engine, BUCKET, {}, "Dev-Logs", "PROPOSE").inputs["bucket"] == "dev-logs"
    assert named(offline_engine, QUEUE, {"fifoQueue": True}, "dev", "PROPOSE").inputs["name"] == "dev.fifo"


def test_an_enforced_name_is_unchanged(offline_engine: Engine) -> None:
    answer = named(offline_engine, BUCKET, {}, "Dev-Logs", "ENFORCE")
    assert answer.inputs["bucket"] == "Dev-Logs"
    role = {"assumeRolePolicy": "{}"}
    long = named(offline_engine, "aws:iam/role:Role", role, "n" * 65, "ENFORCE")
    assert long.inputs["name"] == "n" * 65
    assert all("plus" not in failure.reason and "maximum length" not in failure.reason for failure in long.failures)
