"""The picture of a stack shows its deployed resources; without any, the command prints the reason."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.diagram.exported_state import exported, planned
from tests.diagram.pictures import picture_of
from tests.diagram.stacks import BUSY, CLOSED, JOBS, TEAM, deployment_of, entries, picture_with
from tests.harness.build import STACKS, build_stack
from tools.diagram.__main__ import main
from tools.diagram.deployment import Deployment, read_deployment
from tools.diagram.description import describe
from tools.diagram.picture import draw
from tools.plan import read_change
from tools.state import SIGNATURE, UnreadableError, read_state


def flows(deployment: Deployment) -> dict[tuple[str, str], str]:
    return {(flow.source, flow.target): flow.label for flow in deployment.flows}


def test_the_picture_of_prod_has_its_connections() -> None:
    assert flows(read_deployment(read_state(exported(build_stack("prod"), "prod")))) == {
        ("the internet", "load balancer web-public"): "80, 443",
        ("load balancer web-public", "service web"): "8080",
        ("service web", "load balancer worker-private"): "80, 443",
        ("service web", "service worker"): "8080",
        ("load balancer worker-private", "service worker"): "8080",
        ("the VPC", "endpoints"): "443",
    }


@pytest.mark.parametrize("stack", STACKS)
def test_a_plan_is_drawn_like_the_deployed_stack(stack: str) -> None:
    plan = planned(build_stack(stack, preview=True), stack)
    assert draw(read_deployment(read_change(plan).after)) == picture_of(stack)


def test_a_block_of_another_vpc_is_shown_with_its_address() -> None:
    assert flows(deployment_of(TEAM))["10.0.0.0/16", "load balancer worker-private"] == "80"


def rule(**outputs: object) -> dict[str, Any]:
    token = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    found = next(entry for entry in entries() if entry["type"] == token and "cidrIpv4" in entry["outputs"])
    kept = {key: value for key, value in found["outputs"].items() if key != "cidrIpv4"}
    return {**found, "urn": f"{found['urn']}-more", "outputs": {**kept, **outputs}}


@pytest.mark.parametrize(
    ("outputs", "source", "ports"),
    [
        ({"cidrIpv4": "0.0.0.0/0"}, "0.0.0.0/0", "80"),
        ({"cidrIpv6": "fd00::/8", "fromPort": 80, "toPort": 90}, "fd00::/8", "80-90"),
        ({"referencedSecurityGroupId": "sg-of-another-stack"}, "other groups", "80"),
        ({"cidrIpv4": "192.168.0.0/16", "ipProtocol": "-1"}, "192.168.0.0/16", "all ports"),
        ({"cidrIpv4": "192.168.0.0/16", "ipProtocol": "udp", "toPort": 80}, "192.168.0.0/16", "udp 80"),
    ],
)
def test_a_rule_from_outside_the_program_is_drawn(outputs: dict[str, Any], source: str, ports: str) -> None:
    state = json.dumps({"deployment": {"resources": [*entries(), rule(**outputs)]}})
    deployment = read_deployment(read_state(state))
    assert flows(deployment)[source, "load balancer worker-private"] == ports
    assert "2 sources" in draw(deployment)


def test_subnets_are_in_their_tiers_with_their_routes_to_the_internet() -> None:
    deployment = deployment_of(BUSY)
    assert [
        (subnet.zone[-1], subnet.tier, subnet.nat_gateways, subnet.nat_zone) for subnet in deployment.subnets[:6]
    ] == [
        ("a", "Public subnets", 1, None),
        ("a", "Private subnets", 0, "us-east-1a"),
        ("a", "Task subnets", 0, "us-east-1a"),
        ("b", "Public subnets", 0, None),
        ("b", "Private subnets", 0, "us-east-1a"),
        ("b", "Task subnets", 0, "us-east-1a"),
    ]
    assert len(deployment.subnets) == 12
    assert {subnet.nat_zone for subnet in deployment_of(CLOSED).subnets} == {None}


def test_services_are_above_those_that_they_call() -> None:
    deployment = deployment_of(BUSY)
    assert [service.name for service in deployment.services] == [
        *("gateway", "storefront", "mailer", "search", "orders", "payments"),
    ]
    assert {service.name: service.tasks for service in deployment.services} == {
        **dict.fromkeys(["gateway", "orders", "payments", "mailer"], "2 tasks"),
        "storefront": "1 task",
        "search": "2 to 12 tasks",
    }


def test_jobs_are_below_the_services_that_they_call() -> None:
    deployment = deployment_of(JOBS)
    assert [(service.name, service.tasks, service.size) for service in deployment.services if service.is_job] == [
        ("migrate", "no schedule", "512 CPU, 1024 MiB"),
        ("report", "cron(0 3 ? * MON-FRI *)", "256 CPU, 512 MiB"),
    ]
    assert flows(deployment)["job report", "load balancer orders-private"] == "80"
    assert flows(deployment)["job report", "service stock"] == "80"
    assert "The job report has the schedule cron(0 3 ? * MON-FRI *)." in describe(deployment)
    assert "The job migrate has no schedule." in describe(deployment)
    assert "job, no schedule" in draw(deployment)


def test_the_instances_of_the_tasks_are_shown() -> None:
    instances = deployment_of(BUSY).instances
    assert instances is not None
    assert (instances.types, instances.size) == (("c5.xlarge", "c5.2xlarge"), "0 to 100 instances")
    assert deployment_of(TEAM).instances is None


def test_a_stack_of_services_only_is_drawn_without_a_network() -> None:
    picture = draw(deployment_of(TEAM, "team"))
    assert "VPC of another stack" in picture
    assert "Internet gateway" not in picture
    assert "route to the internet" not in picture


def test_a_resource_pending_deletion_is_not_drawn() -> None:
    service = next(entry for entry in entries() if entry["type"] == "aws:ecs/service:Service")
    old = {**service, "delete": True, "outputs": {**service["outputs"], "name": "old"}}
    assert picture_with([*entries(), old]) == picture_with(entries())


def test_an_encrypted_value_is_omitted() -> None:
    resources = entries()
    outputs = next(entry for entry in resources if entry["type"] == "aws:ecs/service:Service")["outputs"]
    count = outputs["desiredCount"]
    outputs["desiredCount"] = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps(count)}
    assert picture_with(resources) == picture_with(entries())
    outputs["desiredCount"] = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:AAAA"}
    assert ">0 tasks, port 80<" in picture_with(resources)


NOT_A_STATE = "this is not a state: the output of `pulumi stack export` is needed"
NOTHING_DEPLOYED = "nothing is deployed in this stack: run `make up` or `pulumi up` first"
BUCKET = {"urn": "urn:pulumi:dev::p::aws:s3/bucket:Bucket::b", "custom": True, "type": "aws:s3/bucket:Bucket"}
STACK = {"urn": "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev", "custom": False, "type": "pulumi:pulumi:Stack"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the input is empty: pipe the output of `pulumi stack export` into this command"),
        ("error: no stack", NOT_A_STATE),
        ("[]", NOT_A_STATE),
        ('{"version": 3}', NOT_A_STATE),
        ('{"deployment": {"resources": [{}, 1]}}', NOT_A_STATE),
        ('{"deployment": {"manifest": {}}}', NOTHING_DEPLOYED),
        (json.dumps({"deployment": {"resources": [STACK]}}), NOTHING_DEPLOYED),
        (
            json.dumps({"deployment": {"resources": [STACK, BUCKET]}}),
            "this stack has no VPC, no cluster and no service: there is nothing to draw",
        ),
    ],
)
def test_unreadable_input_gives_one_message(
    text: str, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(UnreadableError):
        read_deployment(read_state(text))
    assert run(text, tmp_path / "picture.svg", monkeypatch) == 1
    assert capsys.readouterr().err == f"diagram: {message}\n"
    assert list(tmp_path.iterdir()) == []


def run(text: str, picture: Path | None, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    monkeypatch.setattr("sys.argv", ["diagram", *([str(picture)] if picture else [])])
    return main()


def test_the_command_writes_to_a_file_or_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    state, expected = exported(build_stack("dev"), "dev"), picture_of("dev")
    assert run(state, None, monkeypatch) == 0
    assert capsys.readouterr().out == expected
    picture = tmp_path / "dev.svg"
    assert run(state, picture, monkeypatch) == 0
    assert capsys.readouterr().out == f"wrote {picture}\n"
    assert picture.read_text(encoding="utf-8") == expected
    assert run(state, tmp_path / "no" / "folder.svg", monkeypatch) == 1
    assert "No such file or directory" in capsys.readouterr().err


def test_a_python_without_the_library_gets_a_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert run("", None, monkeypatch) == 1
    assert (
        capsys.readouterr().err == "diagram: this Python does not have svg.py: `make setup` creates a .venv with it\n"
    )
