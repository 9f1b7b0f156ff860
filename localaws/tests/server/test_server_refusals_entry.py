"""The server refuses requests as Elastic Load Balancing and IAM do, with their codes."""

from __future__ import annotations

from localaws.tests.server.account import TRUST, Account, refused

POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'


def test_a_load_balancer_needs_two_zones(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    with refused("ValidationError", "At least two subnets in two different Availability Zones must be specified"):
        aws.load_balancer(subnets[:1])
    same_zone = aws.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1a")["Subnet"]
    with refused("InvalidConfigurationRequest", "multiple subnets in the same Availability Zone"):
        aws.load_balancer([subnets[0], same_zone["SubnetId"]])
    aws.load_balancer(subnets)


def test_an_internet_facing_load_balancer_needs_an_internet_gateway(aws: Account) -> None:
    vpc = aws.vpc(internet=False)
    subnets = aws.subnets(vpc)
    with refused("InvalidSubnet", f"VPC {vpc} has no internet gateway"):
        aws.load_balancer(subnets)
    aws.load_balancer(subnets, Scheme="internal")


def test_a_load_balancer_needs_existing_subnets_and_groups(aws: Account) -> None:
    with refused("SubnetNotFound"):
        aws.load_balancer(["subnet-00000000000000000", "subnet-11111111111111111"])
    with refused("InvalidSecurityGroup"):
        aws.load_balancer(aws.subnets(aws.vpc()), SecurityGroups=["sg-00000000000000000"])


def test_the_name_of_another_load_balancer_is_refused(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    aws.load_balancer(subnets)
    with refused("DuplicateLoadBalancerName"):
        aws.load_balancer(subnets, SecurityGroups=[aws.security_group(vpc)])


def test_a_protected_load_balancer_cannot_be_deleted(aws: Account) -> None:
    balancer = aws.load_balancer(aws.subnets(aws.vpc()))
    for value in ("true", "false"):
        attribute = {"Key": "deletion_protection.enabled", "Value": value}
        aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=[attribute])
        if value == "true":
            with refused("OperationNotPermitted", "deletion protection is enabled"):
                aws.elbv2.delete_load_balancer(LoadBalancerArn=balancer)
    aws.elbv2.delete_load_balancer(LoadBalancerArn=balancer)


def test_the_target_group_of_a_listener_cannot_be_deleted(aws: Account) -> None:
    vpc = aws.vpc()
    target_group = aws.target_group(vpc)
    listener = aws.listener(aws.load_balancer(aws.subnets(vpc)), target_group)
    with refused("ResourceInUse", "is currently in use by a listener or a rule"):
        aws.elbv2.delete_target_group(TargetGroupArn=target_group)
    aws.elbv2.delete_listener(ListenerArn=listener)
    aws.elbv2.delete_target_group(TargetGroupArn=target_group)


def test_a_target_group_belongs_to_one_load_balancer(aws: Account) -> None:
    vpc = aws.vpc()
    subnets = aws.subnets(vpc)
    target_group, other_group = aws.target_group(vpc), aws.target_group(vpc, "other")
    first, second = aws.load_balancer(subnets), aws.load_balancer(subnets, "second")
    aws.listener(first, target_group)
    aws.listener(first, target_group, port=81)
    with refused("TargetGroupAssociationLimit", target_group):
        aws.listener(second, target_group)
    listener = aws.listener(second, other_group)
    action = {"Type": "forward", "TargetGroupArn": target_group}
    with refused("TargetGroupAssociationLimit"):
        aws.elbv2.modify_listener(ListenerArn=listener, DefaultActions=[action])
    with refused("TargetGroupAssociationLimit"):
        aws.elbv2.create_rule(
            ListenerArn=listener,
            Priority=1,
            Conditions=[{"Field": "path-pattern", "Values": ["/x"]}],
            Actions=[action],
        )


def test_the_port_of_another_listener_is_refused(aws: Account) -> None:
    vpc = aws.vpc()
    balancer, target_group = aws.load_balancer(aws.subnets(vpc)), aws.target_group(vpc)
    aws.listener(balancer, target_group)
    with refused("DuplicateListener"):
        aws.listener(balancer, target_group)


def test_a_role_with_policies_or_in_a_profile_cannot_be_deleted(aws: Account) -> None:
    policy = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
    aws.iam.create_role(RoleName="host", AssumeRolePolicyDocument=TRUST)
    aws.iam.attach_role_policy(RoleName="host", PolicyArn=policy)
    aws.iam.put_role_policy(RoleName="host", PolicyName="inline", PolicyDocument=POLICY)
    aws.iam.create_instance_profile(InstanceProfileName="host")
    aws.iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="host")
    with refused("LimitExceeded", "InstanceSessionsPerInstanceProfile: 1"):
        aws.iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="host")
    with refused("DeleteConflict", "must remove roles from instance profile first"):
        aws.iam.delete_instance_profile(InstanceProfileName="host")
    with refused("DeleteConflict", "must remove roles from instance profile first"):
        aws.iam.delete_role(RoleName="host")
    aws.iam.remove_role_from_instance_profile(InstanceProfileName="host", RoleName="host")
    with refused("DeleteConflict", "must detach all policies first"):
        aws.iam.delete_role(RoleName="host")
    aws.iam.detach_role_policy(RoleName="host", PolicyArn=policy)
    with refused("DeleteConflict", "must delete policies first"):
        aws.iam.delete_role(RoleName="host")
    aws.iam.delete_role_policy(RoleName="host", PolicyName="inline")
    aws.iam.delete_role(RoleName="host")
    aws.iam.delete_instance_profile(InstanceProfileName="host")


def test_an_unknown_policy_is_refused(aws: Account) -> None:
    aws.iam.create_role(RoleName="host", AssumeRolePolicyDocument=TRUST)
    with refused("NoSuchEntity"):
        aws.iam.attach_role_policy(RoleName="host", PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy")
