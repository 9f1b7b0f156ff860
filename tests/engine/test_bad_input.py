"""The command line reports all mistakes in a stack file at once, one on each line, and creates nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine import changes
from tests.engine.engine_stack import EngineStack, StackConfig
from tests.engine.inventory import inventory


def misspell(config: StackConfig) -> None:
    changes.section(config, "vpc").update(natGateway="single", cidrBlock="10.0.0.0/24")
    changes.section(config, "cluster").update(minSize=5, maxSize=2, capacityProviderName="aws-main")
    changes.services(config)["worker"].update(containerPort=70_000, cpu="256", topology="private")


def use_private_subnets_without_egress(config: StackConfig) -> None:
    changes.section(config, "vpc").update(natGateways="none")
    changes.services(config)["worker"].update(allowFrom=["nobody"])


def use_a_type_missing_in_the_region(config: StackConfig) -> None:
    changes.section(config, "vpc").update(availabilityZones=["us-east-1a", "us-east-1z"])
    changes.section(config, "cluster").update(instanceType="c5.gigantic")


def remove_the_services(config: StackConfig) -> None:
    changes.services(config).clear()


ACCOUNT = "us-east-1:123456789012"
CERTIFICATE = f"arn:aws:acm:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012"
WEB_ACL = f"arn:aws:wafv2:{ACCOUNT}:regional/webacl/edge/a1b2c3d4-5678-90ab-cdef-111122223333"


def exceed_the_size_and_leave_the_region(config: StackConfig) -> None:
    changes.section(config, "cluster").update(instanceType="m6g.large", ami="ami-0123456789abcdef0")
    elsewhere = {"certificateArns": [CERTIFICATE.replace("us-east-1", "eu-west-1")]}
    changes.services(config)["worker"].update(cpu=8192, memory=65_536, loadBalancer=elsewhere)


def use_wrong_arns_and_a_long_domain(config: StackConfig) -> None:
    given = {
        "worker": {"certificateArns": [WEB_ACL], "webAclArn": CERTIFICATE},
        "edge": {"webAclArn": WEB_ACL.replace("regional", "global")},
        # ACM refuses a common name of more than 64 characters.
        "shop": {
            "domains": [f"orders-api.{'preview-of-a-long-branch-name.' * 2}example.com"],
            "hostedZone": "example.com",
        },
    }
    for name, load_balancer in given.items():
        changes.services(config)[name] = {"topology": "private-worker", "loadBalancer": load_balancer}


def use_resources_missing_in_the_account(config: StackConfig) -> None:
    changes.section(config, "vpc").update(natGateways="single", eipAllocationIds=["eipalloc-0123456789abcdef0"])
    changes.services(config)["worker"].update(
        loadBalancer={"webAclArn": WEB_ACL}, logKeyArn=f"arn:aws:kms:{ACCOUNT}:key/1234abcd"
    )
    changes.section(config, "alarms").update(topicArn=f"arn:aws:sns:{ACCOUNT}:nobody")


def use_a_missing_network(config: StackConfig) -> None:
    network = {
        "vpcId": "vpc-0123456789abcdef0",
        "cidrBlocks": {"vpc": "10.0.0.0/16"},
        "publicSubnetIds": ["subnet-0a", "subnet-0b"],
        "privateSubnetIds": ["subnet-0c", "subnet-0d"],
    }
    config.pop("ecs-on-ec2:vpc", None)
    changes.section(config, "platform").update(network=network)


def allow_too_few_instances(config: StackConfig) -> None:
    changes.section(config, "cluster").update(maxSize=1)
    changes.services(config)["worker"].update(desiredCount=20)


MISTAKES: list[tuple[Callable[[StackConfig], None], list[str]]] = [
    (
        misspell,
        [
            "vpc.natGateway",
            "vpc.cidrBlock",
            "cluster.maxSize",
            "cluster.capacityProviderName",
            "services.worker.containerPort",
            "services.worker.cpu",
            "services.worker.topology",
        ],
    ),
    (use_private_subnets_without_egress, ["vpc.interfaceEndpoints"]),
    (use_a_type_missing_in_the_region, ["vpc.availabilityZones[1]", "cluster.instanceType"]),
    (
        exceed_the_size_and_leave_the_region,
        [
            "cluster.ami",
            "services.worker.cpu",
            "services.worker.memory",
            "services.worker.loadBalancer.certificateArns[0]",
        ],
    ),
    (remove_the_services, ["services"]),
    (
        use_wrong_arns_and_a_long_domain,
        [
            "services.worker.loadBalancer.certificateArns[0]",
            "services.worker.loadBalancer.webAclArn",
            "services.edge.loadBalancer.webAclArn",
            "services.shop.loadBalancer.domains",
        ],
    ),
    (
        use_resources_missing_in_the_account,
        [
            "vpc.eipAllocationIds[0]",
            "services.worker.loadBalancer.webAclArn",
            "services.worker.logKeyArn",
            "alarms.topicArn",
        ],
    ),
    (use_a_missing_network, ["platform.network.vpcId"]),
    (allow_too_few_instances, ["cluster.maxSize"]),
]


@pytest.mark.parametrize(("mistake", "keys"), MISTAKES, ids=[mistake.__name__ for mistake, _ in MISTAKES])
def test_mistakes_are_reported_and_nothing_is_created(
    stack_of: Callable[[str], EngineStack], mistake: Callable[[StackConfig], None], keys: list[str]
) -> None:
    stack = stack_of("dev")
    stack.change(mistake)
    finished = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview"))
    assert finished.returncode != 0
    assert "Traceback" not in finished.output
    assert "unhandled error" not in finished.output
    assert len([line for line in finished.output.splitlines() if line.strip().startswith("error:")]) == 1
    messages = [line.strip() for line in finished.output.splitlines() if line.strip().startswith("ecs-on-ec2:")]
    assert sorted(line.split(": ")[0].removeprefix("ecs-on-ec2:") for line in messages) == sorted(keys)
    assert all("is refused" in line for line in messages)
    assert stack.local_aws.calls() == []


def test_a_missing_or_pending_certificate_ends_the_program(
    stack_of: Callable[[str], EngineStack],
) -> None:
    stack = stack_of("dev")
    stack.change(
        lambda config: changes.services(config)["worker"].update(loadBalancer={"certificateArns": [CERTIFICATE]})
    )
    finished = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview"))
    assert finished.returncode != 0
    assert f"resource '{CERTIFICATE}' does not exist" in finished.output
    assert "Traceback" not in finished.output
    acm = stack.local_aws.client("acm")
    pending = acm.request_certificate(DomainName="api.example.com", ValidationMethod="DNS")["CertificateArn"]
    stack.local_aws.forget_calls()
    stack.change(lambda config: changes.services(config)["worker"].update(loadBalancer={"certificateArns": [pending]}))
    finished = stack.local_aws.pulumi(*stack.arguments("up", "--yes", "--skip-preview"))
    assert finished.returncode != 0
    assert (
        f'services.worker.loadBalancer.certificateArns[0]: "{pending}" is refused: its status is PENDING_VALIDATION'
        in finished.output
    )
    assert stack.local_aws.calls() == []
    acm.delete_certificate(CertificateArn=pending)
    assert inventory(stack.local_aws.client) == set()
