"""Each Security Hub control has the result in the table for the resources of the stacks, and can fail."""

from __future__ import annotations

import functools
import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy.controls import CONTROLS
from policy.controls.control import Control
from policy.controls.other_controls import ABSENT, ACCOUNT, RUNNING, OtherControls
from policy.controls.resource import Resource, Resources
from policy.document import render
from tests.harness.build import STACKS, build, build_stack, stack_config
from tests.harness.recording import Recording
from tests.unit.project.broken_controls import BREAKS
from tests.unit.project.iam_needs import RESOURCES

PUBLISHED: dict[str, dict[str, list[int]]] = yaml.safe_load(
    (Path(__file__).resolve().parents[3] / "policy" / "published.yaml").read_text(encoding="utf-8")
)


ACCEPTED = {control.id for control in CONTROLS if control.result == "no"}


def seen(recording: Recording) -> Resources:
    return [Resource(found.kind, found.name, found.id, found.inputs, found.computed) for found in recording.custom]


@functools.cache
def stack(name: str) -> Resources:
    return seen(build_stack(name))


def named(control: Control) -> str:
    return control.id


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_a_control_has_the_result_in_the_table(control: Control) -> None:
    assert control.check.failing(stack("prod")) == tuple(sorted(control.failing))
    assert control.check.result(stack("prod")) == control.result


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_a_control_can_fail(control: Control) -> None:
    assert BREAKS[control.id]
    for broken in BREAKS[control.id]:
        failing = control.check.failing(broken(stack("prod")))
        assert set(failing) > set(control.failing), "the control does not detect the change"


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_a_row_is_complete(control: Control) -> None:
    assert (control.result == "no") is bool(control.failing)
    assert control.because or control.result == "pass"


@pytest.mark.parametrize("name", ["dev", "public-api"])
def test_the_document_lists_the_failures_of_a_stack_on_defaults(name: str) -> None:
    failing = {control.id for control in CONTROLS if control.check.failing(stack(name))}
    assert failing - ACCEPTED == {control.id for control in CONTROLS if control.turned_on_by}


def test_a_stack_with_the_recommended_settings_has_only_accepted_failures() -> None:
    turned_on = seen(
        build(
            {
                "vpc": {"publicIpOnLaunch": False, "interfaceEndpoints": ["ecr.api", "ecr.dkr"]},
                "audit": {},
                "cluster": {"furtherInstanceTypes": ["c5.large"]},
                "services": {
                    "web": {
                        "topology": "public-api",
                        "loadBalancer": stack_config("prod")["ecs-on-ec2:services"]["web"]["loadBalancer"],
                        "container": {"readonlyRootFilesystem": True, "user": "1000"},
                        "logRetentionDays": 365,
                    }
                },
            }
        )
    )
    assert {control.id for control in CONTROLS if control.check.failing(turned_on)} <= ACCEPTED


@pytest.mark.parametrize("kind", sorted({kind for control in CONTROLS for kind in control.check.kinds}))
def test_the_kinds_of_a_control_exist(kind: str) -> None:
    assert is_a_resource(kind)


def test_every_published_control_is_listed_once_with_its_severity() -> None:
    published = {
        f"{service}.{number}": severity
        for service, by_severity in PUBLISHED.items()
        for severity, numbers in by_severity.items()
        for number in numbers
    }
    elsewhere = [found for entry in (*ACCOUNT, *RUNNING, *ABSENT) for found in entry.ids]
    answered = [*(control.id for control in CONTROLS), *elsewhere]
    assert sorted(answered) == sorted(published)
    assert {control.id: control.severity for control in CONTROLS} == {
        control.id: published[control.id] for control in CONTROLS
    }


SERVICES = {
    "autoscaling": "AutoScaling",
    "cloudwatch": "CloudWatch",
    "ec2": "EC2",
    "ecs": "ECS",
    "iam": "IAM",
    "lb": "ELB",
    "s3": "S3",
    "vpc": "EC2",
    "wafv2": "WAF",
}
"""Modules of pulumi_aws whose resources the program creates, with Security Hub's name of the service."""
LEFT_OUT = {
    "acm": "which ACM.1 to ACM.3 check",
    "appautoscaling": "Application Auto Scaling",
    "ecr": "which the controls ECR.1 to ECR.5 check",
    "route53": "DNS records",
    "scheduler": "schedules of jobs",
    "servicediscovery": "Cloud Map",
}
"""Modules of resources that no shipped stack has, and the words of the document about them."""


def test_every_aws_service_of_the_program_is_listed_or_excluded() -> None:
    modules = {kind.split(".")[1] for kind in RESOURCES if kind.count(".") == 2}
    assert modules == SERVICES.keys() | LEFT_OUT.keys(), "look up the controls of the service in the published list"
    assert set(SERVICES.values()) <= PUBLISHED.keys()
    document = " ".join(render().split())
    assert [words for words in LEFT_OUT.values() if words not in document] == []
    # No controls exist for scaling, schedules and namespaces.
    kinds = {found.kind.partition(".")[0] for found in stack("prod")}
    assert kinds & LEFT_OUT.keys() == {"appautoscaling", "scheduler", "servicediscovery"}


def test_a_certificate_passes_its_controls() -> None:
    balancer = {"domains": ["api.example.com"], "hostedZoneId": "Z0123456789"}
    found = build({"services": {"api": {"topology": "public-api", "loadBalancer": balancer}}}).one("acm.Certificate")
    assert found.at("tags")
    assert "keyAlgorithm" not in found.inputs, "ACM's default is RSA_2048"


@pytest.mark.parametrize("entry", ABSENT, ids=lambda entry: entry.about)
def test_no_stack_has_resources_of_an_excluded_control(entry: OtherControls) -> None:
    assert entry.kinds
    assert all(map(is_a_resource, entry.kinds))
    assert not {found.kind for name in STACKS for found in stack(name)} & set(entry.kinds)


def is_a_resource(kind: str) -> bool:
    module, _, name = kind.partition(".")
    return hasattr(importlib.import_module(f"pulumi_aws.{module}"), name)


def containers_of_prod() -> list[dict[str, Any]]:
    definitions = [found for found in stack("prod") if found.kind == "ecs.TaskDefinition"]
    found = [container for each in definitions for container in json.loads(each.at("containerDefinitions"))]
    assert len(found) == len(definitions)
    return found


def test_prod_runs_images_by_their_digests() -> None:
    assert all(re.fullmatch(r".+@sha256:[0-9a-f]{64}", each["image"]) for each in containers_of_prod())


def test_the_containers_of_prod_have_no_capabilities_and_get_no_privileges() -> None:
    for container in containers_of_prod():
        assert container["linuxParameters"]["capabilities"] == {"add": [], "drop": ["ALL"]}
        assert container["dockerSecurityOptions"] == ["no-new-privileges"]
