"""The report shows the cost of an idle stack, as in docs/cost.md, and the cost that a change adds."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.diagram.exported_state import exported, planned
from tests.diagram.stacks import BUSY, CLOSED
from tests.harness.build import CHECKOUT, STACKS, build, build_services, build_stack
from tools.cost.__main__ import main
from tools.cost.bill import bill, types_of_unknown_cost
from tools.cost.instances import LARGE, instance_price
from tools.cost.prices import HOME, PRICES
from tools.cost.report import dollars, report, total
from tools.plan import read_change, read_plan
from tools.state import Resource, State, UnreadableError, read_state

DOCUMENT = (CHECKOUT / "docs" / "cost.md").read_text(encoding="utf-8")
WORKER = {"services": {"worker": {"topology": "private-worker"}}}


def documented(row: str) -> str:
    """Return the last cell of the first row of docs/cost.md that starts with ``row``."""
    line = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| {row}"))
    return line.strip("| ").rpartition("|")[2].strip()


def rows(text: str) -> dict[str, list[str]]:
    """Return the rows of a report's table by their first cell."""
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return {first: rest for first, *rest in table[2:]}


@pytest.mark.parametrize("stack", STACKS)
def test_the_cost_of_a_stack_matches_the_document(stack: str) -> None:
    text = report(read_plan(planned(build_stack(stack, preview=True), stack)))
    assert rows(text)["**In all**"][-2:] == ["**0.00**", f"**{documented(f'`{stack}` in all')}**"]
    assert text.splitlines()[0].startswith(f"### `{stack}` costs {documented(f'`{stack}` in all')} US dollars a month")
    lines = [line for line in bill(read_state(exported(build_stack(stack), stack))) if not line.at_least]
    assert dollars(total(lines, HOME)) == documented(f"`{stack}`:")


@pytest.mark.parametrize("stack", STACKS)
def test_every_resource_of_a_stack_has_a_price(stack: str) -> None:
    state = read_state(exported(build_stack(stack), stack))
    assert types_of_unknown_cost(state) == []
    assert all(line.price and line.price.has_price_in(HOME) for line in bill(state))


def test_the_document_contains_the_prices_of_the_table() -> None:
    for price in PRICES:
        assert f"| {price.what} | {price.home:f} | {price.unit} | {price.date} |" in DOCUMENT


def test_a_change_shows_added_and_saved_costs() -> None:
    before = build(WORKER)
    after = build({**WORKER, "vpc": {"natGateways": "single"}, "cluster": {"instanceType": "m6g.large", "minSize": 2}})
    text = report(read_plan(planned(after, "dev", before=before)))
    found = rows(text)
    assert found["NAT gateway"] == ["2", "1", "0.045 an hour", "65.70", "32.85"]
    assert found["c5.xlarge"][:2] == ["1+", "0"]
    assert found["m6g.large"] == ["0", "2+", "0.077 an hour, Linux, on demand", "0.00", "112.42"]
    assert text.splitlines()[0] == "### `dev` costs 173.35 US dollars a month when idle: -44.18"


def test_the_instances_of_jobs_are_not_counted() -> None:
    job = {"migrate": {"image": "public.ecr.aws/docker/library/python:3.14"}}
    with_job = report(read_plan(planned(build({**WORKER, "jobs": job}), "dev")))
    assert "traffic, instances while jobs run, logs" in with_job
    assert "instances while jobs run" not in report(read_plan(planned(build(WORKER), "dev")))


def test_an_unchanged_stack_costs_the_same_and_a_deleted_one_nothing() -> None:
    state = exported(build_stack("dev"), "dev")
    assert report(read_change(state)).splitlines()[0].endswith("217.53 US dollars a month when idle, as before")
    plan = json.loads(planned(build_stack("dev", preview=True), "dev"))
    gone = [{"op": "delete", "urn": step["urn"], "oldState": step["newState"]} for step in plan["steps"]]
    text = report(read_plan(json.dumps({"config": {}, "steps": gone})))
    assert rows(text)["**In all**"][-1] == "**0.00**"


def in_region(region: str | None) -> str:
    """Return the report of dev with six endpoints, in a region."""
    plan = json.loads(planned(build(CLOSED, preview=True), "dev"))
    plan["config"] = {"aws:region": region} if region else {}
    return report(read_plan(json.dumps(plan)))


def test_a_region_with_known_prices_uses_them() -> None:
    found = rows(in_region("eu-central-1"))
    assert found["Application Load Balancer"][2:] == ["0.027 an hour", "0.00", "19.71"]
    assert found["Interface endpoint"][1:] == ["12", "0.012 an hour in one zone", "0.00", "105.12"]
    assert found["c5.xlarge"][2] == "0.17 an hour, Linux, on demand *"
    assert "(*) No price of eu-central-1 is known here: c5.xlarge at that of us-east-1." in in_region("eu-central-1")


def test_the_report_marks_prices_that_are_unknown_for_the_region() -> None:
    text = in_region("af-south-1")
    assert rows(text)["Application Load Balancer"][2] == "0.0225 an hour *"
    assert "Application Load Balancer, Interface endpoint, c5.xlarge, gp3 volume at that of us-east-1" in text
    assert "Prices of af-south-1" in text
    assert "The input names no region, so the prices are those of us-east-1." in in_region(None)
    assert "names no region" not in in_region("us-east-1")


def test_the_region_is_that_of_the_provider() -> None:
    state = json.loads(exported(build_stack("dev"), "dev"))
    urn = "urn:pulumi:dev::ecs-on-ec2::pulumi:providers:aws::default"
    provider = {"urn": urn, "custom": True, "type": "pulumi:providers:aws", "inputs": {"region": "eu-west-1"}}
    state["deployment"]["resources"].append(provider)
    assert read_state(json.dumps(state)).region == "eu-west-1"


def state_of(*resources: tuple[str, dict[str, Any]]) -> State:
    found = tuple(
        Resource(token, f"r{number}", str(number), outputs) for number, (token, outputs) in enumerate(resources)
    )
    return State("p", "s", HOME, found)


def test_resources_without_a_price_are_listed_and_excluded_from_the_sum() -> None:
    group = ("aws:autoscaling/group:Group", {"minSize": 1})
    template = ("aws:ec2/launchTemplate:LaunchTemplate", {"instanceType": "x9.large", "blockDeviceMappings": []})
    state = state_of(group, template, ("aws:rds/instance:Instance", {}))
    text = report(read_change(json.dumps({"deployment": {"resources": as_entries(state)}})))
    assert rows(text)["x9.large"] == ["1+", "1+", "unknown", "?", "?"]
    assert "No price is known here, and the sum does not include: x9.large." in text
    assert "the price is unknown: aws:rds/instance:Instance." in text


def as_entries(state: State) -> list[dict[str, Any]]:
    return [
        {
            "urn": f"urn:pulumi:s::p::{found.token}::{found.name}",
            "custom": True,
            "type": found.token,
            "id": found.id,
            "outputs": dict(found.outputs),
        }
        for found in state.resources
    ]


def test_addresses_endpoints_zones_and_load_balancers_have_their_own_rows() -> None:
    balancer = "aws:lb/loadBalancer:LoadBalancer"
    state = state_of(
        (balancer, {"internal": False, "subnets": ["a", "b", "c"]}),
        (balancer, {"internal": True, "subnets": ["a", "b"]}),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", {"vpcEndpointType": "Gateway"}),
        ("aws:ec2/vpcEndpoint:VpcEndpoint", {"vpcEndpointType": "Interface", "subnetIds": ["a", "b"]}),
        ("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", {}),
    )
    assert {line.what: int(line.count) for line in bill(state)} == {
        "Public IPv4 address": 3,
        "Application Load Balancer": 2,
        "Interface endpoint": 2,
        "Private hosted zone": 1,
    }


def test_a_stack_without_its_own_instances_has_no_row_for_instances() -> None:
    platform = read_state(exported(build({"platformOnly": True}), "platform"))
    team = read_state(exported(build_services(WORKER["services"]), "team"))
    assert [line.what for line in bill(team)] == ["Application Load Balancer"]
    assert not any(line.at_least for line in bill(platform))


def test_every_kind_of_resource_with_a_price_has_a_line() -> None:
    lines = bill(read_plan(planned(build(BUSY, preview=True), "busy")).after)
    assert [line.what for line in lines] == [
        *("NAT gateway", "Public IPv4 address", "Application Load Balancer", "Interface endpoint"),
        *("c5.xlarge", "gp3 volume"),
    ]


@pytest.mark.parametrize(
    ("kind", "price"),
    [("c5.xlarge", "0.17"), ("c6i.2xlarge", "0.34"), ("m7g.16xlarge", "2.6112"), ("t3.medium", "0.0416")],
)
def test_the_price_of_an_instance_follows_from_family_and_size(kind: str, price: str) -> None:
    found = instance_price(kind)
    assert found
    assert found.home == Decimal(price)


@pytest.mark.parametrize("kind", ["x9.large", "c5.metal", "c5", "", "c7i.metal-24xl"])
def test_an_unknown_instance_type_has_no_price(kind: str) -> None:
    assert instance_price(kind) is None
    assert "x9" not in LARGE


SAMES = "this preview lacks the unchanged resources: add --show-sames to `pulumi preview --json`"
NO_PLAN = "this is not a plan: the output of `pulumi preview --json --show-sames` is needed"
REFUSED = {"severity": "error", "message": "error: 1 mistake in the configuration of this stack:\nvpc: 1 is refused\n"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the input is empty: pipe the output of `pulumi stack export` into this command"),
        ("[]", "this is not a state: the output of `pulumi stack export` is needed"),
        ('{"steps": []}', NO_PLAN),
        ('{"steps": [{}]}', NO_PLAN),
        ('{"steps": [], "changeSummary": {"same": 3}}', SAMES),
        (
            json.dumps({"steps": [], "diagnostics": [REFUSED]}),
            "the preview failed:\nerror: 1 mistake in the configuration of this stack:\nvpc: 1 is refused",
        ),
    ],
)
def test_unreadable_input_gives_one_message(
    text: str, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableError):
        read_change(text)
    assert run(text, monkeypatch) == 1
    assert capsys.readouterr().err == f"cost: {message}\n"


def run(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    monkeypatch.setattr("sys.argv", ["cost"])
    return main()


def test_the_command_prints_the_report(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    plan = planned(build_stack("prod", preview=True), "prod")
    assert run(plan, monkeypatch) == 0
    printed = capsys.readouterr().out
    assert printed == report(read_plan(plan))
    assert len({len(line) for line in re.findall(r"^\|.*", printed, re.MULTILINE)}) == 1, "the columns are not aligned"
