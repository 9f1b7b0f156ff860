"""A worker that reads from a queue, writes to a database, and publishes to a topic."""

import pulumi
import pulumi_aws as aws
from ecs_on_ec2 import AwsvpcService, AwsvpcServiceArgs, Ec2EcsCluster, LargeVpc, StatementArgs, TaskRoleArgs

POSTGRES = 5432

# Any other database than a disposable one is protected, and leaves a final snapshot.
disposable = pulumi.Config().get_bool("disposableDatabase") or False

# An address for a partner's allowlist, which outlives the network.
address = aws.ec2.Eip("address", domain="vpc")
vpc = LargeVpc("network", {"nat_gateways": "single", "eip_allocation_ids": [address.allocation_id]})
cluster = Ec2EcsCluster("cluster", network=vpc.network)

access = aws.ec2.SecurityGroup("database", description="Access to the database", vpc_id=vpc.network.vpc_id)
subnets = aws.rds.SubnetGroup("database", subnet_ids=vpc.network.private_subnet_ids)
database = aws.rds.Instance(
    "orders",
    engine="postgres",
    engine_version="17",
    instance_class="db.t4g.micro",
    storage_type="gp3",
    allocated_storage=20,
    max_allocated_storage=100,
    storage_encrypted=True,
    db_name="orders",
    username="orders",
    # RDS creates the password and stores it in a secret, so no state contains it.
    manage_master_user_password=True,
    db_subnet_group_name=subnets.name,
    vpc_security_group_ids=[access.id],
    publicly_accessible=False,
    backup_retention_period=7,
    copy_tags_to_snapshot=True,
    deletion_protection=not disposable,
    skip_final_snapshot=disposable,
    final_snapshot_identifier=None if disposable else f"orders-{pulumi.get_stack()}-final",
    # The preview of `pulumi destroy` then fails. AWS alone would refuse only after the service is deleted.
    opts=pulumi.ResourceOptions(protect=not disposable),
)

failed = aws.sqs.Queue("failed")
work = aws.sqs.Queue(
    "work",
    visibility_timeout_seconds=60,
    redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": failed.arn, "maxReceiveCount": 3}),
)
done = aws.sns.Topic("done")
# The whole environment is one Output, such as of a StackReference.
environment = pulumi.Output.all(database.address, work.url, done.arn).apply(
    lambda known: {"DATABASE_HOST": known[0], "QUEUE_URL": known[1], "TOPIC_ARN": known[2]}
)

worker = AwsvpcService(
    "orders",
    AwsvpcServiceArgs(
        topology="private-worker",
        load_balancer="none",
        environment=environment,
        # The key `password` of the secret of RDS.
        secrets={"DATABASE_PASSWORD": pulumi.Output.concat(database.master_user_secrets[0].secret_arn, ":password::")},
        task_role=TaskRoleArgs(
            statements=(
                StatementArgs(
                    actions=("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
                    resources=(work.arn,),
                ),
                StatementArgs(
                    actions=("sns:Publish",),
                    resources=(done.arn,),
                    condition={"IpAddress": {"aws:SourceIp": address.public_ip}},
                ),
            )
        ),
    ),
    network=vpc.network,
    capacity=cluster.capacity,
)

aws.vpc.SecurityGroupIngressRule(
    "database-from-orders",
    description="Queries of the service orders",
    security_group_id=access.id,
    referenced_security_group_id=worker.security_group_id,
    ip_protocol="tcp",
    from_port=POSTGRES,
    to_port=POSTGRES,
)
pulumi.export("serviceName", worker.service_name)
