"""The server refuses requests as ECS and EC2 Auto Scaling do, with AWS's codes."""

from __future__ import annotations

from typing import Any

import pytest

from localaws.tests.server.account import Account, refused


@pytest.fixture
def group(aws: Account) -> str:
    """Create an Auto Scaling group in two subnets, protected from scale-in; return its ARN."""
    return aws.group(aws.subnets(aws.vpc()), aws.launch_template())


@pytest.fixture
def subnets(aws: Account, group: str) -> list[str]:
    """Return the subnets of the group."""
    assert group
    return [subnet["SubnetId"] for subnet in aws.ec2.describe_subnets()["Subnets"] if not subnet["DefaultForAz"]]


def test_a_cluster_with_a_service_cannot_be_deleted(aws: Account, subnets: list[str]) -> None:
    aws.cluster()
    aws.service(aws.task_definition(), subnets, [], desiredCount=0)
    with refused("ClusterContainsServicesException"):
        aws.ecs.delete_cluster(cluster="main")
    aws.ecs.delete_service(cluster="main", service="web")
    aws.ecs.delete_cluster(cluster="main")


def test_a_cluster_with_container_instances_cannot_be_deleted(aws: Account, subnets: list[str]) -> None:
    aws.cluster()
    aws.autoscaling.set_desired_capacity(AutoScalingGroupName="group", DesiredCapacity=1)
    assert subnets
    with refused("ClusterContainsContainerInstancesException"):
        aws.ecs.delete_cluster(cluster="main")
    aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName="group", ForceDelete=True)
    aws.ecs.delete_cluster(cluster="main")


def test_a_deleted_cluster_cannot_be_used(aws: Account, subnets: list[str]) -> None:
    aws.cluster()
    aws.ecs.delete_cluster(cluster="main")
    assert aws.ecs.describe_clusters(clusters=["main"])["clusters"][0]["status"] == "INACTIVE"
    with refused("ClusterNotFoundException"):
        aws.service(aws.task_definition(), subnets, [])
    assert aws.ecs.list_clusters()["clusterArns"] == []


@pytest.mark.parametrize("name", ["aws-capacity", "ecs-capacity", "fargate-capacity"])
def test_a_capacity_provider_with_a_reserved_name_is_refused(aws: Account, group: str, name: str) -> None:
    with refused("ClientException", "cannot be prefixed with aws, ecs, or fargate"):
        aws.capacity_provider(group, name)


def test_a_capacity_provider_needs_a_free_name_and_its_own_group(aws: Account, group: str) -> None:
    with refused("ClientException", "Auto Scaling group ARN is not valid"):
        aws.capacity_provider(group + "x", "other")
    aws.capacity_provider(group)
    with refused("ClientException", "already exists"):
        aws.capacity_provider(group)
    with refused("ClientException", "already being used by another capacity provider"):
        aws.capacity_provider(group, "other")


def test_managed_termination_protection_needs_scale_in_protection(aws: Account) -> None:
    arn = aws.group(aws.subnets(aws.vpc()), aws.launch_template(), NewInstancesProtectedFromScaleIn=False)
    with refused("ClientException", "must have instance protection from scale in enabled"):
        aws.capacity_provider(arn)
    aws.capacity_provider(arn, protection=False)
    with refused("ClientException", "must have instance protection from scale in enabled"):
        aws.ecs.update_capacity_provider(
            name="capacity", autoScalingGroupProvider={"managedTerminationProtection": "ENABLED"}
        )


def test_a_capacity_provider_of_a_cluster_cannot_be_deleted_and_the_error_says_why(aws: Account, group: str) -> None:
    aws.cluster()
    aws.associate(aws.capacity_provider(group))
    answer = aws.ecs.delete_capacity_provider(capacityProvider="capacity")["capacityProvider"]
    assert (answer["status"], answer["updateStatus"]) == ("ACTIVE", "DELETE_FAILED")
    assert "it is associated with cluster: main." in answer["updateStatusReason"]
    aws.associate()
    answer = aws.ecs.delete_capacity_provider(capacityProvider="capacity")["capacityProvider"]
    assert answer["updateStatus"] == "DELETE_COMPLETE"
    assert aws.ecs.describe_capacity_providers(capacityProviders=["capacity"])["capacityProviders"] == []


def test_a_capacity_provider_of_a_service_cannot_be_disassociated(aws: Account, group: str, subnets: list[str]) -> None:
    aws.cluster()
    aws.associate(aws.capacity_provider(group))
    aws.service(aws.task_definition(), subnets, [], desiredCount=0)
    with refused("ResourceInUseException", "The specified capacity provider is in use and cannot be removed."):
        aws.associate()
    aws.ecs.delete_service(cluster="main", service="web")
    aws.associate()


def test_a_strategy_without_a_weight_is_refused(aws: Account, group: str, subnets: list[str]) -> None:
    aws.cluster()
    aws.associate(aws.capacity_provider(group))
    definition, vpc = aws.task_definition(), {"subnets": subnets}
    given = {"cluster": "main", "networkConfiguration": {"awsvpcConfiguration": vpc}, "taskDefinition": definition}
    strategy = [{"capacityProvider": "capacity", "base": 1}]
    with refused("InvalidParameterException", "no capacity providers with a weight value greater than zero"):
        aws.ecs.run_task(**given, capacityProviderStrategy=strategy)
    with refused("InvalidParameterException", "no capacity providers with a weight value greater than zero"):
        aws.ecs.create_service(serviceName="web", **given, capacityProviderStrategy=strategy)
    aws.ecs.put_cluster_capacity_providers(
        cluster="main", capacityProviders=["capacity"], defaultCapacityProviderStrategy=strategy
    )
    with refused("InvalidParameterException", "in the default capacity provider strategy"):
        aws.ecs.run_task(**given)


def test_an_unknown_capacity_provider_is_refused(aws: Account, subnets: list[str]) -> None:
    aws.cluster()
    with refused("InvalidParameterException", "The specified capacity provider was not found."):
        aws.associate("missing")
    with refused("InvalidParameterException", "not associated with the cluster"):
        aws.ecs.put_cluster_capacity_providers(
            cluster="main",
            capacityProviders=[],
            defaultCapacityProviderStrategy=[{"capacityProvider": "missing", "weight": 1}],
        )
    strategy = [{"capacityProvider": "missing", "weight": 1}]
    with refused("InvalidParameterException", "not associated with the cluster"):
        aws.service(aws.task_definition(), subnets, [], capacityProviderStrategy=strategy)
    with refused("InvalidParameterException", "Specifying both a launch type and capacity provider strategy"):
        aws.service(aws.task_definition(), subnets, [], capacityProviderStrategy=strategy, launchType="EC2")


def test_a_service_name_in_use_is_refused(aws: Account, subnets: list[str]) -> None:
    aws.cluster()
    definition = aws.task_definition()
    aws.service(definition, subnets, [], desiredCount=0)
    with refused("InvalidParameterException", "Creation of service was not idempotent."):
        aws.service(definition, subnets, [])
    aws.ecs.delete_service(cluster="main", service="web")
    aws.service(definition, subnets, [])


def test_a_service_with_tasks_is_deleted_only_with_force(aws: Account, subnets: list[str]) -> None:
    aws.cluster()
    aws.service(aws.task_definition(), subnets, [], desiredCount=1)
    with refused("InvalidParameterException", "The service cannot be stopped while it is scaled above 0."):
        aws.ecs.delete_service(cluster="main", service="web")
    aws.ecs.delete_service(cluster="main", service="web", force=True)
    with refused("ServiceNotActiveException"):
        aws.ecs.update_service(cluster="main", service="web", desiredCount=1)


def test_the_target_group_of_a_service_needs_a_load_balancer_and_the_type_ip(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    aws.cluster()
    definition, target_group = aws.task_definition(), aws.target_group(vpc)
    attachment = {"targetGroupArn": target_group, "containerName": "web", "containerPort": 80}
    with refused("InvalidParameterException", f"{target_group} does not have an associated load balancer."):
        aws.service(definition, subnets, [], loadBalancers=[attachment])
    balancer = aws.load_balancer(subnets)
    aws.listener(balancer, target_group)
    instances = aws.target_group(vpc, "instances", "instance")
    aws.listener(balancer, instances, port=81)
    with refused("InvalidParameterException", "target type instance, which is incompatible with the awsvpc"):
        aws.service(definition, subnets, [], loadBalancers=[{**attachment, "targetGroupArn": instances}])
    with refused("InvalidParameterException", "The container other does not exist in the task definition."):
        aws.service(definition, subnets, [], loadBalancers=[{**attachment, "containerName": "other"}])
    with refused("InvalidParameterException", "The container web did not have a container port 8080 defined."):
        aws.service(definition, subnets, [], loadBalancers=[{**attachment, "containerPort": 8080}])
    aws.service(definition, subnets, [], loadBalancers=[attachment])


def test_a_service_in_awsvpc_mode_needs_a_network_configuration(aws: Account) -> None:
    aws.cluster()
    with refused("InvalidParameterException", "Network Configuration must be provided when networkMode 'awsvpc'"):
        aws.ecs.create_service(cluster="main", serviceName="web", taskDefinition=aws.task_definition())


def test_an_inactive_task_definition_is_refused(aws: Account, subnets: list[str]) -> None:
    aws.cluster()
    definition = aws.task_definition()
    aws.ecs.deregister_task_definition(taskDefinition=definition)
    with refused("ClientException", "TaskDefinition is inactive"):
        aws.service(definition, subnets, [])


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"MinSize": 3, "MaxSize": 2}, "Max bound, 2, must be greater than or equal to min bound, 3"),
        (
            {"MinSize": 0, "MaxSize": 2, "DesiredCapacity": 3},
            "Desired capacity:3 must be between the specified min size:0 and max size:2",
        ),
    ],
)
def test_inconsistent_sizes_of_a_group_are_refused(aws: Account, sizes: dict[str, Any], message: str) -> None:
    subnets, template = aws.subnets(aws.vpc()), aws.launch_template()
    with refused("ValidationError", message):
        aws.group(subnets, template, **sizes)
    aws.group(subnets, template)
    with refused("ValidationError", message):
        aws.autoscaling.update_auto_scaling_group(AutoScalingGroupName="group", **sizes)


def test_a_desired_capacity_above_the_maximum_size_is_refused(aws: Account, group: str) -> None:
    assert group
    with refused("ValidationError", "New SetDesiredCapacity value 11 is above max value 10"):
        aws.autoscaling.set_desired_capacity(AutoScalingGroupName="group", DesiredCapacity=11)


def test_a_group_with_instances_is_deleted_only_with_force(aws: Account, group: str) -> None:
    assert group
    aws.autoscaling.set_desired_capacity(AutoScalingGroupName="group", DesiredCapacity=2)
    with refused("ResourceInUse", "You cannot delete an AutoScalingGroup while there are instances"):
        aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName="group")
    aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName="group", ForceDelete=True)
    reservations = aws.ec2.describe_instances()["Reservations"]
    states = {instance["State"]["Name"] for each in reservations for instance in each["Instances"]}
    assert states == {"terminated"}
    with refused("ValidationError", "AutoScalingGroup name not found"):
        aws.autoscaling.delete_auto_scaling_group(AutoScalingGroupName="group")


def test_a_group_name_in_use_is_refused(aws: Account, group: str, subnets: list[str]) -> None:
    assert group
    template = aws.ec2.describe_launch_templates()["LaunchTemplates"][0]["LaunchTemplateId"]
    with refused("AlreadyExists", "A group with the name group already exists"):
        aws.group(subnets, template)


def test_a_group_needs_a_usable_launch_template(aws: Account) -> None:
    subnets = aws.subnets(aws.vpc())
    with refused("ValidationError", "template ID lt-0123456789abcdef0, does not exist"):
        aws.group(subnets, "lt-0123456789abcdef0")
    profile = aws.launch_template("profile", IamInstanceProfile={"Name": "missing"})
    with refused("ValidationError", "Invalid IAM Instance Profile name"):
        aws.group(subnets, profile)
    image = aws.launch_template("image", ImageId="ami-00000000000000000")
    with refused("ValidationError", "The image id '[ami-00000000000000000]' does not exist"):
        aws.group(subnets, image)
    groups = aws.launch_template("groups", SecurityGroupIds=["sg-00000000000000000"])
    with refused("ValidationError", "The security group 'sg-00000000000000000' does not exist"):
        aws.group(subnets, groups)
    parameter = aws.launch_template("parameter", ImageId="resolve:ssm:/no/such")
    with refused("ValidationError", "The parameter '/no/such' does not exist"):
        aws.group(subnets, parameter)
    with refused("ValidationError", "instance type 'c5.huge' is not supported"):
        aws.group(subnets, aws.launch_template("type", instance_type="c5.huge"))
    template = aws.launch_template("version")
    aws.group(subnets, template)
    with refused("ValidationError", "launch template version 7 does not exist"):
        aws.autoscaling.update_auto_scaling_group(
            AutoScalingGroupName="group", LaunchTemplate={"LaunchTemplateId": template, "Version": "7"}
        )


def test_a_group_needs_a_template_or_a_mixed_instances_policy_with_known_types(aws: Account) -> None:
    subnets, template = aws.subnets(aws.vpc()), {"LaunchTemplateId": aws.launch_template(), "Version": "1"}
    policy = {"LaunchTemplate": {"LaunchTemplateSpecification": template, "Overrides": [{"InstanceType": "m5.large"}]}}
    unknown = {"LaunchTemplate": {**policy["LaunchTemplate"], "Overrides": [{"InstanceType": "m9.huge"}]}}
    group = {"AutoScalingGroupName": "group", "MinSize": 0, "MaxSize": 1, "VPCZoneIdentifier": ",".join(subnets)}
    either = "Valid requests must contain either LaunchTemplate"
    with refused("ValidationError", either):
        aws.autoscaling.create_auto_scaling_group(**group, LaunchTemplate=template, MixedInstancesPolicy=policy)
    with refused("ValidationError", either):
        aws.autoscaling.create_auto_scaling_group(**group)
    with refused("ValidationError", "instance type 'm9.huge' is not supported"):
        aws.autoscaling.create_auto_scaling_group(**group, MixedInstancesPolicy=unknown)
    aws.autoscaling.create_auto_scaling_group(**group, MixedInstancesPolicy=policy)
    with refused("ValidationError", either):
        aws.autoscaling.update_auto_scaling_group(
            AutoScalingGroupName="group", LaunchTemplate=template, MixedInstancesPolicy=policy
        )
