"""The recorder finds each flaw that a test under mocks could miss."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import AbstractContextManager

import pulumi
import pulumi_aws as aws
import pytest

from tests.harness.aws_outputs import arn_of
from tests.harness.build import build, build_component, build_stack, project_config, refuse
from tests.harness.registration import UNKNOWN, UNSET


def make_vpc(name: str = "one", opts: pulumi.ResourceOptions | None = None) -> aws.ec2.Vpc:
    return aws.ec2.Vpc(name, cidr_block="10.0.0.0/16", opts=opts)


def refused(text: str) -> AbstractContextManager[object]:
    return pytest.raises(Exception, match=re.escape(text))


def null() -> pulumi.Output[str]:
    """Return an output that its resource lacks, in the form of the SDK."""
    return pulumi.Output.from_input(None)  # type: ignore[arg-type]


class Part(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ecs-on-ec2:index:Part", name, None, opts)


class OtherPart(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ecs-on-ec2:index:OtherPart", name, None, opts)


def test_a_failed_assertion_in_an_apply_fails_the_build() -> None:
    def program() -> None:
        def refuse_id(vpc_id: str) -> None:
            raise AssertionError(f"received {vpc_id}")

        make_vpc().id.apply(refuse_id)

    with refused("received ec2.Vpc/one/id"):
        build_component(program)


def test_a_program_that_registers_nothing_fails_the_build() -> None:
    with pytest.raises(AssertionError, match="registered nothing"):
        build_component(lambda: None)


def test_a_task_that_does_not_end_fails_the_build() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    tasks = []

    def program() -> None:
        make_vpc()
        tasks.append(asyncio.get_running_loop().create_task(wait()))

    with refused("still running after the program"):
        build_component(program)


def test_a_query_for_a_missing_kind_fails() -> None:
    with refused("no ec2.Subnet among"):
        build_component(make_vpc).all("ec2.Subnet")


def test_two_resources_with_one_urn_are_refused() -> None:
    def program() -> None:
        make_vpc()
        make_vpc()

    with refused("duplicate resource ec2.Vpc one"):
        build_component(program)


def test_equal_names_in_two_components_of_one_type_are_refused() -> None:
    # A URN contains the types of the parents, not their names.
    def program() -> None:
        make_vpc(opts=pulumi.ResourceOptions(parent=Part("left")))
        make_vpc(opts=pulumi.ResourceOptions(parent=Part("right")))

    with refused("duplicate resource ec2.Vpc one"):
        build_component(program)


def test_equal_names_in_components_of_two_types_are_accepted() -> None:
    def program() -> None:
        make_vpc(opts=pulumi.ResourceOptions(parent=Part("left")))
        make_vpc(opts=pulumi.ResourceOptions(parent=OtherPart("right")))

    urns = [vpc.urn for vpc in build_component(program).all("ec2.Vpc")]
    assert urns == [
        "urn:pulumi:test::ecs-on-ec2::ecs-on-ec2:index:OtherPart$aws:ec2/vpc:Vpc::one",
        "urn:pulumi:test::ecs-on-ec2::ecs-on-ec2:index:Part$aws:ec2/vpc:Vpc::one",
    ]


def test_a_name_with_the_separator_of_urns_is_refused() -> None:
    with refused("ec2.Vpc a::b has the separator of URNs in its name"):
        build_component(lambda: aws.ec2.Vpc("a::b", cidr_block="10.0.0.0/16"))


def test_a_required_input_that_resolves_to_null_is_refused() -> None:
    with refused("lb.Listener one needs loadBalancerArn"):
        build_component(lambda: aws.lb.Listener("one", load_balancer_arn=null(), default_actions=[{"type": "forward"}]))


def test_a_null_inside_an_input_is_refused() -> None:
    with refused("lb.Listener one has null at defaultActions.0.targetGroupArn"):
        build_component(
            lambda: aws.lb.Listener(
                "one", load_balancer_arn="arn", default_actions=[{"type": "forward", "target_group_arn": null()}]
            )
        )


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"Statement": [{"Effect": "Allow", "Resource": None}]}, "Statement.0.Resource"),
        ({"Statement": [{"Effect": "Allow", "Resource": ["arn", None]}]}, "Statement.0.Resource.1"),
    ],
)
def test_a_null_in_a_policy_is_refused(document: object, path: str) -> None:
    with refused(f"null at policy.{path} of its JSON"):
        build_component(lambda: aws.iam.RolePolicy("one", role="role", policy=json.dumps(document)))


def test_a_null_in_a_container_definition_is_refused() -> None:
    definitions = json.dumps([{"name": "web", "secrets": [{"name": "KEY", "valueFrom": None}]}])
    with refused("null at containerDefinitions.0.secrets.0.valueFrom of its JSON"):
        build_component(lambda: aws.ecs.TaskDefinition("one", family="web", container_definitions=definitions))


def test_a_text_that_starts_like_json_is_accepted() -> None:
    def program() -> None:
        aws.ssm.Parameter("one", type="String", value="{", description="[1")

    parameter = build_component(program).one("ssm.Parameter")
    assert (parameter.at("value"), parameter.at("description"), parameter.at("value.key")) == ("{", "[1", UNSET)


def test_an_output_printed_into_a_text_is_refused() -> None:
    with refused("has an Output printed as text at policy"):
        build_component(
            lambda: aws.iam.RolePolicy("one", role="role", policy=json.dumps({"Resource": f"{make_vpc().arn}"}))
        )


def test_resources_created_inside_apply_are_missing_from_a_preview() -> None:
    def program() -> None:
        make_vpc().id.apply(lambda vpc_id: aws.ec2.Subnet("inside", vpc_id=vpc_id, cidr_block="10.0.0.0/18"))

    assert build_component(program).listed == ["ec2.Subnet inside", "ec2.Vpc one"]
    assert build_component(program, preview=True).listed == ["ec2.Vpc one"]


def test_a_preview_has_inputs_but_no_ids() -> None:
    def program() -> None:
        aws.ec2.Subnet("inside", vpc_id=make_vpc().id, cidr_block="10.0.0.0/18")

    subnet = build_component(program, preview=True).one("ec2.Subnet")
    assert (subnet.at("vpcId"), subnet.at("cidrBlock")) == (UNKNOWN, "10.0.0.0/18")
    assert build_component(program).one("ec2.Subnet").at("vpcId") == "ec2.Vpc/one/id"


def test_dependencies_and_options_are_recorded() -> None:
    def program() -> None:
        part = Part("part")
        vpc = make_vpc(opts=pulumi.ResourceOptions(parent=part, protect=True))
        gateway = aws.ec2.InternetGateway("gateway")
        aws.ec2.Subnet(
            "subnet",
            vpc_id=vpc.id,
            opts=pulumi.ResourceOptions(
                parent=part,
                depends_on=[gateway],
                ignore_changes=["tags"],
                aliases=[pulumi.Alias(name="old")],
                delete_before_replace=True,
                retain_on_delete=True,
                custom_timeouts=pulumi.CustomTimeouts(create="5m"),
            ),
        )
        part.register_outputs({"vpc": vpc.id})

    recording = build_component(program)
    vpc, subnet, part = recording.one("ec2.Vpc"), recording.one("ec2.Subnet"), recording.one("Part")
    gateway = recording.one("ec2.InternetGateway")
    assert subnet.parent == part.urn
    assert subnet.explicit_dependencies == {gateway.urn}
    assert subnet.property_dependencies["vpcId"] == {vpc.urn}
    assert recording.waits_for(subnet) == {vpc, gateway, part}
    assert subnet.ignore_changes == ("tags",)
    assert subnet.delete_before_replace
    assert subnet.retain_on_delete
    assert subnet.custom_timeouts == {"create": "5m"}
    assert 'name: "old"' in subnet.aliases[0]
    assert subnet.at("cidrBlock") is UNSET
    assert vpc.protect
    assert part.outputs == {"vpc": "ec2.Vpc/one/id"}


def test_a_resource_waits_for_the_children_of_a_component_it_depends_on() -> None:
    def program() -> None:
        part = Part("part")
        make_vpc(opts=pulumi.ResourceOptions(parent=part))
        aws.ec2.InternetGateway("gateway", opts=pulumi.ResourceOptions(depends_on=[part]))

    recording = build_component(program)
    assert recording.one("ec2.Vpc") in recording.waits_for(recording.one("ec2.InternetGateway"))


def test_a_secret_input_is_recorded_as_secret_and_its_output_stays_secret() -> None:
    def program() -> None:
        group = aws.cloudwatch.LogGroup("one", name=pulumi.Output.secret("hidden"))
        pulumi.export("name", group.name)
        pulumi.export("arn", group.arn)

    recording = build_component(program)
    group = recording.one("cloudwatch.LogGroup")
    assert group.at("name") == "hidden"
    assert group.secret_inputs == {"name"}
    assert recording.exports == {"name": "hidden", "arn": arn_of("cloudwatch.LogGroup", "one")}
    assert recording.secret_exports == {"name"}


def test_messages_of_the_program_are_recorded() -> None:
    def program() -> None:
        make_vpc()
        pulumi.log.warn("a warning")

    assert build_component(program).messages == ["a warning"]


def test_builds_do_not_share_resources_or_exports() -> None:
    def program() -> None:
        make_vpc()
        pulumi.export("first", pulumi.Config("ecs-on-ec2").get("services"))

    build_stack("dev")
    assert build_component(program).listed == build_component(program).listed == ["ec2.Vpc one"]
    assert build_component(program).exports == {"first": None}
    assert "first" not in build_component(make_vpc).exports


def test_a_build_that_fails_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError):
        build_component(lambda: make_vpc().id.apply(lambda _: 1 // 0))
    assert build_component(lambda: make_vpc("two")).listed == ["ec2.Vpc two"]


def test_an_accepted_config_fails_a_test_that_expects_a_refusal() -> None:
    with pytest.raises(BaseException, match="DID NOT RAISE"):
        refuse(project_config("dev"))


def test_the_recording_of_a_config_is_cached() -> None:
    assert build(project_config("dev")) is build(project_config("dev"))
