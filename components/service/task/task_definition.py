"""The task definition of a service, its log group and its roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from ...cluster.capacity import Capacity
from ...foundation.region import Region
from .container_args import SidecarArgs
from .container_definitions import awslogs_options, canonical_json, container_definition, log_configuration
from .container_inputs import container_inputs, firelens_configuration, refuse_wrong_environment
from .image_build import build_image
from .logging_args import LoggingArgs
from .task_args import TaskArgs
from .task_roles import TaskRoles
from .volume_args import MountArgs, VolumeArgs


class ServiceTask:
    """A task of a service, children of the service's component.

    Creates a log group, the roles (:class:`TaskRoles`), and a task definition with the service's own container and its
    sidecars; with ``build``, also the image (:func:`build_image`). The definition waits for ``after``: the dependencies
    of the service, and resources whose creation takes longer than it takes ECS to see a new role. ``port_mapping`` is
    the port mapping of the own container in ECS's form. ``keep_revisions`` leaves old revisions active.
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
        self._child = pulumi.ResourceOptions(parent=parent)
        self._port_mapping = port_mapping
        self.log_group = aws.cloudwatch.LogGroup(
            name, retention_in_days=args.log_retention_days, kms_key_id=args.log_key_arn, opts=self._child
        )
        self.roles = TaskRoles(name, args, region, capacity.execute_command_log_group_arn, parent)
        # ECS checks the permission to pass the roles when it registers the definition. It may not see a role that is
        # only seconds old, and the provider does not retry (terraform-aws-modules/terraform-aws-ecs#414).
        waiting = pulumi.ResourceOptions(depends_on=[*self.roles.ready, *after])
        self.definition = aws.ecs.TaskDefinition(
            name,
            family=name,
            cpu=str(args.cpu),
            memory=str(args.memory),
            network_mode="awsvpc",
            requires_compatibilities=["EC2"],
            execution_role_arn=self.roles.execution_role_arn,
            task_role_arn=self.roles.task_role_arn,
            volumes=[_volume(volume, args.volumes[volume]) for volume in sorted(args.volumes)] or None,
            container_definitions=self._container_definitions(),
            skip_destroy=keep_revisions or None,
            opts=pulumi.ResourceOptions.merge(self._child, waiting),
        )

    def _image(self) -> pulumi.Input[str]:
        if self._args.build is not None:
            return build_image(self._name, self._args.build, self._capacity.instance_types, self._child)
        if self._args.image is None:
            raise ValueError("TaskArgs allows image to be None only with build")
        return self._args.image

    def _container_definitions(self) -> pulumi.Output[str]:
        args = self._args

        def definitions(known: Mapping[str, Any]) -> str:
            containers = [self._own_container(known)]
            for name, sidecar in sorted(args.sidecars.items()):
                containers.append(self._sidecar(name, sidecar, known["sidecars"][name], known["log_group"]))
            return canonical_json(containers)

        return pulumi.Output.all(
            log_group=self.log_group.name,
            own=container_inputs(self._image(), args, args.container),
            sidecars={
                name: container_inputs(sidecar.image, sidecar, sidecar) for name, sidecar in args.sidecars.items()
            },
        ).apply(definitions)

    def _own_container(self, known: Mapping[str, Any]) -> dict[str, Any]:
        args, own = self._args, known["own"]
        refuse_wrong_environment(own, (self._name,))
        mounted = {name: volume for name, volume in args.volumes.items() if volume.container_path is not None}
        return container_definition(
            args.container,
            own,
            name=self._name,
            cpu=args.own_cpu,
            memory=args.own_memory,
            log_configuration=self._log_configuration(args.logging, own, known["log_group"], self._name),
            port_mapping=self._port_mapping,
            mount_points=_mount_points(mounted),
            gpu=args.gpu,
            init_process=args.execute_command,
        )

    def _sidecar(self, name: str, args: SidecarArgs, known: Mapping[str, Any], log_group: str) -> dict[str, Any]:
        refuse_wrong_environment(known, (self._name, "sidecars", name))
        return container_definition(
            args,
            known,
            name=name,
            cpu=args.cpu,
            memory=args.memory,
            essential=args.essential,
            log_configuration=self._log_configuration(args.logging, known, log_group, name),
            mount_points=_mount_points(args.volumes),
            firelens=firelens_configuration(args.firelens, known),
        )

    def _log_configuration(
        self, args: LoggingArgs, known: Mapping[str, Any], log_group: str, prefix: str
    ) -> dict[str, Any]:
        own = awslogs_options(log_group, self._region.name, prefix) if args.driver == "awslogs" else {}
        return log_configuration(args.driver, {**own, **known["log_options"]}, known["log_secrets"])


def _mount_points(mounts: Mapping[str, VolumeArgs | MountArgs]) -> list[dict[str, Any]]:
    return [
        {"sourceVolume": volume, "containerPath": mount.container_path, "readOnly": mount.read_only}
        for volume, mount in sorted(mounts.items())
    ]


def _volume(name: str, args: VolumeArgs) -> aws.ecs.TaskDefinitionVolumeArgs:
    if args.file_system_id is None:
        return aws.ecs.TaskDefinitionVolumeArgs(name=name, host_path=args.host_path)
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
