"""The server as a process: its identity, its journal, and injected faults."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from localaws.tests.conftest import ROOT, Server, free_port
from localaws.tests.server.account import Account, refused

if TYPE_CHECKING:
    from pathlib import Path


def start(port: int, log: Path) -> Server:
    with log.open("wb") as output:
        command = [sys.executable, "-m", "localaws.server", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    server = Server(port, process, log)
    server.wait_until_it_answers()
    return server


def test_the_identity_is_that_of_the_process(server: Server, tmp_path: Path) -> None:
    identity = server.request("GET", "/localaws/identity")
    assert identity["pid"] == server.process.pid
    assert identity == server.request("GET", "/localaws/identity")
    other = start(free_port(), tmp_path / "log")
    try:
        assert other.request("GET", "/localaws/identity")["id"] != identity["id"]
    finally:
        other.process.terminate()
        other.process.wait(timeout=10)


def test_sigterm_ends_the_server_immediately(tmp_path: Path) -> None:
    server = start(free_port(), tmp_path / "log")
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=10) == 0
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("arguments", [[], ["--port", "http"], ["--port", "0"], ["--port", "65536"]])
def test_an_invalid_argument_is_refused_in_one_message(arguments: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "localaws.server", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert run.returncode == 2
    assert "--port" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_port_in_use_is_reported_with_its_number(server: Server) -> None:
    port = server.url.rsplit(":", 1)[1]
    run = subprocess.run(
        [sys.executable, "-m", "localaws.server", "--port", port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert run.returncode == 1
    assert f"port {port} on 127.0.0.1 is in use" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_reset_deletes_everything(server: Server, aws: Account) -> None:
    aws.vpc()
    aws.cluster()
    server.request("POST", "/localaws/faults", {"kind": "throttle", "operation": "CreateVpc"})
    server.request("POST", "/moto-api/reset")
    assert server.request("GET", "/localaws/faults") == []
    assert server.request("GET", "/localaws/calls") == []
    assert aws.ecs.list_clusters()["clusterArns"] == []
    assert [vpc["IsDefault"] for vpc in aws.ec2.describe_vpcs()["Vpcs"]] == [True]


def test_the_journal_lists_calls_in_order_with_their_result(server: Server, aws: Account) -> None:
    aws.ecs.create_cluster(clusterName="main")
    with refused("ClusterNotFoundException"):
        aws.ecs.list_services(cluster="other")
    aws.ec2.describe_vpcs()
    calls = server.request("GET", "/localaws/calls")
    outcomes = [(call["service"], call["operation"], call["status"], call["error"]) for call in calls]
    assert outcomes == [
        ("ecs", "CreateCluster", 200, None),
        ("ecs", "ListServices", 400, "ClusterNotFoundException"),
        ("ec2", "DescribeVpcs", 200, None),
    ]
    assert calls[0]["time"] <= calls[1]["time"] <= calls[2]["time"]


@pytest.mark.parametrize(
    ("kind", "ec2_code", "ecs_code", "status"),
    [
        ("throttle", "RequestLimitExceeded", "ThrottlingException", 400),
        ("error500", "InternalError", "ServerException", 500),
        ("accessdenied", "UnauthorizedOperation", "AccessDeniedException", 403),
    ],
)
def test_an_injected_error_is_answered_and_the_call_has_no_effect(
    server: Server, aws: Account, kind: str, ec2_code: str, ecs_code: str, status: int
) -> None:
    server.request("POST", "/localaws/faults", {"kind": kind, "service": "ec2", "operation": "CreateVpc"})
    server.request("POST", "/localaws/faults", {"kind": kind, "service": "ecs", "operation": "CreateCluster"})
    with refused(ec2_code):
        aws.ec2.create_vpc(CidrBlock="10.0.0.0/16")
    with refused(ecs_code):
        aws.ecs.create_cluster(clusterName="main")
    assert [call["status"] for call in server.request("GET", "/localaws/calls")] == [status, status]
    assert len(aws.ec2.describe_vpcs()["Vpcs"]) == 1
    assert aws.ecs.list_clusters()["clusterArns"] == []
    aws.ecs.create_cluster(clusterName="main")


@pytest.mark.parametrize(("kind", "clusters"), [("drop", 0), ("lost", 1)])
def test_a_connection_is_dropped_before_or_after_the_operation(
    server: Server, aws: Account, kind: str, clusters: int
) -> None:
    server.request("POST", "/localaws/faults", {"kind": kind, "operation": "CreateCluster"})
    with pytest.raises(ConnectionClosedError):
        aws.ecs.create_cluster(clusterName="main")
    assert server.request("GET", "/localaws/calls")[0]["status"] == 0
    assert len(aws.ecs.list_clusters()["clusterArns"]) == clusters


def test_a_fault_affects_only_the_calls_that_its_rule_selects(server: Server, aws: Account) -> None:
    rule = {"kind": "throttle", "service": "ecs", "operation": "ListClusters", "nth": 2, "times": 2}
    server.request("POST", "/localaws/faults", rule)
    outcomes = []
    for _ in range(5):
        try:
            aws.ecs.list_clusters()
            outcomes.append("answered")
        except aws.ecs.exceptions.ClientError:
            outcomes.append("throttled")
        aws.ec2.describe_vpcs()
    assert outcomes == ["answered", "throttled", "throttled", "answered", "answered"]
    assert server.request("GET", "/localaws/faults")[0]["seen"] == 5
    assert server.request("DELETE", "/localaws/faults") == []


def test_a_fault_without_an_end_affects_every_call(server: Server, aws: Account) -> None:
    server.request("POST", "/localaws/faults", {"kind": "accessdenied", "times": None})
    for _ in range(3):
        with refused("UnauthorizedOperation"):
            aws.ec2.describe_vpcs()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"kind": "slow"}, "kind is 'slow'; it must be one of throttle, error500, accessdenied, drop, lost, hold"),
        ({"kind": "drop", "nth": 0}, "nth is 0; it must be a whole number from 1"),
        ({"kind": "drop", "times": "many"}, "times is 'many'; it must be a whole number from 1, or null for always"),
        ({"kind": "drop", "changes": "all"}, "changes is 'all'; it must be true or false"),
        ({"kind": "drop", "action": "x"}, "unknown key 'action'"),
        ({"service": "ec2"}, "kind is missing"),
    ],
)
def test_an_invalid_fault_rule_is_refused(server: Server, rule: dict[str, Any], message: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.request("POST", "/localaws/faults", rule)
    assert caught.value.code == 400
    assert message in json.load(caught.value)["error"]


def test_an_unknown_control_endpoint_is_refused(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.request("GET", "/localaws/nothing")
    assert caught.value.code == 404
    assert "GET /localaws/nothing is not an endpoint" in json.load(caught.value)["error"]


def test_a_repeated_client_token_creates_no_second_resource(aws: Account) -> None:
    subnet = aws.subnets(aws.vpc())[0]
    request = {"SubnetId": subnet, "AllocationId": aws.elastic_address(), "ClientToken": "once"}
    first = aws.ec2.create_nat_gateway(**request)["NatGateway"]["NatGatewayId"]
    assert aws.ec2.create_nat_gateway(**request)["NatGateway"]["NatGatewayId"] == first
    assert len(aws.ec2.describe_nat_gateways()["NatGateways"]) == 1


def test_the_same_creation_of_a_load_balancer_returns_the_existing_one(aws: Account) -> None:
    subnets = aws.subnets(aws.vpc())
    assert aws.load_balancer(subnets) == aws.load_balancer(subnets)
    assert len(aws.elbv2.describe_load_balancers()["LoadBalancers"]) == 1


def test_an_operation_that_moto_lacks_is_reported_with_its_name(server: Server, aws: Account) -> None:
    with refused("NotImplemented", "autoscaling DescribeNotificationConfigurations"):
        aws.autoscaling.describe_notification_configurations()
    assert server.request("GET", "/localaws/calls")[0]["status"] == 501


def test_a_refusal_names_the_action_as_iam_does(server: Server, aws: Account) -> None:
    server.request("POST", "/localaws/faults", {"kind": "accessdenied", "times": None})
    with pytest.raises(ClientError, match=r"is not authorized to perform: ecs:CreateCluster$"):
        aws.ecs.create_cluster(clusterName="main")
    with pytest.raises(ClientError, match=r"is not authorized to perform: elasticloadbalancing:DescribeLoadBalancers$"):
        aws.elbv2.describe_load_balancers()


def test_held_calls_run_when_their_rules_are_removed(server: Server, aws: Account) -> None:
    server.request("POST", "/localaws/faults", {"kind": "hold", "changes": True, "nth": 2, "times": None})
    aws.ecs.create_cluster(clusterName="first")
    held = threading.Thread(target=lambda: aws.ecs.create_cluster(clusterName="second"))
    held.start()
    while server.request("GET", "/localaws/faults")[0]["seen"] < 2:
        time.sleep(0.01)
    assert len(aws.ecs.list_clusters()["clusterArns"]) == 1
    server.request("DELETE", "/localaws/faults")
    held.join()
    assert len(aws.ecs.list_clusters()["clusterArns"]) == 2


def test_a_request_repeated_with_the_token_of_its_header_runs_once(aws: Account) -> None:
    def name_request(params: dict[str, Any], **_: object) -> None:
        params["headers"]["x-localaws-token"] = "once"

    assert aws.ec2.create_vpc(CidrBlock="10.0.0.0/16") != aws.ec2.create_vpc(CidrBlock="10.0.0.0/16")
    aws.ec2.meta.events.register("before-call", name_request)
    try:
        first, second = (aws.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"] for _ in range(2))
        listed = [aws.ec2.describe_vpcs()["Vpcs"] for _ in range(2)]
    finally:
        aws.ec2.meta.events.unregister("before-call", name_request)
    assert first == second
    assert [len(vpcs) for vpcs in listed] == [4, 4]


def test_calls_to_s3_are_in_the_journal_and_subject_to_faults(server: Server, aws: Account) -> None:
    server.request("POST", "/localaws/faults", {"kind": "throttle", "service": "s3", "operation": "CreateBucket"})
    with refused("SlowDown"):
        aws.s3.create_bucket(Bucket="logs")
    aws.s3.create_bucket(Bucket="logs")
    server.request("POST", "/localaws/faults", {"kind": "accessdenied", "service": "s3"})
    with refused("AccessDenied"):
        aws.s3.list_buckets()
    with refused("NoSuchBucketPolicy"):
        aws.s3.get_bucket_policy(Bucket="logs")
    server.request("POST", "/localaws/faults", {"kind": "lost", "operation": "PutBucketVersioning"})
    with pytest.raises(ConnectionClosedError):
        aws.s3.put_bucket_versioning(Bucket="logs", VersioningConfiguration={"Status": "Enabled"})
    assert aws.s3.get_bucket_versioning(Bucket="logs")["Status"] == "Enabled"
    calls = server.request("GET", "/localaws/calls")
    assert [(call["operation"], call["status"], call["error"]) for call in calls] == [
        ("CreateBucket", 503, "SlowDown"),
        ("CreateBucket", 200, None),
        ("ListBuckets", 403, "AccessDenied"),
        ("GetBucketPolicy", 404, "NoSuchBucketPolicy"),
        ("PutBucketVersioning", 0, None),
        ("GetBucketVersioning", 200, None),
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"noCapacity": ["us-east-1a"]}, "unknown key 'noCapacity'"),
        ({"noCapacityIn": "us-east-1a"}, "it must be a list of zones' names"),
        ({"instancesDrain": 1}, "it must be true or false"),
        ({"quotas": {"L-0263D0A3": "20"}}, "it must be an object of numbers"),
    ],
)
def test_invalid_circumstances_are_refused(server: Server, given: dict[str, Any], message: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.request("POST", "/localaws/circumstances", given)
    assert message in json.load(caught.value)["error"]


def test_circumstances_last_until_they_or_the_server_are_reset(server: Server) -> None:
    usual = server.request("GET", "/localaws/circumstances")
    given = {"noCapacityIn": ["us-east-1a"], "instancesDrain": True, "quotas": {"L-0263D0A3": 20}}
    assert server.request("POST", "/localaws/circumstances", given) == given
    assert server.request("GET", "/localaws/circumstances") == given
    assert server.request("DELETE", "/localaws/circumstances") == usual
    server.request("POST", "/localaws/circumstances", given)
    server.request("POST", "/moto-api/reset")
    assert (
        server.request("GET", "/localaws/circumstances")
        == usual
        == {"noCapacityIn": [], "instancesDrain": False, "quotas": {}}
    )
