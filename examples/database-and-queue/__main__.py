"""A worker that takes its work from a queue, keeps it in a database, and tells a topic."""

import pulumi
import pulumi_aws as aws
from ecs_on_ec2 import AwsvpcService, AwsvpcServiceArgs, Ec2EcsCluster, LargeVpc, StatementArgs, TaskRoleArgs

POSTGRES = 5432

config = pulumi.Config()
secret_arn = config.require("databaseSecretArn")

# An address for a partner's allow list, which outlives the network.
address = aws.ec2.Eip("address", domain="vpc")
vpc = LargeVpc("network", {"nat_gateways": "single", "eip_allocation_ids": [address.allocation_id]})
cluster = Ec2EcsCluster("cluster", network=vpc.network)

# The group of the database, such as `vpc_security_group_ids` of an aws.rds.Instance.
database = aws.ec2.SecurityGroup("database", description="Access to the database", vpc_id=vpc.network.vpc_id)

failed = aws.sqs.Queue("failed")
work = aws.sqs.Queue(
    "work",
    visibility_timeout_seconds=60,
    redrive_policy=pulumi.Output.json_dumps({"deadLetterTargetArn": failed.arn, "maxReceiveCount": 3}),
)
done = aws.sns.Topic("done")
# The whole environment is one Output, such as of a StackReference.
environment = pulumi.Output.all(work.url, done.arn).apply(
    lambda known: {
        "DATABASE_HOST": config.require("databaseHost"),
        "QUEUE_URL": known[0],
        "TOPIC_ARN": known[1],
    }
)

worker = AwsvpcService(
    "orders",
    AwsvpcServiceArgs(
        topology="private-worker",
        load_balancer="none",
        environment=environment,
        # The key `password` of the secret that RDS keeps.
        secrets={"DATABASE_PASSWORD": f"{secret_arn}:password::"},
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
    security_group_id=database.id,
    referenced_security_group_id=worker.security_group_id,
    ip_protocol="tcp",
    from_port=POSTGRES,
    to_port=POSTGRES,
)
pulumi.export("serviceName", worker.service_name)
