"""The components as a Pulumi package: a program that does not import them creates them on the real engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from components.plugin.constructors import CONSTRUCTORS
from tests.engine.local_aws import Finished, LocalAws
from tests.engine.package_plugin import make_plugin, use_plugin

CONSUMER = Path(__file__).with_name("package_consumer")
STACK = ("--stack", "dev")
UP = ("up", *STACK, "--yes", "--skip-preview")


@dataclass(frozen=True)
class Consumer:
    """A project that finds the package's plugin in a folder, as it finds one from a git tag in the cache."""

    local_aws: LocalAws
    folder: Path
    plugin: Path

    def pulumi(self, *arguments: str) -> Finished:
        return self.local_aws.pulumi(*arguments, cwd=self.folder)

    def change(self, old: str, new: str) -> None:
        program = self.folder / "__main__.py"
        text = program.read_text()
        assert old in text
        program.write_text(text.replace(old, new))

    def resources(self) -> dict[str, Any]:
        state = json.loads(self.pulumi("stack", "export", *STACK).succeeded().stdout)["deployment"]
        return {f"{each['type']} {each['urn'].rpartition('::')[2]}": each for each in state["resources"]}

    def output(self, name: str) -> Any:
        return json.loads(self.pulumi("stack", "output", "--json", *STACK).succeeded().stdout)[name]


@pytest.fixture(scope="module")
def consumer(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consumer]:
    plugin, project = tmp_path_factory.mktemp("plugin"), tmp_path_factory.mktemp("consumer")
    executable = make_plugin(plugin)
    for file in CONSUMER.iterdir():
        if file.is_file():
            shutil.copy(file, project)
    use_plugin(project, executable)
    found = Consumer(local_aws, project, executable)
    # With a preview, in which ids are unknown.
    found.pulumi("up", *STACK, "--yes").succeeded()
    yield found
    found.pulumi("destroy", *STACK, "--yes", "--skip-preview").succeeded()
    assert local_aws.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"] == []


def test_the_services_of_the_package_run(consumer: Consumer) -> None:
    ecs = consumer.local_aws.client("ecs")
    (cluster,) = ecs.list_clusters()["clusterArns"]
    arns = ecs.list_services(cluster=cluster)["serviceArns"]
    services = ecs.describe_services(cluster=cluster, services=arns)["services"]
    assert {service["serviceName"]: service["runningCount"] for service in services} == dict.fromkeys(
        ("web", "worker", "shop"), 1
    )


def test_an_unchanged_program_plans_no_change(consumer: Consumer) -> None:
    consumer.pulumi("preview", *STACK, "--expect-no-changes").succeeded()


def test_instances_wait_for_the_routes_and_load_balancers_do_not(consumer: Consumer) -> None:
    resources = consumer.resources()

    def waits_for(name: str, kind: str) -> bool:
        return any(f"${kind}::" in urn or f":{kind}::" in urn for urn in resources[name]["dependencies"])

    route, gateway = "aws:ec2/route:Route", "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
    assert waits_for("aws:autoscaling/group:Group cluster-instances", route)
    assert waits_for("aws:ecs/service:Service web", route)
    for balancer in ("web-public", "edge"):
        assert not waits_for(f"aws:lb/loadBalancer:LoadBalancer {balancer}", route)
        assert waits_for(f"aws:lb/loadBalancer:LoadBalancer {balancer}", gateway)
    association = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
    assert waits_for("aws:ecs/service:Service web", association)
    # The job's group is deleted first and waits for its last task, which needs the association.
    assert waits_for("aws:ec2/securityGroup:SecurityGroup report-tasks", association)
    assert waits_for("aws:scheduler/schedule:Schedule report", route)


def test_the_security_groups_allow_the_declared_callers(consumer: Consumer) -> None:
    resources = consumer.resources()
    for caller in ("web", "report"):
        rule = resources[f"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule worker-private-from-{caller}"]
        tasks = resources[f"aws:ec2/securityGroup:SecurityGroup {caller}-tasks"]
        assert rule["inputs"]["referencedSecurityGroupId"] == tasks["id"]


def test_the_shared_load_balancer_sends_requests_to_the_service(consumer: Consumer) -> None:
    resources = consumer.resources()
    listener = resources["aws:lb/listener:Listener edge"]["id"]
    first, last = consumer.local_aws.client("elbv2").describe_rules(ListenerArn=listener)["Rules"]
    assert (first["Priority"], first["Conditions"][0]["PathPatternConfig"]["Values"]) == ("10", ["/shop/*"])
    target = resources["aws:lb/targetGroup:TargetGroup shop-shared-edge"]["id"]
    (forwarded,) = first["Actions"][0]["ForwardConfig"]["TargetGroups"]
    assert forwarded["TargetGroupArn"] == target
    assert last["Actions"][0]["Type"] == "fixed-response"
    dns_name = resources["aws:lb/loadBalancer:LoadBalancer edge"]["outputs"]["dnsName"]
    assert consumer.output("shopUrl") == f"http://{dns_name}"


def test_the_job_has_its_schedule_and_its_command(consumer: Consumer) -> None:
    scheduler = consumer.local_aws.client("scheduler")
    (schedule,) = scheduler.list_schedules()["Schedules"]
    group = consumer.resources()["aws:scheduler/scheduleGroup:ScheduleGroup report"]["id"]
    assert (schedule["Name"], schedule["GroupName"]) == ("report", group)
    assert consumer.output("runReport").startswith("sh -c ")


def test_a_rule_added_to_exclusive_permissions_is_removed(consumer: Consumer) -> None:
    ec2 = consumer.local_aws.client("ec2")
    group = consumer.resources()["aws:ec2/securityGroup:SecurityGroup shop-tasks"]["id"]
    of_group = [{"Name": "group-id", "Values": [group]}]
    before = ec2.describe_security_group_rules(Filters=of_group)["SecurityGroupRules"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
    )
    consumer.pulumi(*UP, "--refresh").succeeded()
    assert ec2.describe_security_group_rules(Filters=of_group)["SecurityGroupRules"] == before


def test_a_secret_input_is_encrypted_in_the_state(consumer: Consumer) -> None:
    state = consumer.pulumi("stack", "export", *STACK).succeeded().stdout
    assert "of-web" not in state
    assert "of-report" not in state


def test_a_mistake_is_refused_with_its_key(consumer: Consumer) -> None:
    consumer.change('natGateways="single"', 'natGateways="double"')
    refused = consumer.pulumi("preview", *STACK)
    consumer.change('natGateways="double"', 'natGateways="single"')
    assert refused.returncode != 0
    assert 'property natGateways with value "double" has a problem: one-per-az, single or none is allowed' in (
        refused.output
    )


def test_the_cli_shows_the_schema(consumer: Consumer) -> None:
    shown = consumer.pulumi("package", "get-schema", str(consumer.plugin)).succeeded()
    schema = json.loads(shown.stdout)
    assert set(schema["resources"]) >= {f"ecs-on-ec2:index:{kind}" for kind in CONSTRUCTORS}
