"""Ids have the form that the provider imports, missing resources remain in the plan, and names are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.diagram.exported_state import planned
from tests.harness.build import build_stack
from tools.adopt.__main__ import main
from tools.adopt.existing_resources import READABLE, ExistingResources, UnknownInputError, read_existing_resources
from tools.adopt.ids import ids_of
from tools.adopt.names import overrides
from tools.plan import UNKNOWN, read_plan
from tools.state import State, UnreadableError

BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/1"
IDS = {
    "aws:ec2/vpc:Vpc network": "vpc-1",
    "aws:ec2/internetGateway:InternetGateway network": "igw-1",
    "aws:ec2/subnet:Subnet network-public-1": "subnet-1",
    "aws:ec2/routeTable:RouteTable network-public": "rtb-1",
    "aws:ec2/eip:Eip network-nat-1": "192.0.2.1",
    "aws:ec2/eip:Eip network-nat-2": "192.0.2.2|eipalloc-2",
    "aws:ecs/cluster:Cluster cluster": "the-cluster",
    "aws:ecs/capacityProvider:CapacityProvider cluster": "the-provider",
    "aws:ecs/service:Service worker": "arn:aws:ecs:eu-west-1:123456789012:service/the-cluster/worker",
    "aws:iam/role:Role cluster-instance": "the-role",
    "aws:lb/loadBalancer:LoadBalancer worker-private": BALANCER,
    "aws:ec2/securityGroup:SecurityGroup worker-tasks": "sg-tasks",
    "aws:ec2/securityGroup:SecurityGroup worker-private": "sg-balancer",
}


def plan() -> State:
    return read_plan(planned(build_stack("dev", preview=True), "dev")).after


def ids_by_hand(**more: Any) -> ExistingResources:
    addresses = {"Addresses": [{"PublicIp": "192.0.2.1", "AllocationId": "eipalloc-1"}]}
    files = {"ids": IDS, "addresses": addresses, **more}
    return read_existing_resources({name: json.dumps(content) for name, content in files.items()})


def test_each_id_has_the_form_that_its_import_needs() -> None:
    ids = {
        f"{kind.rpartition(':')[2]} {name}": identity
        for (kind, name), identity in ids_of(plan(), ids_by_hand()).items()
    }
    assert ids == {
        "Vpc network": "vpc-1",
        "InternetGateway network": "igw-1",
        "InternetGatewayAttachment network": "igw-1:vpc-1",
        "Subnet network-public-1": "subnet-1",
        "RouteTable network-public": "rtb-1",
        "RouteTableAssociation network-public-1": "subnet-1/rtb-1",
        "Route network-public": "rtb-1_0.0.0.0/0",
        "Eip network-nat-1": "eipalloc-1",
        "Eip network-nat-2": "eipalloc-2",
        "Cluster cluster": "the-cluster",
        "ClusterCapacityProviders cluster": "the-cluster",
        "CapacityProvider cluster": "arn:aws:ecs:eu-west-1:123456789012:capacity-provider/the-provider",
        "Service worker": "the-cluster/worker",
        "Role cluster-instance": "the-role",
        "RolePolicyAttachment cluster-instance-AmazonEC2ContainerServiceforEC2Role": (
            "the-role/arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
        ),
        "LoadBalancer worker-private": BALANCER,
        "SecurityGroup worker-tasks": "sg-tasks",
        "SecurityGroup worker-private": "sg-balancer",
    }


def test_a_cluster_is_found_by_its_name_in_the_plan() -> None:
    text = json.loads(planned(build_stack("dev", preview=True), "dev"))
    for step in text["steps"]:
        inputs = step["newState"]["inputs"]
        if step["newState"]["type"] == "aws:ecs/cluster:Cluster":
            inputs["name"] = "cluster-1a2b3c4"
        if inputs.get("clusterName") == UNKNOWN:
            inputs["clusterName"] = "cluster-1a2b3c4"
    ids = ids_of(read_plan(json.dumps(text)).after, ids_by_hand())
    assert ids["aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "cluster"] == "the-cluster"


def rule(identity: str, group: str, *, egress: bool, **more: Any) -> dict[str, Any]:
    return {"SecurityGroupRuleId": identity, "GroupId": group, "IsEgress": egress, "IpProtocol": "-1", **more}


def test_rules_are_matched_by_group_direction_and_kind_of_peer() -> None:
    rules = [
        rule("sgr-other", "sg-other", egress=False, CidrIpv4="0.0.0.0/0"),
        rule("sgr-everyone", "sg-balancer", egress=False, CidrIpv4="0.0.0.0/0"),
        rule("sgr-exact", "sg-balancer", egress=False, CidrIpv4="10.0.0.0/16") | {"IpProtocol": "tcp"},
        rule("sgr-egress-balancer", "sg-balancer", egress=True, CidrIpv4="0.0.0.0/0"),
        rule("sgr-egress-tasks", "sg-tasks", egress=True, CidrIpv4="0.0.0.0/0"),
        rule("sgr-tasks", "sg-tasks", egress=False, ReferencedGroupInfo={"GroupId": "sg-balancer"}),
    ]
    ids = ids_of(plan(), ids_by_hand(rules={"SecurityGroupRules": rules}))
    assert {name: identity for (kind, name), identity in ids.items() if "Rule" in kind.rpartition(":")[2]} == {
        "worker-private-from-vpc": "sgr-exact",
        "worker-tasks": "sgr-egress-tasks",
        "worker-tasks-from-private-load-balancer-80": "sgr-tasks",
    }


def test_given_ids_override_the_listed_resources_of_a_stack() -> None:
    listed = [
        {"LogicalResourceId": "VPC", "PhysicalResourceId": "vpc-of-stack", "ResourceStatus": "CREATE_COMPLETE"},
        {"LogicalResourceId": "InternetGateway", "PhysicalResourceId": "igw-gone", "ResourceStatus": "DELETE_COMPLETE"},
        {"LogicalResourceId": "PublicRouteTable", "ResourceStatus": "CREATE_IN_PROGRESS"},
        {"LogicalResourceId": "ECSCluster", "PhysicalResourceId": "c", "ResourceStatus": "UPDATE_COMPLETE"},
    ]
    by_hand = {"aws:ec2/vpc:Vpc network": "vpc-by-hand"}
    files = {"stack": {"StackResourceSummaries": listed}, "hand": by_hand}
    assert read_existing_resources({name: json.dumps(content) for name, content in files.items()}).ids == {
        ("aws:ec2/vpc:Vpc", "network"): "vpc-by-hand",
        ("aws:ecs/cluster:Cluster", "cluster"): "c",
    }


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"vpc": "vpc-1"}', '{"Vpc network": "vpc-1"}', '{"aws:ec2/vpc:Vpc network": 1}', '{"Addresses": 1}'],
)
def test_a_file_in_an_unknown_format_is_refused_with_its_name(text: str) -> None:
    with pytest.raises(UnknownInputError) as caught:
        read_existing_resources({"given.json": text})
    assert str(caught.value) == f"given.json has none of the known formats: {READABLE}"


def step(name: str, reasons: list[str], inputs: dict[str, Any], op: str = "replace") -> dict[str, Any]:
    urn = f"urn:pulumi:dev::p::aws:lb/loadBalancer:LoadBalancer::{name}"
    old = {"type": "aws:lb/loadBalancer:LoadBalancer", "outputs": {"name": f"env-{name}"}}
    return {"op": op, "urn": urn, "replaceReasons": reasons, "oldState": old, "newState": {"inputs": inputs}}


def test_a_name_is_kept_if_another_name_replaces_the_resource() -> None:
    steps = [
        step("b", ["namePrefix", "subnets"], {"namePrefix": "b-"}),
        step("a", ["name"], {"name": "a-1a2b3c4"}),
        step("c", ["subnets"], {}),
        step("d", ["name"], {}, op="create-replacement"),
    ]
    kind = "aws:lb/loadBalancer:LoadBalancer"
    assert overrides(json.dumps({"steps": steps})) == [
        {"resource": kind, "name": "a", "properties": {"name": "env-a"}},
        {"resource": kind, "name": "b", "properties": {"name": "env-b", "namePrefix": None}},
    ]
    with pytest.raises(UnreadableError):
        overrides("{}")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr("sys.argv", ["adopt", *map(str, arguments)])
    return main()


def test_the_import_file_contains_ids_and_omits_missing_resources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entries: list[dict[str, object]] = [
        {"type": "ecs-on-ec2:index:LargeVpc", "name": "network", "component": True},
        {"type": "aws:ec2/vpc:Vpc", "name": "networkVpc", "logicalName": "network", "id": "<PLACEHOLDER>"},
        {"type": "aws:ec2/subnet:Subnet", "name": "network-public-2", "id": "<PLACEHOLDER>", "parent": "network"},
    ]
    plan_file, imports, ids = (tmp_path / name for name in ("plan.json", "import.json", "ids.json"))
    plan_file.write_text(planned(build_stack("dev", preview=True), "dev"))
    imports.write_text(json.dumps({"resources": entries}))
    ids.write_text(json.dumps(IDS))
    assert run(monkeypatch, "ids", plan_file, imports, ids) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["resources"] == [entries[0], {**entries[1], "id": "vpc-1"}]
    assert printed.err.splitlines()[-1] == "  aws:ec2/subnet:Subnet network-public-2"
    assert "the next update creates 1:" in printed.err


def test_the_names_are_printed_for_a_stack_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan_file = tmp_path / "plan.json"
    plan_file.write_text(json.dumps({"steps": [step("a", ["name"], {"namePrefix": "a-"})]}))
    assert run(monkeypatch, "names", plan_file) == 0
    (override,) = yaml.safe_load(capsys.readouterr().out)["ecs-on-ec2:overrides"]
    assert override["properties"] == {"name": "env-a", "namePrefix": None}
    plan_file.write_text('{"steps": []}')
    assert run(monkeypatch, "names", plan_file) == 0
    assert capsys.readouterr() == ("", "adopt: no resource would get another name\n")


def test_an_unreadable_file_gives_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "no.json"
    assert run(monkeypatch, "names", missing) == 1
    assert capsys.readouterr().err == f"adopt: {missing}: No such file or directory\n"
    missing.write_text("nothing")
    assert run(monkeypatch, "names", missing) == 1
    assert capsys.readouterr().err.startswith("adopt: this is not a plan")
