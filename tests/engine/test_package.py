"""The components as a Pulumi package: a program that does not import them creates them on the real engine."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engine.local_aws import CHECKOUT, Finished, LocalAws

CONSUMER = Path(__file__).with_name("package_consumer")
STACK = ("--stack", "dev")
UP = ("up", *STACK, "--yes", "--skip-preview")

PLUGIN = """#!/bin/sh
PYTHONPATH={folder} exec {python} {checkout}/package/__main__.py "$@"
"""


@dataclass(frozen=True)
class Consumer:
    """A project that finds the package's plugin in a folder, as one from a git tag would be found in the cache."""

    local_aws: LocalAws
    folder: Path

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


@pytest.fixture(scope="module")
def consumer(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consumer]:
    plugin, project = tmp_path_factory.mktemp("plugin"), tmp_path_factory.mktemp("consumer")
    executable = plugin / "pulumi-resource-ecs-on-ec2"
    executable.write_text(PLUGIN.format(folder=plugin, python=sys.executable, checkout=CHECKOUT))
    executable.chmod(0o755)
    (plugin / "ecs_on_ec2").symlink_to(CHECKOUT / "components")
    for file in CONSUMER.iterdir():
        if file.is_file():
            shutil.copy(file, project)
    with (project / "Pulumi.yaml").open("a") as settings:
        settings.write(f"plugins: {{providers: [{{name: ecs-on-ec2, path: {plugin}}}]}}\n")
    found = Consumer(local_aws, project)
    found.pulumi(*UP).succeeded()
    yield found
    found.pulumi("destroy", *STACK, "--yes", "--skip-preview").succeeded()
    assert local_aws.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"] == []


def test_the_services_run(consumer: Consumer) -> None:
    ecs = consumer.local_aws.client("ecs")
    (cluster,) = ecs.list_clusters()["clusterArns"]
    arns = ecs.list_services(cluster=cluster)["serviceArns"]
    services = ecs.describe_services(cluster=cluster, services=arns)["services"]
    assert {service["serviceName"]: service["runningCount"] for service in services} == {"web": 1, "worker": 1}


def test_an_unchanged_program_plans_no_change(consumer: Consumer) -> None:
    consumer.pulumi("preview", *STACK, "--expect-no-changes").succeeded()


def test_instances_wait_for_the_routes_and_load_balancers_do_not(consumer: Consumer) -> None:
    resources = consumer.resources()

    def waits_for(name: str, kind: str) -> bool:
        return any(f"${kind}::" in urn or f":{kind}::" in urn for urn in resources[name]["dependencies"])

    route, gateway = "aws:ec2/route:Route", "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
    assert waits_for("aws:autoscaling/group:Group cluster-instances", route)
    assert waits_for("aws:ecs/service:Service web", route)
    assert not waits_for("aws:lb/loadBalancer:LoadBalancer web-public", route)
    assert waits_for("aws:lb/loadBalancer:LoadBalancer web-public", gateway)
    assert waits_for("aws:ecs/service:Service web", "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")


def test_the_callers_are_let_in(consumer: Consumer) -> None:
    rule = consumer.resources()["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule worker-private-from-web"]
    tasks = consumer.resources()["aws:ec2/securityGroup:SecurityGroup web-tasks"]
    assert rule["inputs"]["referencedSecurityGroupId"] == tasks["id"]


def test_a_secret_stays_secret(consumer: Consumer) -> None:
    assert "of-web" not in consumer.pulumi("stack", "export", *STACK).succeeded().stdout


def test_a_mistake_is_refused_with_its_key(consumer: Consumer) -> None:
    consumer.change('natGateways="single"', 'natGateways="double"')
    refused = consumer.pulumi("preview", *STACK)
    consumer.change('natGateways="double"', 'natGateways="single"')
    assert refused.returncode != 0
    assert 'property natGateways with value "double" has a problem: one-per-az, single or none is allowed' in (
        refused.output
    )


def test_the_cli_shows_the_schema(consumer: Consumer) -> None:
    plugin = (consumer.folder / "Pulumi.yaml").read_text().rpartition("path: ")[2].partition("}")[0]
    shown = consumer.pulumi("package", "get-schema", f"{plugin}/pulumi-resource-ecs-on-ec2").succeeded()
    schema = json.loads(shown.stdout)
    assert set(schema["resources"]) >= {f"ecs-on-ec2:index:{kind}" for kind in ("LargeVpc", "AwsvpcService")}
