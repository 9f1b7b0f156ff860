"""The import of the reference's stacks replaces and deletes nothing, and the guide lists every change."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.local_aws import CHECKOUT, LocalAws, running
from tests.engine.reference_stacks import ReferenceStacks

pytestmark = pytest.mark.nightly

GUIDE = (CHECKOUT / "docs" / "migrate.md").read_text(encoding="utf-8")
STACKS = {"dev": ("worker", "private"), "public-api": ("web", "public")}

UPDATES: dict[str, set[str]] = {
    "Cluster cluster": {"configuration"},
    "Group cluster-instances": {
        "enabledMetrics",
        "forceDelete",
        "healthCheckGracePeriod",
        "ignoreFailedScalingActivities",
        "instanceRefresh",
        "launchTemplate.id",
        "launchTemplate.version",
        "waitForCapacityTimeout",
    },
    "Role cluster-instance": {"assumeRolePolicy"},
    "Role NAME-execution": {"assumeRolePolicy"},
    "LogGroup NAME": {"retentionInDays"},
    "LoadBalancer NAME-FACING": {"dropInvalidHeaderFields"},
    "TargetGroup NAME-FACING": {"deregistrationDelay"},
    "Listener NAME-FACING": {"defaultActions[0].forward.targetGroups"},
    "Service NAME": {
        "deploymentCircuitBreaker",
        "enableEcsManagedTags",
        "healthCheckGracePeriodSeconds",
        "propagateTags",
        "taskDefinition",
    },
    "SecurityGroupEgressRule cluster-instance": {"description"},
    "SecurityGroupEgressRule NAME-tasks": {"description"},
    "SecurityGroupIngressRule NAME-tasks-from-FACING-load-balancer-80": {"fromPort", "ipProtocol", "toPort"},
    "SecurityGroupIngressRule worker-private-from-vpc": {"cidrIpv4", "description", "fromPort", "ipProtocol", "toPort"},
    "SecurityGroupIngressRule web-public-from-internet": {"description", "fromPort", "ipProtocol", "toPort"},
}
"""The properties other than tags that the first update changes in place, by resource, as in the guide's table."""

CREATED = {
    "DefaultSecurityGroup network-default",
    "LaunchTemplate cluster-instance",
    "RolePoliciesExclusive NAME-execution",
    "RolePoliciesExclusive cluster-instance",
    "RolePolicyAttachmentsExclusive NAME-execution",
    "RolePolicyAttachmentsExclusive cluster-instance",
    "SecurityGroupEgressRule NAME-FACING-to-tasks-80",
    "TaskDefinition NAME",
    "VpcEndpoint network-s3",
    "VpcEndpointRouteTableAssociation network-s3-1",
    "VpcEndpointRouteTableAssociation network-s3-2",
    "VpcSecurityGroupRulesExclusive NAME-FACING",
    "VpcSecurityGroupRulesExclusive NAME-tasks",
    "VpcSecurityGroupRulesExclusive cluster-instance",
}


class Adoption:
    """The steps of the guide, in order."""

    def __init__(self, aws: LocalAws, stack: str, folder: Path) -> None:
        self.aws, self.stack, self.folder = aws, stack, folder
        self.service, self.facing = STACKS[stack]
        self.config = folder / f"Pulumi.{stack}.yaml"
        self.config.write_text((CHECKOUT / f"Pulumi.{stack}.yaml").read_text())

    def pulumi(self, command: str, *arguments: str) -> str:
        """Run a command of the CLI on the stack; return its output."""
        where = ["--stack", self.stack, "--config-file", str(self.config)]
        done = self.aws.pulumi(command, *where, *arguments, PULUMI_ENABLE_STREAMING_JSON_PREVIEW="false")
        return done.succeeded().stdout

    def plan(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the steps of a preview."""
        printed = self.pulumi("preview", "--json", "--show-sames", *arguments)
        (self.folder / "plan.json").write_text(printed)
        steps: list[dict[str, Any]] = json.loads(printed)["steps"]
        return steps

    def adopt(self, *arguments: str | Path) -> str:
        """Run the tool; return its output."""
        command = [sys.executable, "-m", "tools.adopt", *map(str, arguments)]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run(self) -> None:
        """Create the reference's stacks, and import them."""
        imports = self.folder / "import.json"
        self.plan("--import-file", str(imports))
        reference = ReferenceStacks(self.aws, self.service, self.facing)
        reference.make()
        ec2 = self.aws.client("ec2")
        looked_up = [
            *reference.listed(),
            json.dumps({"Addresses": ec2.describe_addresses()["Addresses"]}),
            json.dumps({"SecurityGroupRules": ec2.describe_security_group_rules()["SecurityGroupRules"]}),
        ]
        found = [self.folder / f"found-{number}.json" for number in range(len(looked_up))]
        for file, text in zip(found, looked_up, strict=True):
            file.write_text(text)
        adopted = self.folder / "adopted.json"
        adopted.write_text(self.adopt("ids", self.folder / "plan.json", imports, *found))
        self.pulumi("import", "--file", str(adopted), "--yes", "--protect=false", "--generate-code=false")
        self.plan()
        names = yaml.safe_load(self.adopt("names", self.folder / "plan.json"))
        config = yaml.safe_load(self.config.read_text())
        config["config"] |= names
        self.config.write_text(yaml.safe_dump(config))


@pytest.fixture(scope="module", params=STACKS)
def adoption(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Adoption]:
    """Return a stack with the imported resources of the reference, before its first update."""
    with running(tmp_path_factory.mktemp("local-aws")) as aws:
        adopted = Adoption(aws, request.param, tmp_path_factory.mktemp("adoption"))
        adopted.run()
        yield adopted


def named(adoption: Adoption, names: set[str]) -> set[str]:
    return {name.replace("NAME", adoption.service).replace("FACING", adoption.facing) for name in names}


def by_operation(steps: list[dict[str, Any]], operation: str) -> dict[str, dict[str, Any]]:
    found = [step for step in steps if step["op"] == operation]
    return {f"{step['newState']['type'].rpartition(':')[2]} {step['urn'].rpartition('::')[2]}": step for step in found}


def test_the_first_update_only_makes_the_changes_in_the_guide(adoption: Adoption) -> None:
    steps = adoption.plan()
    assert {step["op"] for step in steps} <= {"same", "update", "create"}
    assert set(by_operation(steps, "create")) == named(adoption, CREATED)
    expected = {named(adoption, {name}).pop(): properties for name, properties in UPDATES.items()}
    changed = {
        name: {path for path in step["detailedDiff"] if not path.startswith("tags")}
        for name, step in by_operation(steps, "update").items()
    }
    assert {name: paths for name, paths in changed.items() if paths} == {
        name: paths for name, paths in expected.items() if name in changed
    }


def test_a_second_update_changes_nothing_and_every_resource_still_exists(adoption: Adoption) -> None:
    elbv2, ecs = adoption.aws.client("elbv2"), adoption.aws.client("ecs")
    before = elbv2.describe_load_balancers()["LoadBalancers"]
    adoption.pulumi("up", "--yes", "--skip-preview")
    assert {step["op"] for step in adoption.plan("--refresh")} <= {"same", "refresh"}
    (after,) = elbv2.describe_load_balancers()["LoadBalancers"]
    assert [one["DNSName"] for one in before] == [after["DNSName"]]
    (cluster,) = ecs.list_clusters()["clusterArns"]
    (service,) = ecs.describe_services(cluster=cluster, services=[adoption.service])["services"]
    assert service["taskDefinition"].endswith(f"{adoption.service}:2")


@pytest.mark.parametrize(
    "words", ["retention of 30 days", "created: a revision in the same family", "invalid headers", "circuit breaker"]
)
def test_the_guide_lists_the_created_and_the_changed_resources(words: str) -> None:
    assert words in GUIDE
