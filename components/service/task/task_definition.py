"""What runs: a service's task definition, its log group and its roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from ...cluster.capacity import Capacity
from ...foundation.region import Region
from .container_definitions import canonical_json, container_definition
from .image_build import build_image
from .task_args import TaskArgs
from .task_roles import TaskRoles
from .volume_args import EfsVolumeArgs


class ServiceTask:
    """A task of a service, children of the service's component.

    Creates a log group, what :class:`TaskRoles` lists, and a task definition of the service's
    own container and its sidecars; with ``build`` what :func:`build_image` lists. The
    definition waits for ``after``: what the service waits for too, and what takes longer than IAM takes to tell ECS of
    a new role. ``port_mapping`` is that of the own container, as ECS writes it. ``keep_revisions`` leaves old revisions
    active.
    """

    definition: aws.ecs.TaskDefinition
    log_group: aws.cloudwatch.LogGroup
    roles: TaskRoles

    def __init__(
        self,
        name: str,
        args: TaskArgs,
        capacity: Capacity,
        region: Region,
        *,
        port_mapping: Mapping[str, Any] | None,
        keep_revisions: bool,
        after: Sequence[pulumi.Resource],
        parent: pulumi.Resource,
    ) -> None:
        self._name = name
        self._args = args
        self._capacity = capacity
        self._region = region
        self._parent = parent
        self._port_mapping = port_mapping
        child = pulumi.ResourceOptions(parent=parent)
        self.log_group = aws.cloudwatch.LogGroup(
            name, retention_in_days=args.log_retention_days, kms_key_id=args.log_key_arn, opts=child
        )
        self.roles = TaskRoles(name, args, region, capacity.execute_command_log_group_arn, parent)
        # ECS checks the right to pass the roles when it registers the definition. A role that is seconds old it may not
        # see yet, and the provider does not try again (terraform-aws-modules/terraform-aws-ecs#414).
        waiting = pulumi.ResourceOptions(depends_on=[*self.roles.ready, *after])
        self.definition = aws.ecs.TaskDefinition(
            name,
            family=name,
            cpu=str(args.cpu),
            memory=str(args.memory),
            network_mode="awsvpc",
            requires_compatibilities=["EC2"],
            execution_role_arn=self.roles.execution_role.arn,
            task_role_arn=self.roles.task_role.arn if self.roles.task_role else None,
            volumes=[_volume(volume, args.volumes[volume]) for volume in sorted(args.volumes)] or None,
            container_definitions=self._container_definitions(),
            skip_destroy=keep_revisions or None,
            opts=pulumi.ResourceOptions.merge(child, waiting),
        )

    def _image(self) -> pulumi.Input[str]:
        if self._args.build is not None:
            return build_image(self._name, self._args.build, self._capacity.instance_types, parent=self._parent)
        if self._args.image is None:
            raise ValueError("TaskArgs lets image be None only beside build")
        return self._args.image

    def _container_definitions(self) -> pulumi.Output[str]:
        sidecars = self._args.sidecars
        return pulumi.Output.all(
            log_group=self.log_group.name,
            image=self._image(),
            environment=self._args.environment,
            secrets=self._args.secrets,
            sidecar_images={name: sidecar.image for name, sidecar in sidecars.items()},
            sidecar_environments={name: sidecar.environment for name, sidecar in sidecars.items()},
            sidecar_secrets={name: sidecar.secrets for name, sidecar in sidecars.items()},
        ).apply(lambda known: canonical_json([self._own_container(known), *self._sidecars(known)]))

    def _own_container(self, known: Mapping[str, Any]) -> dict[str, Any]:
        args = self._args
        return container_definition(
            args.container,
            name=self._name,
            image=known["image"],
            cpu=args.own_cpu,
            memory=args.own_memory,
            log_group=known["log_group"],
            region=self._region.name,
            environment=known["environment"],
            secrets=known["secrets"],
            port_mapping=self._port_mapping,
            mount_points=[
                {
                    "sourceVolume": volume,
                    "containerPath": args.volumes[volume].container_path,
                    "readOnly": args.volumes[volume].read_only,
                }
                for volume in sorted(args.volumes)
            ],
            init_process=args.execute_command,
        )

    def _sidecars(self, known: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            container_definition(
                sidecar,
                name=name,
                image=known["sidecar_images"][name],
                cpu=sidecar.cpu,
                memory=sidecar.memory,
                essential=sidecar.essential,
                log_group=known["log_group"],
                region=self._region.name,
                environment=known["sidecar_environments"][name],
                secrets=known["sidecar_secrets"][name],
            )
            for name, sidecar in sorted(self._args.sidecars.items())
        ]


def _volume(name: str, args: EfsVolumeArgs) -> aws.ecs.TaskDefinitionVolumeArgs:
    authorization = aws.ecs.TaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfigArgs(
        access_point_id=args.access_point_id, iam="ENABLED"
    )
    return aws.ecs.TaskDefinitionVolumeArgs(
        name=name,
        efs_volume_configuration=aws.ecs.TaskDefinitionVolumeEfsVolumeConfigurationArgs(
            file_system_id=args.file_system_id,
            root_directory=args.root_directory,
            transit_encryption="ENABLED",
            authorization_config=authorization,
        ),
    )
