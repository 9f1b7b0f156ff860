"""Mistakes in a service, each with its message."""

from __future__ import annotations

from tests.harness.mistakes import Mistake, cluster, worker

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:one"
POLICY = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
STATEMENT = {"actions": ["s3:GetObject"], "resources": ["*"]}
NO_SECRETS = (
    "arn:aws:s3:::bucket/key",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf:password",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf:password:",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:",
    "arn:aws:ssm:us-east-1:111122223333:parameter/",
    "arn:aws:ssm:us-east-1:111122223333:parameter/key:2",
    "arn:aws:ssm:us-east-1:111122223333:document/key",
)
PROXY = {"image": "envoy", "memory": 64}
EFS = {"fileSystemId": "fs-1", "containerPath": "/files"}


def named(name: str, discovery: str) -> Mistake:
    """Return a service name that the discovery does not allow."""
    config = {"cluster": {"discovery": discovery}, "services": {"worker": None, name: {"topology": "private-worker"}}}
    return Mistake(config, f"services.{name}", f'"{name[:60]}', "")


SERVICES = {
    "scaling": [
        worker("scaling.maxCount", "1", "minCount, 2, or more", scaling={"minCount": 2, "maxCount": 1, "cpu": 50}),
        worker("scaling.cpu", "null", "at least one of cpu, memory", scaling={"minCount": 1, "maxCount": 2}),
        worker("scaling.cpu", "0", "1 or more is allowed", scaling={"minCount": 1, "maxCount": 2, "cpu": 0}),
        worker(
            "scaling.schedules.night.schedule",
            '"8 o\'clock"',
            "cron(...), at(...) or rate(...)",
            scaling={
                "minCount": 1,
                "maxCount": 2,
                "schedules": {"night": {"schedule": "8 o'clock", "minCount": 0, "maxCount": 1}},
            },
        ),
        worker(
            "scaling.requestsPerTarget",
            "9",
            "it needs a load balancer, and loadBalancer is none",
            loadBalancer="none",
            scaling={"minCount": 1, "maxCount": 2, "requestsPerTarget": 9},
        ),
    ],
    "deployment": [
        worker("deployment.strategy", '"fast"', "rolling, blue-green", deployment={"strategy": "fast"}),
        worker("deployment.canaryPercent", "5", "canary", deployment={"strategy": "linear", "canaryPercent": 5}),
        worker("deployment.bakeTimeMinutes", "5", "blue-green", deployment={"bakeTimeMinutes": 5}),
        worker(
            "deployment.strategy",
            '"canary"',
            "loadBalancer is none",
            loadBalancer="none",
            deployment={"strategy": "canary"},
        ),
        worker(
            "deployment.maximumPercent",
            "100",
            "",
            deployment={"minimumHealthyPercent": 100, "maximumPercent": 100},
        ),
        worker(
            "deployment.maximumPercent",
            "120",
            "with 2 tasks ECS may run 2 at most (maximumPercent 120, rounded down) and must keep 2 "
            "(minimumHealthyPercent 75, rounded up), so it can neither start nor stop one; maximumPercent 150 or more "
            "is allowed, or minimumHealthyPercent 50 or less",
            desiredCount=2,
            deployment={"minimumHealthyPercent": 75, "maximumPercent": 120},
        ),
        worker(
            "deployment.maximumPercent",
            "100",
            "with 1 task ECS may run 1 at most (maximumPercent 100, rounded down) and must keep 1 "
            "(minimumHealthyPercent 75, rounded up), so it can neither start nor stop one; maximumPercent 200 or more "
            "is allowed, or minimumHealthyPercent 0",
            desiredCount=1,
            deployment={"minimumHealthyPercent": 75, "maximumPercent": 100},
        ),
        worker(
            "deployment.maximumPercent",
            "120",
            "with 3 tasks, the fewest that scaling allows,",
            desiredCount=20,
            scaling={
                "minCount": 6,
                "maxCount": 20,
                "cpu": 50,
                "schedules": {"night": {"schedule": "cron(0 22 * * ? *)", "minCount": 3, "maxCount": 6}},
            },
            deployment={"maximumPercent": 120},
        ),
        worker(
            "deployment.timeoutMinutes",
            "59",
            "more than 59 is allowed: the bake times of this linear deployment take 59 minutes",
            deployment={"strategy": "linear", "timeoutMinutes": 59},
        ),
        worker(
            "deployment.timeoutMinutes",
            "30",
            "more than 30 is allowed",
            deployment={"strategy": "blue-green", "bakeTimeMinutes": 30, "timeoutMinutes": 30},
        ),
    ],
    "discovery": [
        cluster("discovery", '"consul"', "none, dns or service-connect", discovery="consul"),
        worker(
            "loadBalancer", '"none"', "a public-api needs a load balancer", topology="public-api", loadBalancer="none"
        ),
        named("w" * 64, "dns"),
        named("w" * 64, "service-connect"),
        named("Web", "service-connect"),
    ],
    "twice": [
        worker("allowFrom", '["worker", "worker"]', "once", allowFrom=["worker", "worker"]),
        worker("sidecars.worker", "", "", sidecars={"worker": {"image": "envoy", "memory": 64}}),
        worker("secrets.A", "", "", secrets={"A": SECRET}, environment={"A": "1"}),
        worker("volumes.two.containerPath", "", "", volumes={"one": EFS, "two": EFS}),
        worker(
            "taskRole.policyArns[0]",
            '"arn:aws:iam::123456789012:role/mine"',
            "a managed policy's ARN",
            taskRole={"policyArns": ["arn:aws:iam::123456789012:role/mine"]},
        ),
        worker("taskRole.policyArns", f'["{POLICY}"', "once", taskRole={"policyArns": [POLICY, POLICY]}),
    ],
    "identity": [
        worker("secrets.KEY", "[not shown]", "the ARN of an SSM parameter", secrets={"KEY": "hush"}),
        *(worker("secrets.KEY", "[not shown]", ":KEY:: after it", secrets={"KEY": arn}) for arn in NO_SECRETS),
        worker(
            "sidecars.proxy.secrets.KEY",
            "[not shown]",
            "",
            sidecars={"proxy": {**PROXY, "secrets": {"KEY": NO_SECRETS[0]}}},
        ),
        worker(
            "taskRole.statements[0].condition.StringEquals.k",
            "null",
            "",
            taskRole={"statements": [{**STATEMENT, "condition": {"StringEquals": {"k": None}}}]},
        ),
        worker(
            "taskRole.statements[0].actions[0]",
            '"s3"',
            "SERVICE:ACTION",
            taskRole={"statements": [{**STATEMENT, "actions": ["s3"]}]},
        ),
        worker(
            "taskRole.statements[0].resources[0]",
            '"bucket"',
            "an ARN",
            taskRole={"statements": [{**STATEMENT, "resources": ["bucket"]}]},
        ),
        worker("secrets.KEY", "[not shown]", "", secrets={"KEY": f"{SECRET}:key:AWSCURRENT:version"}),
        worker(
            "taskRole.statements[0].effect",
            '"Maybe"',
            "Allow or Deny",
            taskRole={"statements": [{**STATEMENT, "effect": "Maybe"}]},
        ),
        worker("executeCommand", "true", "it needs cluster.executeCommand", executeCommand=True),
        worker(
            "executeCommand",
            "true",
            "readonlyRootFilesystem of container is true",
            executeCommand=True,
            container={"readonlyRootFilesystem": True},
        ),
        worker(
            "executeCommand",
            "true",
            "readonlyRootFilesystem of sidecars.proxy is true",
            executeCommand=True,
            sidecars={"proxy": {**PROXY, "readonlyRootFilesystem": True}},
        ),
    ],
    "container": [
        worker("container.stopTimeout", "901", "900", container={"stopTimeout": 901}),
        worker("sidecars", "{", "the task's memory, 512", sidecars={"proxy": {"image": "envoy", "memory": 600}}),
        worker("sidecars", "{", "the task's cpu, 256", sidecars={"proxy": {"image": "e", "memory": 9, "cpu": 300}}),
        worker(
            "container.healthCheck.command",
            '["true"]',
            "starts with CMD or CMD-SHELL",
            container={"healthCheck": {"command": ["true"]}},
        ),
        worker(
            "container.ulimits.nofile.hardLimit",
            "1",
            "softLimit, 2, or more",
            container={"ulimits": {"nofile": {"softLimit": 2, "hardLimit": 1}}},
        ),
        worker("volumes.files.rootDirectory", '"/a"', "", volumes={"files": {**EFS, "rootDirectory": "/a"}})._replace(
            config={
                "services": {
                    "worker": {"volumes": {"files": {**EFS, "accessPointId": "fsap-1", "rootDirectory": "/a"}}}
                }
            }
        ),
        worker("image", '"  "', "an image such as", image="  "),
    ],
}
