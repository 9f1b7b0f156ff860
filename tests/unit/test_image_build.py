"""An image built from the checkout, as far as mocks go: awsx makes the rest, and needs Docker."""

from __future__ import annotations

from typing import Any

import pytest

from components import AwsvpcServiceArgs, ImageBuildArgs

from .build import PLATFORM, build, build_component, build_services
from .recording import Recording
from .registration import UNKNOWN, UNSET
from .standalone import make_service

REPOSITORY, IMAGE = "awsx.ecr.Repository", "awsx.ecr.Image"


def built(build_args: dict[str, Any], *, preview: bool = False, instance_type: str = "c5.xlarge") -> Recording:
    platform = {**PLATFORM, "cluster": {**PLATFORM["cluster"], "instanceTypes": [instance_type]}}
    services = {"web": {"topology": "public-api", "build": build_args}}
    return build({"platform": platform, "services": services}, preview=preview)


def test_the_repository_scans_keeps_the_newest_and_goes_with_the_stack() -> None:
    repository = built({}).one(REPOSITORY)
    assert repository.remote
    assert repository.at("imageScanningConfiguration.scanOnPush") is True
    assert repository.at("forceDelete") is True
    (rule,) = repository.at("lifecyclePolicy.rules")
    assert rule["maximumNumberOfImages"] == 30
    assert rule["tagStatus"] == "any"


def test_the_image_is_built_as_asked_and_pushed_to_that_repository() -> None:
    recording = built({"context": "./app", "dockerfile": "./app/Dockerfile.prod", "platform": "linux/arm64"})
    image, repository = recording.one(IMAGE), recording.one(REPOSITORY)
    assert image.inputs == {
        "repositoryUrl": repository.computed["url"],
        "context": "./app",
        "dockerfile": "./app/Dockerfile.prod",
        "platform": "linux/arm64",
    }
    assert repository in recording.waits_for(image)


def test_by_default_the_context_is_the_project_and_its_dockerfile() -> None:
    image = built({}).one(IMAGE)
    assert (image.at("context"), image.at("dockerfile")) == (".", UNSET)


@pytest.mark.parametrize(("instance_type", "platform"), [("c5.xlarge", "linux/amd64"), ("m6g.large", "linux/arm64")])
def test_the_platform_is_that_of_the_instances(instance_type: str, platform: str) -> None:
    assert built({}, instance_type=instance_type).one(IMAGE).at("platform") == platform


def test_without_instances_that_are_known_the_platform_is_dockers_choice() -> None:
    args = AwsvpcServiceArgs(topology="public-api", build=ImageBuildArgs())
    assert build_component(lambda: make_service("web", args)).one(IMAGE).at("platform") is UNSET


def test_the_task_runs_the_image_by_its_digest() -> None:
    recording = built({})
    definition, image = recording.one("ecs.TaskDefinition"), recording.one(IMAGE)
    assert definition.at("containerDefinitions.0.image") == image.computed["imageUri"]
    assert "@sha256:" in image.computed["imageUri"]
    assert image in recording.waits_for(definition)


def test_in_a_preview_only_the_digest_is_unknown() -> None:
    recording = built({}, preview=True)
    assert recording.one("ecs.TaskDefinition").at("containerDefinitions") == UNKNOWN
    assert recording.one(IMAGE).at("context") == "."


def test_both_are_children_of_the_service() -> None:
    recording = built({})
    service = recording.one("AwsvpcService")
    assert {recording.one(REPOSITORY).parent, recording.one(IMAGE).parent} == {service.urn}


def test_a_service_with_an_image_has_no_repository() -> None:
    recording = build_services({"web": {"topology": "public-api", "image": "nginx"}})
    assert recording.names(REPOSITORY) == recording.names(IMAGE) == []


def test_names_that_differ_only_in_case_do_not_clash() -> None:
    services = {name: {"topology": "public-api", "build": {}} for name in ("web", "Web")}
    assert len(build_services(services).names(REPOSITORY)) == 2
