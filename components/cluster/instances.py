"""The EC2 instances of a cluster, and the Auto Scaling group that starts and terminates them."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from ..foundation.exclusive import create_exclusive_policies, create_exclusive_rules
from ..foundation.iam_role import attach_policies, create_role
from ..foundation.region import Region
from ..foundation.security_group import create_security_group
from ..network.network import Network
from .ec2_ecs_cluster_args import Ec2EcsClusterArgs
from .launch_template import create_launch_template
from .outdated_instances import warn_of_outdated

INSTANCE_POLICY = "service-role/AmazonEC2ContainerServiceforEC2Role"
SSM_POLICY = "AmazonSSMManagedInstanceCore"
SECONDS_A_DAY = 86_400


class ContainerInstances:
    """An Auto Scaling group of instances that register with the cluster, children of the cluster's component.

    Creates a role and an instance profile, a security group without ingress, a launch template and the group. With
    ``eni_trunking``, sets the account's default, which stays when the stack is deleted.
    """

    group: aws.autoscaling.Group
    security_group: aws.ec2.SecurityGroup

    def __init__(
        self,
        name: str,
        args: Ec2EcsClusterArgs,
        cluster: aws.ecs.Cluster,
        network: Network,
        region: Region,
        parent: pulumi.Resource,
    ) -> None:
        self._name = f"{name}-instance"
        self._args = args
        self._child = pulumi.ResourceOptions(parent=parent)
        self.security_group, egress = create_security_group(
            self._name, "Access to the EC2 hosts that run containers", network.vpc_id, self._child
        )
        role, policies = self._create_role(region)
        profile = self._create_profile(role, policies)
        template = create_launch_template(self._name, args, cluster, profile, self.security_group, region, self._child)
        before = [*network.egress, egress, *self._trunk(name)]
        self.group = self._create_group(name, template, network, before)
        warn_of_outdated(self.group, template, parent, manual=args.instance_refresh == "manual")
        if args.exclusive_permissions:
            create_exclusive_rules(self._name, self.security_group, [egress], self._child)
            after = pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[self.group]))
            create_exclusive_policies(self._name, role, policies, after)

    def _create_role(self, region: Region) -> tuple[aws.iam.Role, list[aws.iam.RolePolicyAttachment]]:
        policies = [INSTANCE_POLICY, *([SSM_POLICY] if self._args.ssm_access else [])]
        role, attachments = create_role(self._name, "ec2.amazonaws.com", policies, region, self._child)
        further = attach_policies(self._name, role, self._args.instance_policy_arns, self._child)
        return role, [*attachments, *further]

    def _create_profile(
        self, role: aws.iam.Role, policies: list[aws.iam.RolePolicyAttachment]
    ) -> aws.iam.InstanceProfile:
        options = pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[*policies]))
        return aws.iam.InstanceProfile(self._name, path="/", role=role.name, opts=options)

    def _trunk(self, name: str) -> list[pulumi.Resource]:
        """Turn on ENI trunking for the account, for all instances that register afterwards."""
        if not self._args.eni_trunking:
            return []
        # The default is for the whole account and region: other stacks may need it after this one is deleted.
        keep = pulumi.ResourceOptions(retain_on_delete=True)
        return [
            aws.ecs.AccountSettingDefault(
                f"{name}-eni-trunking",
                name="awsvpcTrunking",
                value="enabled",
                opts=pulumi.ResourceOptions.merge(self._child, keep),
            )
        ]

    def _create_group(
        self, name: str, template: aws.ec2.LaunchTemplate, network: Network, before: list[pulumi.Resource]
    ) -> aws.autoscaling.Group:
        args, lifetime = self._args, self._args.max_instance_lifetime_days
        version = template.latest_version.apply(str)
        return aws.autoscaling.Group(
            f"{name}-instances",
            vpc_zone_identifiers=network.private_subnet_ids,
            launch_template=None if args.is_mixed else {"id": template.id, "version": version},
            mixed_instances_policy=_mixed_instances(args, template, version) if args.is_mixed else None,
            capacity_rebalance=True if args.uses_spot else None,
            min_size=args.min_size,
            max_size=args.max_size,
            desired_capacity=args.initial_capacity,
            # Auto Scaling does not replace a protected instance at its maximum lifetime.
            protect_from_scale_in=lifetime is None,
            max_instance_lifetime=lifetime * SECONDS_A_DAY if lifetime else None,
            # The new instance starts before the old one is terminated.
            # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-maintenance-policy.html
            instance_maintenance_policy=(
                {"min_healthy_percentage": 100, "max_healthy_percentage": 110} if lifetime else None
            ),
            # The provider would wait for exactly the number of instances in its state, which ECS changes all the time.
            # It would also fail at the first failed launch, which AWS retries in another zone. If instances do not
            # start, the rollouts of the services fail.
            wait_for_capacity_timeout="0",
            ignore_failed_scaling_activities=True,
            # Free of charge; the capacity alarm compares them.
            enabled_metrics=[
                aws.autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES,
                aws.autoscaling.Metric.GROUP_MAX_SIZE,
            ],
            # Instances stay protected for some time after their last task; without force, they would block the
            # teardown.
            force_delete=True,
            tags=[
                {"key": "AmazonECSManaged", "value": "true", "propagate_at_launch": True},
                {"key": "Name", "value": self._name, "propagate_at_launch": True},
            ],
            instance_refresh=_instance_refresh(args),
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    depends_on=before,
                    ignore_changes=["desiredCapacity"],
                    custom_timeouts=pulumi.CustomTimeouts(delete="30m"),
                ),
            ),
        )


def _instance_refresh(args: Ec2EcsClusterArgs) -> aws.autoscaling.GroupInstanceRefreshArgsDict | None:
    """Return how an update replaces the instances, None if it does not.

    Another launch template replaces the instances one after another. Other subnets do, too, because AWS does not delete
    a subnet with an instance. All instances are protected from scale-in, so the group itself would not move them;
    "Refresh" replaces protected instances after ECS has drained each (managed draining). skip_matching is off, because
    it regards an instance of the current template as up to date in any subnet. The triggers have the provider's names.
    """
    if args.instance_refresh == "manual":
        return None
    triggers = ["vpc_zone_identifier"]
    if args.max_instance_lifetime_days:
        # Existing instances keep their protection until they are replaced.
        triggers.append("protect_from_scale_in")
    preferences: aws.autoscaling.GroupInstanceRefreshPreferencesArgsDict = {"scale_in_protected_instances": "Refresh"}
    return {"strategy": "Rolling", "preferences": preferences, "triggers": triggers}


def _mixed_instances(
    args: Ec2EcsClusterArgs, template: aws.ec2.LaunchTemplate, version: pulumi.Output[str]
) -> aws.autoscaling.GroupMixedInstancesPolicyArgsDict:
    return {
        "launch_template": {
            "launch_template_specification": {"launch_template_id": template.id, "version": version},
            "overrides": [{"instance_type": instance_type} for instance_type in args.all_instance_types],
        },
        "instances_distribution": {
            "on_demand_base_capacity": args.on_demand_base,
            "on_demand_percentage_above_base_capacity": 100 - args.spot_percent,
            "spot_allocation_strategy": "price-capacity-optimized",
        },
    }
