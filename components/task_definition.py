"""What runs: a service's task definition, its log group and its roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from .awsvpc_service_args import AwsvpcServiceArgs, EfsVolumeArgs
from .capacity import Capacity
from .container_definitions import canonical_json, container_definition
from .discovery import PORT_NAME
from .image_build import build_image
from .region import Region
from .task_roles import TaskRoles

EXECUTE_COMMAND_ACTIONS = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions"""


class ServiceTask:
    """A task of the service, children of the service's component.

    Creates a log group, what :class:`~components.task_roles.TaskRoles` lists, and a task definition of the service's
    own container and its sidecars; with ``build`` what :func:`~components.image_build.build_image` lists.
    """

    definition: aws.ecs.TaskDefinition
    log_group: aws.cloudwatch.LogGroup
    roles: TaskRoles

    def __init__(
        self, name: str, args: AwsvpcServiceArgs, capacity: Capacity, region: Region, parent: pulumi.Resource
    ) -> None:
        self._name = name
        self._args = args
        self._capacity = capacity
        self._region = region
        self._parent = parent
        child = pulumi.ResourceOptions(parent=parent)
        self.log_group = aws.cloudwatch.LogGroup(
            name, retention_in_days=args.log_retention_days, kms_key_id=args.log_key_arn, opts=child
        )
        self.roles = TaskRoles(
            name,
            args.task_role,
            region,
            parent,
            secrets=[secret for secrets in self._secrets() for secret in secrets.values()],
            secrets_key_arns=args.secrets_key_arns,
            statements=self._statements(),
        )
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
            opts=child,
        )

    def _secrets(self) -> list[Mapping[str, pulumi.Input[str]]]:
        return [self._args.secrets, *[sidecar.secrets for sidecar in self._args.sidecars.values()]]

    def _image(self) -> pulumi.Input[str]:
        if self._args.build is not None:
            return build_image(self._name, self._args.build, self._capacity.instance_types, parent=self._parent)
        if self._args.image is None:
            raise ValueError("AwsvpcServiceArgs lets image be None only beside build")
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
        mapping: dict[str, Any] = {"containerPort": args.container_port, "hostPort": args.container_port}
        if self._capacity.namespace is not None and self._capacity.namespace.is_service_connect:
            mapping |= {"name": PORT_NAME, **({"appProtocol": "http"} if args.speaks_http else {})}
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
            port_mapping=mapping,
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

    def _statements(self) -> list[dict[str, Any]]:
        """Return what the tasks' own role needs for ECS Exec and for EFS."""
        statements = [self._efs_statement(volume) for _, volume in sorted(self._args.volumes.items())]
        if self._args.execute_command:
            statements.append({"Effect": "Allow", "Action": list(EXECUTE_COMMAND_ACTIONS), "Resource": "*"})
            if self._capacity.execute_command_log_group_arn is not None:
                statements += _logging_statements(self._capacity.execute_command_log_group_arn)
        return statements

    def _efs_statement(self, volume: EfsVolumeArgs) -> dict[str, Any]:
        region = self._region
        efs = f"arn:{region.partition}:elasticfilesystem:{region.name}:{region.account_id}"
        actions = ["elasticfilesystem:ClientMount"]
        if not volume.read_only:
            actions.append("elasticfilesystem:ClientWrite")
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Action": actions,
            "Resource": f"{efs}:file-system/{volume.file_system_id}",
        }
        if volume.access_point_id is not None:
            access_point = f"{efs}:access-point/{volume.access_point_id}"
            statement["Condition"] = {"StringEquals": {"elasticfilesystem:AccessPointArn": access_point}}
        return statement


def _logging_statements(log_group_arn: pulumi.Input[str]) -> list[dict[str, Any]]:
    actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    return [
        {"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"},
        {"Effect": "Allow", "Action": actions, "Resource": pulumi.Output.concat(log_group_arn, ":*")},
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
