"""An image built from the checkout, under mocks: awsx creates the repository, and the build needs Docker."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest

from components import AwsvpcServiceArgs, ImageBuildArgs
from components.service.task.image_build import image_tag
from tests.harness.build import PLATFORM, build, build_component, build_services
from tests.harness.recording import Recording
from tests.harness.registration import UNKNOWN, UNSET
from tests.harness.standalone import make_service

REPOSITORY, IMAGE = "awsx.ecr.Repository", "docker-build.Image"


def built(build_args: dict[str, Any], *, preview: bool = False, instance_type: str = "c5.xlarge") -> Recording:
    platform = {**PLATFORM, "cluster": {**PLATFORM["cluster"], "instanceTypes": [instance_type]}}
    services = {"web": {"topology": "public-api", "build": build_args}}
    return build({"platform": platform, "services": services}, preview=preview)


def test_the_repository_scans_images_keeps_the_newest_and_is_deleted_with_the_stack() -> None:
    repository = built({}).one(REPOSITORY)
    assert repository.remote
    assert repository.at("imageScanningConfiguration.scanOnPush") is True
    assert repository.at("forceDelete") is True
    (rule,) = repository.at("lifecyclePolicy.rules")
    assert rule["maximumNumberOfImages"] == 30
    assert rule["tagStatus"] == "any"


def test_the_image_is_built_with_the_settings_and_pushed_to_the_repository() -> None:
    recording = built({"context": "./app", "dockerfile": "./app/Dockerfile.prod", "platform": "linux/arm64"})
    image, repository = recording.one(IMAGE), recording.one(REPOSITORY)
    reference = f"{repository.computed['url']}:web"
    assert image.at("context.location") == "./app"
    assert image.at("dockerfile.location") == "./app/Dockerfile.prod"
    assert image.at("platforms") == ["linux/arm64"]
    assert image.at("push") is True
    assert image.at("tags") == [reference]
    assert image.at("cacheFrom") == [{"registry": {"ref": reference}}]
    assert image.at("cacheTo") == [{"inline": {}}]
    assert repository in recording.waits_for(image)


def test_docker_logs_in_with_a_secret_token() -> None:
    image = built({}).one(IMAGE)
    (registry,) = image.at("registries")
    assert (registry["username"], registry["password"]) == ("AWS", "token")
    assert registry["address"] == "https://123456789012.dkr.ecr.us-east-1.amazonaws.com"
    assert "registries" in image.secret_inputs


def test_by_default_the_context_is_the_project_and_its_dockerfile() -> None:
    image = built({}).one(IMAGE)
    assert (image.at("context.location"), image.at("dockerfile")) == (".", UNSET)


@pytest.mark.parametrize(("instance_type", "platform"), [("c5.xlarge", "linux/amd64"), ("m6g.large", "linux/arm64")])
def test_the_image_is_built_for_the_architecture_of_the_instances(instance_type: str, platform: str) -> None:
    assert built({}, instance_type=instance_type).one(IMAGE).at("platforms") == [platform]


def test_docker_chooses_the_platform_for_unknown_instances() -> None:
    args = AwsvpcServiceArgs(topology="public-api", build=ImageBuildArgs())
    assert build_component(lambda: make_service("web", args)).one(IMAGE).at("platforms") is UNSET


def test_the_task_runs_the_image_by_its_digest() -> None:
    recording = built({})
    definition, image = recording.one("ecs.TaskDefinition"), recording.one(IMAGE)
    url = recording.one(REPOSITORY).computed["url"]
    assert definition.at("containerDefinitions.0.image") == f"{url}@{image.computed['digest']}"
    assert image in recording.waits_for(definition)


def test_in_a_preview_only_the_digest_is_unknown() -> None:
    recording = built({}, preview=True)
    assert recording.one("ecs.TaskDefinition").at("containerDefinitions") == UNKNOWN
    assert recording.one(IMAGE).at("context.location") == "."


def test_services_with_one_context_have_separate_images() -> None:
    # awsx names an image after its context and Dockerfile (pulumi-awsx#1171).
    services = {name: {"topology": "public-api", "build": {"context": "./app"}} for name in ("one", "two")}
    recording = build_services(services)
    tags = [tag.rpartition(":")[2] for image in recording.all(IMAGE) for tag in image.at("tags")]
    assert tags == recording.names(IMAGE) == ["one", "two"]


def test_an_image_created_by_awsx_has_an_alias() -> None:
    # Its deletion would delete a digest that a build from the cache still has. The name is the start of the SHA-1 of
    # context, Dockerfile and stack.
    recording = built({"context": "./app", "dockerfile": "./app/Dockerfile.prod"})
    type_ = "ecs-on-ec2:index:AwsvpcService$awsx:ecr:Image$docker-build:index:Image"
    name = hashlib.sha1(b"./app;dockerfile=./app/Dockerfile.prodtest", usedforsecurity=False).hexdigest()[:8]
    (alias,) = recording.one(IMAGE).aliases
    assert f'"urn:pulumi:test::ecs-on-ec2::{type_}::{name}-container"' in alias


@pytest.mark.parametrize("name", ["web", "a" * 128, "a" * 180, "a" * 179 + "b"])
def test_every_image_tag_is_valid_in_docker(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", image_tag(name))
    assert image_tag(name) == name or len(name) > 128


def test_long_names_with_a_common_beginning_have_different_tags() -> None:
    assert image_tag("a" * 180) != image_tag("a" * 179 + "b")


def test_the_repository_and_the_image_are_children_of_the_service() -> None:
    recording = built({})
    service = recording.one("AwsvpcService")
    assert {recording.one(REPOSITORY).parent, recording.one(IMAGE).parent} == {service.urn}


def test_a_service_with_an_image_has_no_repository() -> None:
    recording = build_services({"web": {"topology": "public-api", "image": "nginx"}})
    assert recording.names(REPOSITORY) == recording.names(IMAGE) == []


def test_services_whose_names_differ_only_in_case_have_separate_repositories() -> None:
    services = {name: {"topology": "public-api", "build": {}} for name in ("web", "Web")}
    assert len(build_services(services).names(REPOSITORY)) == 2
