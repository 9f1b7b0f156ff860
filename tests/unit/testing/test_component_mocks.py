"""Unit tests of another program run under ``ComponentMocks``, each in a separate process."""

from __future__ import annotations

import subprocess
import sys
import textwrap

from tests.harness.build import CHECKOUT

WHOLE_PROGRAM = """
import pulumi
from components.testing import ComponentMocks

pulumi.runtime.set_mocks(ComponentMocks(), project="orders", stack="test")

from components import Alarms, AuditLogs, AwsvpcService, Ec2EcsCluster, LargeVpc

@pulumi.runtime.test
def test():
    vpc = LargeVpc("network", {"interface_endpoints": ["ecr.api"]})
    options = {"discovery": "dns", "instance_type": "m7g.xlarge", "execute_command": True}
    cluster = Ec2EcsCluster("cluster", options, network=vpc.network)
    audit = AuditLogs("audit", vpc_id=vpc.vpc_id)
    web = AwsvpcService(
        "web",
        {"topology": "public-api", "execute_command": True},
        network=vpc.network,
        capacity=cluster.capacity,
        access_logs=audit.access_logs,
    )
    def check(found):
        url, running, subnets = found
        assert url == "http://web-public.elb.amazonaws.com", url
        assert running.endswith(":web"), running
        assert subnets == ["network-private-1-id", "network-private-2-id"], subnets
        print("checked")
    return pulumi.Output.all(web.url, web.running_task_definition_arn, vpc.private_subnet_ids).apply(check)

test()
"""

WITH_HTTPS = """
import pulumi
import pulumi_aws as aws
from components.testing import ComponentMocks

pulumi.runtime.set_mocks(ComponentMocks(), project="orders", stack="test")

from components import AwsvpcService, Ec2EcsCluster, LargeVpc

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a"

@pulumi.runtime.test
def test():
    vpc = LargeVpc("network")
    cluster = Ec2EcsCluster("cluster", network=vpc.network)
    zone = aws.route53.Zone("zone", name="example.com")
    names = {"domains": ["api.example.com", zone.name], "hosted_zone_id": zone.zone_id}
    for name, balancer in {"named": names, "certified": {"certificate_arns": [CERTIFICATE]}}.items():
        args = {"topology": "public-api", "load_balancer": balancer}
        service = AwsvpcService(name, args, network=vpc.network, capacity=cluster.capacity)
        service.url.apply(print)

test()
"""

WITH_A_KEY = """
import pulumi
from components.testing import ComponentMocks

KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b"
key = {"keyState": "Enabled", "keyUsage": "ENCRYPT_DECRYPT", "keySpec": "SYMMETRIC_DEFAULT"}
answers = {"getKey": key}
pulumi.runtime.set_mocks(ComponentMocks(ANSWERS), project="orders", stack="test")

from components import Ec2EcsCluster, LargeVpc

@pulumi.runtime.test
def test():
    vpc = LargeVpc("network")
    cluster = Ec2EcsCluster("cluster", {"log_key_arn": KEY, "execute_command": True}, network=vpc.network)
    return cluster.cluster_name.apply(print)

test()
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_component_works_under_mocks() -> None:
    finished = run(WHOLE_PROGRAM)
    assert (finished.returncode, finished.stdout) == (0, "checked\n"), finished.stderr


def test_https_works_under_mocks() -> None:
    finished = run(WITH_HTTPS)
    urls = sorted(finished.stdout.splitlines())
    expected = ["https://api.example.com", "https://certified-public.elb.amazonaws.com"]
    assert (finished.returncode, urls) == (0, expected), finished.stderr


def test_a_look_up_of_the_user_gets_an_answer() -> None:
    finished = run(WITH_A_KEY.replace("ANSWERS", "answers"))
    assert (finished.returncode, finished.stdout) == (0, "cluster\n"), finished.stderr


def test_the_error_for_a_missing_answer_says_how_to_add_it() -> None:
    finished = run(WITH_A_KEY.replace("ANSWERS", ""))
    assert finished.returncode != 0
    assert "has no answer: pass ComponentMocks(answers={'getKey': {...}})" in finished.stderr


WITHOUT_ANSWERS = """
import pulumi

class Own(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return args.name, args.inputs

    def call(self, args):
        return {}

import asyncio
asyncio.set_event_loop(asyncio.new_event_loop())
pulumi.runtime.set_mocks(Own(), project="orders", stack="test")

from components import LargeVpc

@pulumi.runtime.test
def test():
    LargeVpc("network")

test()
"""


def test_mocks_of_the_user_without_answers_name_the_components_mocks() -> None:
    finished = run(WITHOUT_ANSWERS)
    assert finished.returncode != 0
    assert "its mocks have no answer: use ecs_on_ec2.testing.ComponentMocks" in finished.stderr
