"""The table is consistent with ``pulumi_aws`` and in itself."""

from __future__ import annotations

import pytest

from localaws.plugin.functions import FUNCTIONS
from localaws.plugin.row import Property
from localaws.plugin.rows import TABLE
from localaws.plugin.schema import ObjectShape, Shape, function_arguments, resource_inputs, resource_outputs
from localaws.tests.plugin.all_examples import EXAMPLES

TYPES = sorted(TABLE)
PROGRAM_TYPES = (
    "aws:autoscaling/group:Group",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/eip:Eip",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive",
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    "aws:ecs/capacityProvider:CapacityProvider",
    "aws:ecs/cluster:Cluster",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "aws:ecs/service:Service",
    "aws:ecs/taskDefinition:TaskDefinition",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/role:Role",
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    "aws:lb/listener:Listener",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
)

# AWS can rename these.
RENAMED = {"aws:rds/instance:Instance"}


def test_every_type_that_the_stacks_use_has_a_row() -> None:
    assert set(PROGRAM_TYPES) <= set(TYPES)


def test_every_row_has_an_example() -> None:
    assert set(EXAMPLES) == set(TYPES)


@pytest.mark.parametrize("resource_type", TYPES)
def test_every_property_of_a_row_exists(resource_type: str) -> None:
    row, shape = TABLE[resource_type], resource_inputs(resource_type)
    assert set(row.properties) <= set(shape.properties)
    assert shape.required <= set(row.properties), "Pulumi requires a property that the row does not support"
    for name, rule in row.properties.items():
        assert_fields_exist(name, rule, shape.properties[name])


def assert_fields_exist(path: str, rule: Property, shape: Shape) -> None:
    if not rule.fields:
        return
    fields = object_of(shape)
    assert fields is not None, f"{path} has no nested properties"
    assert set(rule.fields) <= set(fields.properties), path
    for name, nested in rule.fields.items():
        assert_fields_exist(f"{path}.{name}", nested, fields.properties[name])


def object_of(shape: Shape | None) -> ObjectShape | None:
    while shape is not None and shape.object is None:
        shape = shape.element
    return shape.object if shape is not None else None


@pytest.mark.parametrize("resource_type", TYPES)
def test_every_output_of_a_row_exists(resource_type: str) -> None:
    row = TABLE[resource_type]
    assert row.outputs <= resource_outputs(resource_type)
    assert not row.outputs & set(row.properties)
    if row.write_tags is not None:
        assert "tagsAll" in resource_outputs(resource_type)


@pytest.mark.parametrize("resource_type", TYPES)
def test_a_row_is_consistent(resource_type: str) -> None:
    row = TABLE[resource_type]
    assert set(row.not_stored) <= set(row.properties)
    assert all(row.not_stored.values()), "each needs a reason"
    assert row.import_id
    assert row.update is not None or all(row.inputs[name].replace for name in row.properties)
    if row.auto_name is not None:
        assert row.inputs[row.auto_name.property].replace or resource_type in RENAMED


@pytest.mark.parametrize("token", sorted(FUNCTIONS))
def test_every_argument_of_a_function_exists(token: str) -> None:
    assert FUNCTIONS[token].arguments <= function_arguments(token)


def test_no_row_is_defined_twice() -> None:
    from localaws.plugin.rows import MODULES

    rows = [row.resource_type for module in MODULES for row in getattr(module, "ROWS", ())]
    assert len(rows) == len(set(rows))


def test_the_generated_table_in_the_document_is_current() -> None:
    from localaws.plugin.table_document import README, document

    assert README.read_text(encoding="utf-8") == document(), "run: python -m localaws.plugin.table_document"
