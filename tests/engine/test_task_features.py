"""The example of task features is created, deployed by another system, changed and destroyed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.engine.changes import section, set_service
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.local_aws import CHECKOUT

EXAMPLE = CHECKOUT / "examples" / "task-features" / "Pulumi.task-features.yaml"


@pytest.fixture(scope="module")
def stack(stack_of: Callable[[str], EngineStack]) -> EngineStack:
    found = stack_of("dev")
    example = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))["config"]
    found.config = example
    found.change(lambda _: None)
    found.up()
    return found


def service(stack: EngineStack, name: str) -> dict[str, Any]:
    ecs = stack.local_aws.client("ecs")
    return dict(ecs.describe_services(cluster=stack.cluster_name, services=[name])["services"][0])


def definition(stack: EngineStack, name: str) -> dict[str, Any]:
    ecs = stack.local_aws.client("ecs")
    found = ecs.describe_task_definition(taskDefinition=service(stack, name)["taskDefinition"])
    return dict(found["taskDefinition"])


def test_the_containers_match_the_stack_file(stack: EngineStack) -> None:
    found = definition(stack, "web")
    web, pages, router = (
        next(each for each in found["containerDefinitions"] if each["name"] == name)
        for name in ("web", "pages", "router")
    )
    assert web["dependsOn"] == [
        {"containerName": "pages", "condition": "SUCCESS"},
        {"containerName": "router", "condition": "START"},
    ]
    assert web["dockerSecurityOptions"] == ["no-new-privileges"]
    assert web["linuxParameters"] == {
        "capabilities": {"add": [], "drop": ["ALL"]},
        "initProcessEnabled": True,
        "sharedMemorySize": 32,
    }
    assert web["logConfiguration"]["logDriver"] == "awsfirelens"
    assert [each["name"] for each in web["logConfiguration"]["secretOptions"]] == ["http_Passwd"]
    assert (web["workingDirectory"], web["dockerLabels"]) == ("/tmp", {"team": "storefront"})
    assert web["environmentFiles"][0]["type"] == "s3"
    assert (pages["essential"], pages["mountPoints"][0]["containerPath"]) == (False, "/pages")
    assert router["firelensConfiguration"]["type"] == "fluentbit"
    assert router["logConfiguration"]["logDriver"] == "awslogs"
    assert [each["name"] for each in found["volumes"]] == ["pages"]
    assert service(stack, "web")["runningCount"] == 2


def test_ecs_can_read_only_the_values_of_the_containers(stack: EngineStack) -> None:
    iam = stack.local_aws.client("iam")
    role = definition(stack, "web")["executionRoleArn"].rpartition("/")[2]
    [policy] = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    rights = {str(statement["Action"]): statement["Resource"] for statement in document["Statement"]}
    assert rights["s3:GetObject"] == ["arn:aws:s3:::example-company-settings-111122223333/web.env"]
    assert rights["s3:GetBucketLocation"] == ["arn:aws:s3:::example-company-settings-111122223333"]
    assert len(rights["secretsmanager:GetSecretValue"]) == 1
    assert any("ecr:CreateRepository" in action for action in rights)


def test_a_second_up_changes_nothing(stack: EngineStack) -> None:
    stack.up_without_changes()
    stack.refresh_without_changes()


def test_a_new_file_replaces_the_tasks_but_not_the_revision(stack: EngineStack) -> None:
    before = service(stack, "web")
    stack.change(lambda config: set_service(config, name="web", deployment={"keepRevisions": True, "forceNew": "b"}))
    assert stack.up().changed == {"aws:ecs/service:Service web": {"update"}}
    after = service(stack, "web")
    assert after["taskDefinition"] == before["taskDefinition"]
    assert after["deployments"][0]["id"] != before["deployments"][0]["id"]


def test_a_revision_of_another_system_is_kept(stack: EngineStack) -> None:
    ecs = stack.local_aws.client("ecs")
    own = definition(stack, "orders")
    kept = ("family", "networkMode", "requiresCompatibilities", "cpu", "memory", "executionRoleArn", "taskRoleArn")
    theirs = ecs.register_task_definition(
        containerDefinitions=[{**own["containerDefinitions"][0], "image": "public.ecr.aws/docker/library/httpd:2.4"}],
        **{name: own[name] for name in kept},
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster=stack.cluster_name, service="orders", taskDefinition=theirs)
    stack.forget_outputs()
    for command in (("up",), ("up", "--refresh"), ("up",)):
        stack.local_aws.pulumi(*stack.arguments(*command, "--yes", "--skip-preview")).succeeded()
        assert service(stack, "orders")["taskDefinition"] == theirs, command
    # A change of the task registers a revision and keeps theirs.
    stack.change(lambda config: set_service(config, name="orders", memory=640, desiredCount=3))
    stack.up()
    assert (service(stack, "orders")["taskDefinition"], service(stack, "orders")["desiredCount"]) == (theirs, 3)
    stack.forget_outputs()
    found = stack.output("services")["orders"]
    assert found["deployment"].startswith("external: ")
    assert found["runningTaskDefinitionArn"] == theirs
    assert found["taskDefinitionArn"] not in (theirs, own["taskDefinitionArn"])
    for revision in (theirs, own["taskDefinitionArn"]):
        assert ecs.describe_task_definition(taskDefinition=revision)["taskDefinition"]["status"] == "ACTIVE"


def test_tasks_with_gpus_run_on_instances_with_gpus(stack: EngineStack) -> None:
    def with_gpus(config: StackConfig) -> None:
        section(config, "cluster")["instanceType"] = "g4dn.xlarge"
        set_service(config, name="web", gpu=1)

    stack.change(with_gpus)
    stack.up()
    own = next(each for each in definition(stack, "web")["containerDefinitions"] if each["name"] == "web")
    assert own["resourceRequirements"] == [{"type": "GPU", "value": "1"}]
    assert service(stack, "web")["runningCount"] == 2
    ecs = stack.local_aws.client("ecs")
    hosts = ecs.list_container_instances(cluster=stack.cluster_name)["containerInstanceArns"]
    described = ecs.describe_container_instances(cluster=stack.cluster_name, containerInstances=hosts)
    taken = [
        resource["stringSetValue"] == []
        for host in described["containerInstances"]
        for resource in host["remainingResources"]
        if resource["name"] == "GPU"
    ]
    assert sum(taken) == 2


def test_destroy_leaves_nothing(stack: EngineStack) -> None:
    stack.destroy()
    assert stack.export() == []
