"""Instances join the cluster, tasks get addresses, targets become healthy, and deletions remove all of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from localaws.tests.server.stack import Stack, messages

if TYPE_CHECKING:
    from localaws.tests.server.account import Account


def address_of(task: dict[str, Any]) -> str:
    details = {each["name"]: each["value"] for each in task["attachments"][0]["details"]}
    return str(details["privateIPv4Address"])


def test_a_service_reaches_a_steady_state(stack: Stack) -> None:
    created = stack.service()
    service = stack.described()
    assert (created["status"], service["runningCount"], service["pendingCount"]) == ("ACTIVE", 2, 0)
    deployment = service["deployments"][0]
    assert (deployment["rolloutState"], deployment["runningCount"], deployment["desiredCount"]) == ("COMPLETED", 2, 2)
    assert deployment["rolloutStateReason"] == f"ECS deployment {deployment['id']} completed."
    assert messages(service)[0] == "(service web) has reached a steady state."
    assert f"(service web) (deployment {deployment['id']}) deployment completed." in messages(service)
    assert f"(service web) registered 2 targets in (target-group {stack.target_group})" in messages(service)


def test_instances_older_than_the_capacity_provider_run_its_tasks(aws: Account) -> None:
    stack = Stack(aws, MinSize=2, DesiredCapacity=2)
    before = {each["InstanceId"] for each in stack.running_instances()}
    stack.service()
    assert {each["InstanceId"] for each in stack.running_instances()} == before
    assert [host["runningTasksCount"] for host in stack.container_instances()] == [1, 1]


def test_all_apis_return_the_same_tasks_instances_and_targets(stack: Stack) -> None:
    stack.service()
    tasks, hosts = stack.tasks(), stack.container_instances()
    assert {task["lastStatus"] for task in tasks} == {"RUNNING"}
    assert stack.targets() == {address_of(task): "healthy" for task in tasks}
    interfaces = {each["PrivateIpAddress"]: each for each in stack.interfaces_of_tasks()}
    assert set(interfaces) == {address_of(task) for task in tasks}
    for interface in interfaces.values():
        assert [group["GroupId"] for group in interface["Groups"]] == [stack.security_group]
        assert interface["SubnetId"] in stack.subnets
    assert {task["containerInstanceArn"] for task in tasks} <= {host["containerInstanceArn"] for host in hosts}
    assert sum(host["runningTasksCount"] for host in hosts) == 2
    assert {host["ec2InstanceId"] for host in hosts} == {each["InstanceId"] for each in stack.running_instances()}
    assert {host["capacityProviderName"] for host in hosts} == {"capacity"}
    cluster = stack.aws.ecs.describe_clusters(clusters=["main"])["clusters"][0]
    assert cluster["runningTasksCount"] == 2
    assert cluster["activeServicesCount"] == 1
    assert cluster["registeredContainerInstancesCount"] == len(hosts)
    group = stack.aws.described_group()
    assert group["DesiredCapacity"] == len(group["Instances"]) == len(hosts)


def test_tasks_are_in_the_zone_of_their_instance(stack: Stack) -> None:
    stack.service(desiredCount=4, placementStrategy=[{"type": "spread", "field": "attribute:ecs.availability-zone"}])
    hosts = {host["containerInstanceArn"]: host for host in stack.container_instances()}
    zones = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in stack.aws.ec2.describe_subnets()["Subnets"]}
    tasks = stack.tasks()
    assert len(tasks) == 4
    for task in tasks:
        attributes = {each["name"]: each.get("value") for each in hosts[task["containerInstanceArn"]]["attributes"]}
        subnet = next(each["value"] for each in task["attachments"][0]["details"] if each["name"] == "subnetId")
        assert zones[subnet] == task["availabilityZone"] == attributes["ecs.availability-zone"]


def test_a_new_revision_replaces_the_tasks(stack: Stack) -> None:
    stack.service()
    old = {task["taskArn"] for task in stack.tasks()}
    revision = stack.aws.task_definition("nginx:2")
    stack.aws.ecs.update_service(cluster="main", service="web", taskDefinition=revision)
    tasks = stack.tasks()
    assert {task["taskDefinitionArn"] for task in tasks} == {revision}
    assert not old & {task["taskArn"] for task in tasks}
    assert stack.targets() == {address_of(task): "healthy" for task in tasks}
    assert len(stack.interfaces_of_tasks()) == 2
    deployments = stack.described()["deployments"]
    assert [each["rolloutState"] for each in deployments] == ["COMPLETED"]
    assert {task["startedBy"] for task in tasks} == {deployments[0]["id"]}


def test_a_full_group_at_its_maximum_size_can_deploy_a_revision(aws: Account) -> None:
    stack = Stack(aws, MaxSize=1)
    percentages = {"maximumPercent": 200, "minimumHealthyPercent": 50}
    stack.service(desiredCount=3, deploymentConfiguration=percentages)
    revision = aws.task_definition("nginx:2")
    aws.ecs.update_service(cluster="main", service="web", taskDefinition=revision)
    assert {task["taskDefinitionArn"] for task in stack.tasks()} == {revision}
    stuck = aws.task_definition("nginx:3")
    aws.ecs.update_service(
        cluster="main",
        service="web",
        taskDefinition=stuck,
        deploymentConfiguration={"maximumPercent": 200, "minimumHealthyPercent": 100},
    )
    deployments = stack.described()["deployments"]
    assert [each["status"] for each in deployments] == ["PRIMARY", "ACTIVE"]
    assert {task["taskDefinitionArn"] for task in stack.tasks()} == {revision}


def test_an_unchanged_update_starts_no_deployment(stack: Stack) -> None:
    created = stack.service()
    identifier = stack.described()["deployments"][0]["id"]
    stack.aws.ecs.update_service(cluster="main", service="web", taskDefinition=created["taskDefinition"])
    assert [each["id"] for each in stack.described()["deployments"]] == [identifier]
    stack.aws.ecs.update_service(cluster="main", service="web", forceNewDeployment=True)
    assert stack.described()["deployments"][0]["id"] != identifier


def test_a_stopped_task_is_replaced(stack: Stack) -> None:
    stack.service()
    first = stack.tasks()[0]["taskArn"]
    stopped = stack.aws.ecs.stop_task(cluster="main", task=first, reason="test")["task"]
    assert (stopped["lastStatus"], stopped["stoppedReason"]) == ("STOPPED", "test")
    assert first not in [task["taskArn"] for task in stack.tasks()]
    assert stack.described()["runningCount"] == len(stack.targets()) == 2
    listed = stack.aws.ecs.list_tasks(cluster="main", desiredStatus="STOPPED")["taskArns"]
    assert listed == [first]


def test_the_tasks_of_a_terminated_instance_run_elsewhere(stack: Stack) -> None:
    stack.service()
    instance = stack.running_instances()[0]["InstanceId"]
    stack.aws.ec2.terminate_instances(InstanceIds=[instance])
    assert stack.described()["runningCount"] == len(stack.targets()) == len(stack.interfaces_of_tasks()) == 2
    assert instance not in [host["ec2InstanceId"] for host in stack.container_instances()]


def test_deleting_a_service_and_its_group_removes_tasks_and_instances(stack: Stack) -> None:
    stack.service()
    stack.aws.ecs.delete_service(cluster="main", service="web", force=True)
    service = stack.described()
    assert (service["status"], service["runningCount"], service["desiredCount"]) == ("INACTIVE", 0, 0)
    assert stack.aws.ecs.list_services(cluster="main")["serviceArns"] == []
    assert stack.tasks() == []
    assert stack.targets() == {}
    assert stack.interfaces_of_tasks() == []
    stack.aws.associate()
    stack.aws.ecs.delete_capacity_provider(capacityProvider="capacity")
    stack.aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName="group", ForceDelete=True)
    assert stack.running_instances() == []
    assert stack.container_instances() == []
    assert stack.aws.ec2.describe_volumes()["Volumes"] == []
    stack.aws.ecs.delete_cluster(cluster="main")


def test_deleting_a_group_by_force_stops_its_tasks(stack: Stack) -> None:
    stack.service()
    stack.aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName="group", ForceDelete=True)
    assert stack.running_instances() == stack.container_instances() == stack.tasks() == []
    assert stack.targets() == {}
    assert stack.described()["runningCount"] == 0


def test_two_services_share_instances(stack: Stack) -> None:
    stack.service(desiredCount=1)
    stack.service(desiredCount=2, serviceName="other", loadBalancers=[])
    assert len(stack.running_instances()) == 1
    assert stack.described("other")["runningCount"] == 2
    assert len(stack.tasks()) == 1


def test_a_task_without_a_service_can_be_run(stack: Stack) -> None:
    network = {"awsvpcConfiguration": {"subnets": stack.subnets, "securityGroups": [stack.security_group]}}
    run = stack.aws.ecs.run_task(
        cluster="main", taskDefinition=stack.aws.task_definition(), networkConfiguration=network, count=2
    )
    assert [task["lastStatus"] for task in run["tasks"]] == ["RUNNING", "RUNNING"]
    assert run["failures"] == []
    assert {task["group"] for task in run["tasks"]} == {"family:web"}
    assert len(stack.running_instances()) == 1
    for task in run["tasks"]:
        stack.aws.ecs.stop_task(cluster="main", task=task["taskArn"])
    assert stack.running_instances() == []


def test_tasks_get_the_tags_of_their_service(stack: Stack) -> None:
    stack.service(
        tags=[{"key": "team", "value": "shop"}], propagateTags="SERVICE", enableECSManagedTags=True, desiredCount=1
    )
    arns = stack.aws.ecs.list_tasks(cluster="main")["taskArns"]
    task = stack.aws.ecs.describe_tasks(cluster="main", tasks=arns, include=["TAGS"])["tasks"][0]
    assert {tag["key"]: tag["value"] for tag in task["tags"]} == {
        "team": "shop",
        "aws:ecs:clusterName": "main",
        "aws:ecs:serviceName": "web",
    }


def test_a_thousand_tasks_are_placed_in_seconds(aws: Account) -> None:
    aws.ecs.put_account_setting_default(name="awsvpcTrunking", value="enabled")
    stack = Stack(aws, "c5.9xlarge", MaxSize=100)
    started = time.monotonic()
    # Each subnet has 251 addresses, some of which the load balancer and the instances use.
    stack.service(aws.task_definition(cpu=128, memory=64), desiredCount=1000)
    assert time.monotonic() - started < 60
    service = stack.described()
    assert 450 < service["runningCount"] < 502
    assert any("insufficient free IP addresses" in message for message in messages(service))
