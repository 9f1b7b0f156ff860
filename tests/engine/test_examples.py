"""Each program of examples/ deploys on the engine, then plans no change, and is destroyed completely."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.local_aws import CHECKOUT, LocalAws

EXAMPLES = CHECKOUT / "examples"
STACK = ("--stack", "dev")
TOGETHER = {"existing-vpc": ("network", "service"), "teams": ("platform", "orders")}
"""Examples of several projects, in the order in which they are deployed."""

ALWAYS = "teams"
"""The example outside the nightly run. It has two programs, one of which uses the other's outputs."""

WITH_DATABASE = "database-and-queue"

NAMES = sorted(
    {file.relative_to(EXAMPLES).parts[0] for file in EXAMPLES.rglob("Pulumi.yaml")}
    - {"package-go", "package-typescript", "package-yaml"}
)
"""The examples that are programs in Python. ``make consumers`` deploys those in other languages, and other tests the
stack files of this program."""


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the examples in which Python finds ``ecs_on_ec2`` like an installed package."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    for project in folder.rglob("Pulumi.yaml"):
        (project.parent / "ecs_on_ec2").symlink_to(CHECKOUT / "components")
    return folder


def projects(examples: Path, name: str) -> list[Path]:
    return [examples / name / part for part in TOGETHER.get(name, ("",))]


def test_a_mistake_in_a_program_gives_one_error(examples: Path, local_aws: LocalAws) -> None:
    project = examples / "private-worker"
    program = project / "__main__.py"
    right = program.read_text()
    shown_once = "from ecs_on_ec2 import show_each_error_once\n\nshow_each_error_once()\n"
    program.write_text(shown_once + right.replace('"topology": "private-worker"', '"topology": "private"'))
    try:
        refused = local_aws.pulumi("preview", *STACK, cwd=project)
    finally:
        program.write_text(right)
    assert refused.returncode != 0
    assert "Traceback" not in refused.output
    lines = [line.strip() for line in refused.output.splitlines()]
    errors = [line for line in lines if line.startswith("error:") or "unhandled" in line]
    allowed = "private-worker or public-api is allowed; did you mean private-worker?"
    assert errors == [f'error: topology: "private" is refused: {allowed}']


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == ALWAYS else pytest.mark.nightly) for name in NAMES]
)
def test_an_example_is_created_unchanged_and_destroyed(name: str, examples: Path, local_aws: LocalAws) -> None:
    for project in projects(examples, name):
        local_aws.pulumi("up", *STACK, "--yes", "--skip-preview", cwd=project).succeeded()
    if name == WITH_DATABASE:
        check_outputs(local_aws)
        check_database(local_aws)
        local_aws.pulumi("refresh", *STACK, "--yes", "--expect-no-changes", cwd=projects(examples, name)[0]).succeeded()
    ecs = local_aws.client("ecs")
    for cluster in ecs.list_clusters()["clusterArns"]:
        arns = ecs.list_services(cluster=cluster)["serviceArns"]
        services = ecs.describe_services(cluster=cluster, services=arns)["services"]
        assert services
        assert all(service["runningCount"] == service["desiredCount"] > 0 for service in services)
    for project in reversed(projects(examples, name)):
        local_aws.pulumi("preview", *STACK, "--expect-no-changes", cwd=project).succeeded()
        local_aws.pulumi("destroy", *STACK, "--yes", "--skip-preview", cwd=project).succeeded()
    assert local_aws.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"] == []
    assert local_aws.client("sqs").list_queues().get("QueueUrls", []) == []
    rds = local_aws.client("rds")
    assert rds.describe_db_instances()["DBInstances"] == rds.describe_db_subnet_groups()["DBSubnetGroups"] == []
    assert rds.describe_db_snapshots()["DBSnapshots"] == []
    assert local_aws.client("secretsmanager").list_secrets()["SecretList"] == []


def check_outputs(local_aws: LocalAws) -> None:
    """Assert that AWS has the values of the Outputs that the program passes to its components."""
    (address,) = local_aws.client("ec2").describe_addresses()["Addresses"]
    gateways = local_aws.client("ec2").describe_nat_gateways()["NatGateways"]
    (addresses,) = [gateway["NatGatewayAddresses"] for gateway in gateways if gateway["State"] == "available"]
    assert [each["AllocationId"] for each in addresses] == [address["AllocationId"]]
    (topic,) = local_aws.client("sns").list_topics()["Topics"]
    definition = local_aws.client("ecs").describe_task_definition(taskDefinition="orders")["taskDefinition"]
    environment = {each["name"]: each["value"] for each in definition["containerDefinitions"][0]["environment"]}
    assert environment["TOPIC_ARN"] == topic["TopicArn"]
    queues = {
        url.rpartition("/")[2].partition("-")[0]: url for url in local_aws.client("sqs").list_queues()["QueueUrls"]
    }
    assert (set(queues), environment["QUEUE_URL"]) == ({"work", "failed"}, queues["work"])
    asked = {"QueueUrl": queues["work"], "AttributeNames": ["QueueArn", "RedrivePolicy"]}
    work = local_aws.client("sqs").get_queue_attributes(**asked)["Attributes"]
    assert json.loads(work["RedrivePolicy"])["maxReceiveCount"] == 3
    iam, role = local_aws.client("iam"), definition["taskRoleArn"].rpartition("/")[2]
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    received, published = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
    assert received["Resource"] == [work["QueueArn"]]
    assert published["Resource"] == [topic["TopicArn"]]
    assert published["Condition"] == {"IpAddress": {"aws:SourceIp": address["PublicIp"]}}


def check_database(local_aws: LocalAws) -> None:
    """Assert that only the tasks can reach the database, and that ECS can read its password and nothing else."""
    ec2, ecs, iam = (local_aws.client(service) for service in ("ec2", "ecs", "iam"))
    (database,) = local_aws.client("rds").describe_db_instances()["DBInstances"]
    assert (database["Engine"], database["StorageEncrypted"]) == ("postgres", True)
    assert (database["PubliclyAccessible"], database["DeletionProtection"]) == (False, False)
    (cluster,) = ecs.list_clusters()["clusterArns"]
    (service,) = ecs.describe_services(cluster=cluster, services=["orders"])["services"]
    network = service["networkConfiguration"]["awsvpcConfiguration"]
    subnets = {each["SubnetIdentifier"] for each in database["DBSubnetGroup"]["Subnets"]}
    assert subnets == {*network["subnets"]}
    (group,) = [each["VpcSecurityGroupId"] for each in database["VpcSecurityGroups"]]
    found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
    (rule,) = [each for each in found["SecurityGroupRules"] if not each["IsEgress"]]
    assert [rule["ReferencedGroupInfo"]["GroupId"]] == network["securityGroups"]
    assert rule["FromPort"] == rule["ToPort"] == database["Endpoint"]["Port"]
    found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": network["securityGroups"]}])
    assert [each["IpProtocol"] for each in found["SecurityGroupRules"] if each["IsEgress"]] == ["-1"]
    definition = ecs.describe_task_definition(taskDefinition="orders")["taskDefinition"]
    container = definition["containerDefinitions"][0]
    secret = database["MasterUserSecret"]["SecretArn"]
    assert container["secrets"] == [{"name": "DATABASE_PASSWORD", "valueFrom": f"{secret}:password::"}]
    environment = {each["name"]: each["value"] for each in container["environment"]}
    assert environment["DATABASE_HOST"] == database["Endpoint"]["Address"]
    role = definition["executionRoleArn"].rpartition("/")[2]
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    (statement,) = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("secretsmanager:GetSecretValue", [secret])


def test_the_unit_tests_of_the_example_pass(examples: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", "."]
    done = subprocess.run(command, cwd=examples / "tested", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_a_readme_and_project_files(name: str) -> None:
    assert f"({name}/README.md)" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert (EXAMPLES / name / "README.md").is_file()
    for project in projects(EXAMPLES, name):
        files = {file.name for file in project.iterdir()}
        assert files >= {"Pulumi.yaml", "Pulumi.dev.yaml", "__main__.py", "requirements.txt"}
