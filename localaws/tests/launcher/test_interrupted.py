"""Pending creations of a killed command are resolved from the records of its plugin only."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localaws.launcher import interrupted
from localaws.launcher.console import LocalAwsError
from localaws.launcher.interrupted import Interrupted
from localaws.plugin import creations

URN = "urn:pulumi:dev::tiny::aws:ec2/vpc:Vpc::network"


@pytest.fixture
def killed(tmp_path: Path) -> Interrupted:
    records = tmp_path / "created"
    records.mkdir()
    return Interrupted(tmp_path / "dev.json", records)


@pytest.fixture
def ended() -> int:
    """Return the id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    """Release the records that this process holds as a plugin."""
    yield
    for file in creations._open.values():
        file.close()
    creations._open.clear()


def write_state(killed: Interrupted, *pending: str) -> None:
    operations = [{"type": kind, "resource": {"urn": URN, "type": "aws:ec2/vpc:Vpc"}} for kind in pending]
    killed.state.write_text(json.dumps({"checkpoint": {"latest": {"pending_operations": operations}}}))


def run_cli(calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stand in for the CLI; return a dict that receives the imported deployment."""
    given: dict[str, Any] = {}
    operation = {"type": "creating", "resource": {"urn": URN, "type": "aws:ec2/vpc:Vpc"}}

    def run(*arguments: Any, given_state: dict[str, Any] = given, **named: Any) -> str:
        calls.append(arguments[3:5])
        if arguments[3:5] == ("stack", "import"):
            given_state.update(json.loads(named["given"])["deployment"])
        return json.dumps({"deployment": {"resources": [], "pending_operations": [operation]}})

    monkeypatch.setattr(interrupted, "_run", run)
    return given


def test_a_record_is_kept_after_a_concurrent_command(killed: Interrupted, monkeypatch: pytest.MonkeyPatch) -> None:
    write_state(killed)
    monkeypatch.setenv(creations.RECORD_VARIABLE, str(killed.record_of(os.getpid())))
    creations.begin()
    creations.record(URN, "vpc-1", {})
    killed.forget()
    creations.record(URN, "vpc-2", {})
    lines = killed.record_of(os.getpid()).read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["vpc-1", "vpc-2"]


def test_a_record_is_deleted_after_a_command_without_pending_creations(killed: Interrupted, ended: int) -> None:
    record = killed.record_of(ended)
    record.write_text("")
    write_state(killed, "creating")
    killed.forget()
    assert record.exists()
    write_state(killed, "updating")
    killed.forget()
    assert not record.exists()


def test_the_record_of_a_running_plugin_is_kept(killed: Interrupted, ended: int) -> None:
    write_state(killed)
    record = killed.record_of(ended)
    with record.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        killed.forget()
        assert record.exists()
    killed.forget()
    assert not record.exists()


def test_without_pending_creations_the_cli_is_not_called(killed: Interrupted, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []
    run_cli(calls, monkeypatch)
    killed.settle(Path("pulumi"), {}, Path(), "dev")
    write_state(killed, "updating", "deleting")
    killed.settle(Path("pulumi"), {}, Path(), "dev")
    assert calls == []


def test_a_creation_without_a_record_is_dropped(
    killed: Interrupted, ended: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_state(killed, "creating")
    killed.record_of(ended).write_text("")
    written = run_cli([], monkeypatch)
    killed.settle(Path("pulumi"), {}, Path(), "dev")
    assert written == {"resources": [], "pending_operations": []}


def test_an_incomplete_line_is_reported_and_the_others_are_used(
    killed: Interrupted, ended: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_state(killed, "creating")
    entry = json.dumps({"urn": URN, "id": "vpc-1", "outputs": {}})
    killed.record_of(ended).write_text(f'{entry}\n{{"urn": "urn:pul')
    written = run_cli([], monkeypatch)
    killed.settle(Path("pulumi"), {}, Path(), "dev")
    assert fates(written) == {"vpc-1": False}
    assert "is incomplete, because its plugin was killed" in capsys.readouterr().err


def test_the_resource_of_the_newest_record_is_adopted(
    killed: Interrupted, ended: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_state(killed, "creating")
    for process, identifier, time in ((ended, "vpc-new", 2000), (ended + 1, "vpc-old", 1000)):
        record = killed.record_of(process)
        record.write_text(json.dumps({"urn": URN, "id": identifier, "outputs": {}}) + "\n")
        os.utime(record, (time, time))
    written = run_cli([], monkeypatch)
    killed.settle(Path("pulumi"), {}, Path(), "dev")
    assert fates(written) == {"vpc-old": True, "vpc-new": False}


def live(identifier: str) -> dict[str, Any]:
    return {"urn": URN, "type": "aws:ec2/vpc:Vpc", "id": identifier}


def pending() -> list[dict[str, Any]]:
    return [{"type": "creating", "resource": {"urn": URN, "type": "aws:ec2/vpc:Vpc"}}]


def recorded(*identifiers: str) -> list[dict[str, Any]]:
    return [{"urn": URN, "id": identifier, "outputs": {}} for identifier in identifiers]


def fates(deployment: dict[str, Any]) -> dict[str, bool]:
    """Return whether each resource is marked for deletion."""
    return {resource["id"]: resource.get("delete", False) for resource in deployment["resources"]}


def test_a_replacement_is_adopted_and_the_replaced_resource_deleted() -> None:
    deployment = {"resources": [live("vpc-old")], "pending_operations": pending()}
    assert interrupted.adopt(deployment, recorded("vpc-old", "vpc-new")) == [
        "adopted aws:ec2/vpc:Vpc network, which the killed command had created"
    ]
    assert fates(deployment) == {"vpc-old": True, "vpc-new": False}


def test_a_resource_of_a_later_up_is_kept_and_the_first_one_deleted() -> None:
    deployment = {"resources": [live("vpc-second")], "pending_operations": pending()}
    assert interrupted.adopt(deployment, recorded("vpc-first", "vpc-second")) == [
        "adopted aws:ec2/vpc:Vpc network vpc-first to be deleted: there is a newer one"
    ]
    assert fates(deployment) == {"vpc-first": True, "vpc-second": False}


def test_several_killed_creations_leave_one_resource() -> None:
    deployment: dict[str, Any] = {"pending_operations": [*pending(), *pending()]}
    interrupted.adopt(deployment, recorded("vpc-first", "vpc-second"))
    assert fates(deployment) == {"vpc-first": True, "vpc-second": False}
    assert deployment["pending_operations"] == []


def test_the_command_waits_for_a_running_plugin(
    killed: Interrupted, ended: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_state(killed, "creating")
    written = run_cli([], monkeypatch)
    monkeypatch.setenv(creations.RECORD_VARIABLE, str(killed.record_of(ended)))
    creations.begin()

    def finish() -> None:
        creations.record(URN, "vpc-1", {})
        creations._open[str(killed.record_of(ended))].close()

    finishing = threading.Timer(0.5, finish)
    finishing.start()
    killed.settle(Path("pulumi"), {}, Path(), "dev")
    finishing.join()
    assert [resource["id"] for resource in written["resources"]] == ["vpc-1"]
    assert "waiting for the AWS plugin of the killed command to finish its requests" in capsys.readouterr().err


def test_a_plugin_that_never_ends_is_reported(killed: Interrupted, ended: int, monkeypatch: pytest.MonkeyPatch) -> None:
    write_state(killed, "creating")
    monkeypatch.setattr(interrupted, "SECONDS_FOR_PLUGIN_TO_END", 0.2)
    monkeypatch.setenv(creations.RECORD_VARIABLE, str(killed.record_of(ended)))
    creations.begin()
    with pytest.raises(LocalAwsError, match="the AWS plugin of the killed command is still running"):
        killed.settle(Path("pulumi"), {}, Path(), "dev")
