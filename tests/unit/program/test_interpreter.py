"""The program imports only the used modules of ``pulumi_aws``, with the same classes as a full import."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any
from unittest import mock

import grpc
import pulumi
import pytest
from pulumi.runtime.settings import grpc_error_to_exception

from components.foundation.error_lines import MONITOR_ENDED, show_each_error_once
from components.foundation.refusal import ENDED_AFTER_ERROR
from tests.harness.build import CHECKOUT
from tests.harness.program_names import named_by_the_program

LARGEST_SHARE = 0.75
"""The share of modules compared with a full import of the services."""

# A separate process, because imported modules stay imported.
SCRIPT = """
import json, sys, types
import pulumi_aws as aws
from components.foundation import narrow_imports
from components.observability import dashboard

narrow_imports.import_only_what_is_used()
used = [tuple(name) for name in json.loads(sys.argv[1])]
values = {name: getattr(getattr(aws, name[0]), name[1]) for name in used}
services = {service: sys.modules[f"pulumi_aws.{service}"] for service, _ in used}
whole = [service for service, module in services.items() if type(module) is types.ModuleType]
modules = len(sys.modules)

others = {
    "another name of a function": aws.ec2.get_ami_output.__module__,
    "a function with the name of its module": type(aws.ec2.get_ami).__name__,
    "an enumeration": aws.ec2.InstanceType.__module__,
    "an output type": aws.ec2.outputs.LaunchTemplatePlacement.__module__,
    "a class in a module with another name": aws.ssm.AwaitableGetParameterResult.__module__,
    "no such name": getattr(aws.iam, "NoSuchName", "none"),
    "of another service": aws.sqs.Queue.__module__,
    "listed": "LoadBalancer" in dir(aws.lb) and "get_hosted_zone_id" in dir(aws.lb),
}
exec("from pulumi_aws.acm import *", starred := {})
others["by a star"] = starred["Certificate"] is values["acm", "Certificate"] and "get_certificate" in starred

for module in services.values():
    narrow_imports.import_all(module)
same = [getattr(services[service], name) is values[service, name] for service, name in used]
print(json.dumps({"whole": whole, "others": others, "same": same, "share": modules / len(sys.modules)}))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    # A member of an enumeration has one more part.
    used = {tuple(name.split(".")[1:3]) for name in named_by_the_program(r"aws\.\w+\.\w+(\.\w+)?")}
    assert {("ec2", "LaunchTemplate"), ("ec2", "get_ami"), ("lb", "ListenerDefaultActionArgsDict")} <= used
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, json.dumps(sorted(used))]
    finished = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    return dict(json.loads(finished.stdout))


def test_no_service_is_imported_completely(found: dict[str, Any]) -> None:
    assert found["whole"] == []
    assert found["share"] < LARGEST_SHARE


def test_the_imported_classes_equal_those_of_the_whole_package(found: dict[str, Any]) -> None:
    assert len(found["same"]) > 80
    assert all(found["same"])


def test_names_that_the_program_does_not_use_are_importable(found: dict[str, Any]) -> None:
    assert found["others"] == {
        "another name of a function": "pulumi_aws.ec2.get_ami",
        "a function with the name of its module": "function",
        "an enumeration": "pulumi_aws.ec2._enums",
        "an output type": "pulumi_aws.ec2.outputs",
        "a class in a module with another name": "pulumi_aws.ssm.get_parameter",
        "no such name": "none",
        "of another service": "pulumi_aws.sqs.queue",
        "listed": True,
        "by a star": True,
    }


def test_an_interrupted_program_ends_without_a_traceback() -> None:
    # The engine interrupts a program that still runs when a step has failed.
    script = (
        "import os, signal, interpreter; interpreter.prepare(); os.kill(os.getpid(), signal.SIGINT); print('goes on')"
    )
    command = [sys.executable, "-W", "ignore", "-c", script]
    finished = subprocess.run(command, cwd=CHECKOUT, check=False, capture_output=True, text=True)
    assert (finished.returncode, finished.stdout, finished.stderr) == (ENDED_AFTER_ERROR, "", "")


@pytest.mark.parametrize(
    ("message", "code", "shown", "ended_with"),
    [
        ("the rollout failed", 1, ["the rollout failed"], ENDED_AFTER_ERROR),
        (MONITOR_ENDED, 1, [], ENDED_AFTER_ERROR),
        ("", 0, [""], 0),
        ("", 32, [""], 32),
        ("", None, [""], None),
    ],
)
def test_only_the_message_of_an_error_is_shown(
    message: str, code: int | None, shown: list[str], ended_with: object
) -> None:
    sdk = pulumi.log
    sent = mock.Mock()
    with mock.patch.dict(vars(sdk), error=sent), mock.patch.object(sys, "exit", sys.exit):
        show_each_error_once()
        sdk.error(message)
        with pytest.raises(SystemExit) as caught:
            sys.exit(code)
    assert [call.args[0] for call in sent.call_args_list] == shown
    assert caught.value.code == ended_with


def test_an_exit_without_an_error_keeps_its_code() -> None:
    """Only Pulumi's own message reports that the program failed."""
    with mock.patch.dict(vars(pulumi.log)), mock.patch.object(sys, "exit", sys.exit):
        show_each_error_once()
        with pytest.raises(SystemExit) as caught:
            sys.exit(1)
    assert caught.value.code == 1


def test_the_message_of_the_sdk_for_an_ended_engine_is_unchanged() -> None:
    class Unavailable(grpc.RpcError):
        def code(self) -> grpc.StatusCode:
            return grpc.StatusCode.UNAVAILABLE

    error = grpc_error_to_exception(Unavailable())
    assert isinstance(error, pulumi.RunError)
    assert str(error) == MONITOR_ENDED


def test_the_program_shows_each_error_once() -> None:
    """The language host shows a RunError and then ends with 1, which Pulumi reports as an unhandled error."""
    script = "import sys, interpreter, pulumi; interpreter.prepare(); pulumi.log.error('failed'); sys.exit(1)"
    command = [sys.executable, "-W", "ignore", "-c", script]
    assert subprocess.run(command, cwd=CHECKOUT, check=False).returncode == ENDED_AFTER_ERROR
