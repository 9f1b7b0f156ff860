"""With default settings, both stacks match the reference property by property and have nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.harness.build import CHECKOUT, build_stack
from tests.harness.recording import Recording
from tests.harness.registration import Registration, walk
from tests.harness.soundness import json_documents
from tests.unit.program.parity_cluster import cluster_rows
from tests.unit.program.parity_exclusive import exclusive_rows
from tests.unit.program.parity_network import network_rows
from tests.unit.program.parity_row import DIFFERENCES, FORMS, Row
from tests.unit.program.parity_service import PUBLIC_API, WORKER, service_rows

TABLE = {
    "dev": [*network_rows(), *cluster_rows(), *service_rows(WORKER), *exclusive_rows(WORKER)],
    "public-api": [*network_rows(), *cluster_rows(), *service_rows(PUBLIC_API), *exclusive_rows(PUBLIC_API)],
}

TAGGING = ("tags", "tagSpecifications", "propagateTags", "enableEcsManagedTags")
STACK_TAGS = ("project", "stack")
"""The reference has no tags; test_tags.py checks them."""

REFERENCE_RESOURCES = """
    VPC PublicSubnetOne PublicSubnetTwo PrivateSubnetOne PrivateSubnetTwo InternetGateway GatewayAttachement
    PublicRouteTable PublicRoute PublicSubnetOneRouteTableAssociation PublicSubnetTwoRouteTableAssociation
    NatGatewayOneAttachment NatGatewayTwoAttachment NatGatewayOne NatGatewayTwo PrivateRouteTableOne
    PrivateRouteTableTwo PrivateRouteOne PrivateRouteTwo PrivateRouteTableOneAssociation
    PrivateRouteTableTwoAssociation
    ECSCluster ECSAutoScalingGroup ContainerInstances EC2InstanceProfile EC2Role ECSTaskExecutionRole
    ContainerHostSecurityGroup CapacityProvider CapacityProviderAssociation CustomAsgDestroyer
    TaskDefinition Service ServiceSecurityGroup ServiceIngressfromLoadBalancer {0}LoadBalancerSG {0}LoadBalancer
    {0}LoadBalancerListener ServiceTargetGroup LogGroup
"""
"""The logical ids of the three templates, with only the custom resource of the destroyer."""

RESOURCES = sorted({(stack, row.kind, row.name) for stack in TABLE for row in TABLE[stack]})


@pytest.mark.parametrize(("stack", "kind", "name"), RESOURCES)
def test_every_property_of_the_reference_has_its_value_in_the_program(stack: str, kind: str, name: str) -> None:
    resource = _without_tags(build_stack(stack).one(kind, name))
    rows = _rows_about(stack, resource)
    assert {(row.reference, row.path): resource.at(row.path) for row in rows} == {
        (row.reference, row.path): row.value for row in rows
    }


@pytest.mark.parametrize("stack", TABLE)
def test_every_input_of_every_resource_is_in_the_table(stack: str) -> None:
    recording = build_stack(stack)
    assert [str(resource) for resource in recording.custom if not _rows_about(stack, resource)] == []
    unnamed = [
        f"{resource} {path}"
        for resource in recording.custom
        for path in _leaves(resource)
        if not any(_covers(row.path, path) for row in _rows_about(stack, resource))
    ]
    assert unnamed == []


@pytest.mark.parametrize(("stack", "word"), [("dev", "Private"), ("public-api", "Public")])
def test_every_resource_of_the_templates_is_in_the_table(stack: str, word: str) -> None:
    rows = {row.reference.partition(".")[0] for row in TABLE[stack]}
    assert set(REFERENCE_RESOURCES.format(word).split()) == rows - {""}


def test_only_deliberate_differences_from_the_reference_exist() -> None:
    for rows in TABLE.values():
        reasons = {row.because for row in rows}
        assert reasons <= {"", *DIFFERENCES, *FORMS}
        assert set(DIFFERENCES) <= reasons
        assert all(row.because for row in rows if not row.reference)


def test_every_difference_is_documented_with_its_reason() -> None:
    section = (CHECKOUT / "docs" / "differences.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    reason_of = {cells[1]: cells[2] for cells in rows if len(cells) == 3}
    for words in DIFFERENCES.values():
        reasons = [reason for here, reason in reason_of.items() if here.startswith(words)]
        assert [bool(reason) for reason in reasons] == [True], words


def test_the_public_route_and_the_addresses_wait_for_the_attachment_as_in_the_template() -> None:
    recording = build_stack("dev")
    attachment = recording.one("ec2.InternetGatewayAttachment").urn
    waiting = [recording.one("ec2.Route", "network-public"), *recording.all("ec2.Eip")]
    assert [attachment in resource.explicit_dependencies for resource in waiting] == [True, True, True]


def test_a_changed_property_is_found() -> None:
    resource = build_stack("dev").one("lb.TargetGroup")
    found = Recording({resource.urn: _with_input(resource, "deregistrationDelay", 300)}, {}, frozenset(), (), ()).one(
        "lb.TargetGroup"
    )
    wrong = [row.path for row in _rows_about("dev", found) if found.at(row.path) != row.value]
    assert wrong == ["deregistrationDelay"]


def test_a_property_without_a_row_is_found() -> None:
    resource = _with_input(build_stack("dev").one("lb.TargetGroup"), "connectionTermination", True)
    rows = _rows_about("dev", resource)
    assert [path for path in _leaves(resource) if not any(_covers(row.path, path) for row in rows)] == [
        "connectionTermination"
    ]


def _without_tags(resource: Registration) -> Registration:
    own = {} if resource.kind == "autoscaling.Group" else dict.fromkeys(TAGGING)
    inputs = {name: value for name, value in resource.inputs.items() if name not in own}
    if resource.kind == "autoscaling.Group":
        inputs["tags"] = [tag for tag in inputs["tags"] if tag["key"] not in STACK_TAGS]
    return replace(resource, inputs=inputs)


def _with_input(resource: Registration, name: str, value: object) -> Registration:
    return replace(resource, inputs={**resource.inputs, name: value})


def _rows_about(stack: str, resource: Registration) -> list[Row]:
    return [row for row in TABLE[stack] if (row.kind, row.name) == (resource.kind, resource.name)]


def _leaves(resource: Registration) -> list[str]:
    documents = json_documents(resource)
    plain = [path for path, _ in walk(dict(_without_tags(resource).inputs)) if path not in documents]
    return plain + [path for name, document in documents.items() for path, _ in walk(document, name)]


def _covers(row_path: str, path: str) -> bool:
    return bool(re.match(rf"{re.escape(row_path)}($|\.)", path)) or row_path == ""
