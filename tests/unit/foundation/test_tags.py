"""Every taggable resource has the tags of the project, the stack and the user."""

from __future__ import annotations

import inspect
from typing import Any

import pulumi
import pytest

from components.foundation.tags import tagging
from tests.harness.build import STACKS, build, build_stack, project_config, refuse
from tests.harness.mistakes import Mistake
from tests.harness.recording import Recording
from tests.harness.registration import Registration
from tests.harness.soundness import args_class

TAGS = {"project": "ecs-on-ec2", "stack": "test"}


def can_have_tags(resource: Registration) -> bool:
    module, _, name = resource.kind.partition(".")
    return "tags" in inspect.signature(args_class(module, name)).parameters


def tags_of(resource: Registration) -> dict[str, str]:
    tags: Any = resource.inputs.get("tags", {})
    return {tag["key"]: tag["value"] for tag in tags} if isinstance(tags, list) else tags


def taggable(recording: Recording) -> list[Registration]:
    found = [resource for resource in recording.custom if not resource.remote and can_have_tags(resource)]
    assert len(found) > 20
    return found


@pytest.mark.parametrize("stack", STACKS)
def test_every_taggable_resource_has_the_tags_of_the_stack(stack: str) -> None:
    untagged = [str(found) for found in taggable(build_stack(stack)) if not tags_of(found).items() >= TAGS.items()]
    assert untagged == []


@pytest.mark.parametrize("stack", STACKS)
def test_the_resources_of_a_service_have_its_name(stack: str) -> None:
    recording = build_stack(stack)
    for service in recording.all("AwsvpcService"):
        found = [child for child in recording.children(service) if child.custom and can_have_tags(child)]
        assert {tags_of(child).get("service") for child in found} == {service.name}


@pytest.mark.parametrize("stack", STACKS)
def test_no_other_resource_has_the_name_of_a_service(stack: str) -> None:
    recording = build_stack(stack)
    services = {service.urn for service in recording.all("AwsvpcService")}
    wrong = [
        str(found) for found in taggable(recording) if "service" in tags_of(found) and found.parent not in services
    ]
    assert wrong == []


def test_custom_tags_are_on_every_resource_and_take_precedence() -> None:
    recording = build({**project_config("dev"), "tags": {"team": "core", "stack": "mine"}})
    expected = {"project": "ecs-on-ec2", "stack": "mine", "team": "core"}
    assert [str(found) for found in taggable(recording) if not tags_of(found).items() >= expected.items()] == []


def test_instances_and_their_volumes_have_the_tags() -> None:
    recording = build({**project_config("dev"), "tags": {"team": "core"}})
    group, template = recording.one("autoscaling.Group"), recording.one("ec2.LaunchTemplate")
    assert all(tag["propagateAtLaunch"] for tag in group.at("tags"))
    specifications = {entry["resourceType"]: entry["tags"] for entry in template.at("tagSpecifications")}
    assert set(specifications) == {"volume", "network-interface"}
    assert all(tags.items() >= {**TAGS, "team": "core"}.items() for tags in specifications.values())


def test_tasks_get_the_tags_of_their_service() -> None:
    service = build_stack("dev").one("ecs.Service")
    assert (service.at("propagateTags"), service.at("enableEcsManagedTags")) == ("SERVICE", True)


@pytest.mark.parametrize(
    "mistake",
    [
        Mistake({"tags": {"aws:team": "core"}}, "tags.aws:team", '"aws:team"', "does not start with aws:"),
        Mistake({"tags": {"AWS:team": "core"}}, "tags.AWS:team", '"AWS:team"', "does not start with aws:"),
        Mistake({"tags": {"": "core"}}, "tags.", '""', "a key of 1 to 128"),
        Mistake({"tags": {"team": "a<b"}}, "tags.team", '"a<b"', "a value of up to 256"),
        Mistake({"tags": {"team": 5}}, "tags.team", "5", "string"),
        Mistake({"tags": ["team"]}, "tags", '["team"]', "keys with values"),
    ],
    ids=lambda mistake: mistake.path,
)
def test_an_invalid_tag_is_refused(mistake: Mistake) -> None:
    messages = refuse({**project_config("dev"), **mistake.config})
    assert len(messages) == 1, messages
    assert messages[0].startswith(f"{mistake.path}: {mistake.value} is refused: ")
    assert mistake.allowed in messages[0]


@pytest.mark.parametrize(
    ("token", "own", "expected"),
    [
        ("aws:ec2/vpc:Vpc", None, {"team": "core"}),
        ("aws:ec2/vpc:Vpc", {"team": "mine", "a": "1"}, {"team": "mine", "a": "1"}),
        (
            "aws:autoscaling/group:Group",
            [{"key": "team", "value": "mine", "propagate_at_launch": False}],
            [{"key": "team", "value": "mine", "propagate_at_launch": False}],
        ),
    ],
)
def test_the_tags_of_a_resource_take_precedence(token: str, own: Any, expected: Any) -> None:
    tag = tagging({"team": "core"})
    resource: Any = None
    result = tag(pulumi.ResourceTransformationArgs(resource, token, "one", {"tags": own}, pulumi.ResourceOptions()))
    assert result is not None
    assert dict(result.props)["tags"] == expected


def test_a_resource_without_tags_is_unchanged() -> None:
    resource: Any = None
    token = "aws:ec2/route:Route"
    args = pulumi.ResourceTransformationArgs(
        resource, token, "one", {"routeTableId": "rtb-1"}, pulumi.ResourceOptions()
    )
    assert tagging({"team": "core"})(args) is None
