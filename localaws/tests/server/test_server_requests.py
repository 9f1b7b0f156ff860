"""A request that AWS's own model does not allow is refused, with the code of the service."""

from __future__ import annotations

import json

import pytest
from moto.core.utils import get_service_model

from localaws.server.requests.patterns import expression, matches
from localaws.tests.conftest import Server
from localaws.tests.server.account import TRUST, Account, refused
from localaws.tests.server.raw_request import json_request, query_request, xml_request

ECS = "AmazonEC2ContainerServiceV20141113"
SERVICES = (
    *("acm", "application-autoscaling", "autoscaling", "cloudwatch", "ec2", "ecr", "ecs", "elbv2", "iam", "kms"),
    *("logs", "route53", "s3", "secretsmanager", "servicediscovery", "sns", "ssm", "sts", "wafv2"),
)


@pytest.mark.parametrize("service", SERVICES)
def test_every_pattern_of_the_models_can_be_checked(service: str) -> None:
    model = get_service_model(service)
    shapes = [model.shape_for(name) for name in model.shape_names]
    patterns = {shape.metadata["pattern"] for shape in shapes if "pattern" in shape.metadata}
    assert [each for each in patterns if expression(each, ascii_only=True) is None] == []


def test_patterns_have_the_semantics_of_java() -> None:
    tag = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"
    assert matches(tag, "cost-centre: 4/2")
    assert matches(tag, "Kostenstelle Süd ٣")
    assert not matches(tag, "a;b")
    assert not matches(tag, "sum ∑")
    assert matches(r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*", "smile 😀")
    assert not matches(r"[\w-_]+", "a b")
    assert not matches(r"\w+", "süd")


def test_a_role_name_over_64_characters_is_refused(aws: Account) -> None:
    with refused("ValidationError", "at 'roleName' failed to satisfy constraint: Member must have length less than"):
        aws.iam.create_role(RoleName="r" * 65, AssumeRolePolicyDocument=TRUST)
    assert aws.iam.list_roles()["Roles"] == []
    aws.iam.create_role(RoleName="r" * 64, AssumeRolePolicyDocument=TRUST)


def test_a_policy_name_over_128_characters_is_refused(aws: Account) -> None:
    aws.iam.create_role(RoleName="task", AssumeRolePolicyDocument=TRUST)
    with refused("ValidationError", "at 'policyName' failed to satisfy constraint: Member must have length less than"):
        aws.iam.put_role_policy(RoleName="task", PolicyName="p" * 129, PolicyDocument=TRUST)
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.iam.put_role_policy(RoleName="task", PolicyName="p" * 128, PolicyDocument=document)


def test_a_name_that_does_not_match_its_pattern_is_refused(aws: Account) -> None:
    with refused("InvalidParameterException", "Value '/ecs/a:b' at 'logGroupName' failed to satisfy constraint"):
        aws.logs.create_log_group(logGroupName="/ecs/a:b")


def test_a_value_outside_an_enumeration_is_refused(aws: Account) -> None:
    with refused("InvalidParameterException", "enum value set: [EC2, FARGATE, EXTERNAL, MANAGED_INSTANCES]"):
        aws.ecs.create_service(cluster="main", serviceName="web", taskDefinition="web", launchType="LAMBDA")


def test_a_long_key_in_a_nested_list_is_refused_with_its_path(aws: Account) -> None:
    with refused("ValidationError", "at 'tags.1.member.key' failed to satisfy constraint"):
        aws.elbv2.create_load_balancer(Name="web", Subnets=["subnet-1"], Tags=[{"Key": "k" * 129}])


def test_a_list_with_too_many_items_is_refused(aws: Account) -> None:
    with refused("ValidationException", "at 'subjectAlternativeNames' failed to satisfy constraint"):
        names = [f"{number}.example.com" for number in range(101)]
        aws.client("acm").request_certificate(DomainName="example.com", SubjectAlternativeNames=names)


def test_a_list_over_a_limit_outside_the_model_is_refused(aws: Account) -> None:
    balancer = aws.load_balancer(aws.subnets(aws.vpc()))
    attributes = [{"Key": f"key{number}", "Value": "1"} for number in range(21)]
    with refused("ValidationError", "at 'attributes' failed to satisfy constraint: Member must have length less than"):
        aws.elbv2.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=attributes)


def test_ec2_refuses_with_its_own_code(aws: Account) -> None:
    with refused("InvalidParameterValue", "Value (1001) for parameter MaxResults is invalid"):
        aws.ec2.describe_vpcs(MaxResults=1001)


def test_cloud_map_refuses_with_its_own_code(aws: Account) -> None:
    with refused("InvalidInput", "at 'creatorRequestId' failed to satisfy constraint"):
        aws.client("servicediscovery").create_http_namespace(Name="internal", CreatorRequestId="c" * 65)


def test_a_missing_required_list_is_refused_with_its_path(server: Server) -> None:
    body = {
        "serviceName": "web",
        "taskDefinition": "web",
        "deploymentConfiguration": {"alarms": {"enable": True, "rollback": True}},
    }
    status, code, message = json_request(server.url, "ecs", f"{ECS}.CreateService", body)
    assert (status, code) == (400, "InvalidParameterException")
    assert "Value null at 'deploymentConfiguration.alarms.alarmNames'" in message


def test_all_mistakes_are_reported_at_once(server: Server) -> None:
    body = {"serviceName": "web", "schedulingStrategy": "SOMETIMES", "launchType": "LAMBDA"}
    _, _, message = json_request(server.url, "ecs", f"{ECS}.CreateService", body)
    assert message.startswith("2 validation errors detected: ")
    assert "schedulingStrategy" in message
    assert "launchType" in message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2", "STRING_VALUE cannot be converted to Integer"),
        (True, "TRUE_VALUE cannot be converted to Integer"),
        ({"count": 2}, "Start of structure or map found where not expected."),
    ],
)
def test_ecs_refuses_a_json_value_of_another_type(server: Server, value: object, message: str) -> None:
    body = {"serviceName": "web", "desiredCount": value}
    answer = json_request(server.url, "ecs", f"{ECS}.CreateService", body)
    assert answer == (400, "InvalidParameterException", message)


def test_acm_refuses_a_json_value_of_another_type_with_the_protocols_code(server: Server) -> None:
    answer = json_request(server.url, "acm", "CertificateManager.RequestCertificate", {"DomainName": 7})
    assert answer == (400, "SerializationException", "NUMBER_VALUE cannot be converted to String")


def test_a_body_that_is_not_json_is_refused(server: Server) -> None:
    status, code, _ = json_request(server.url, "ecs", f"{ECS}.ListClusters", b"{cut")
    assert (status, code) == (400, "SerializationException")


def test_json_services_ignore_unknown_names(server: Server) -> None:
    status, _, _ = json_request(server.url, "ecs", f"{ECS}.ListClusters", {"colour": "blue"})
    assert status == 200


def test_query_services_ignore_unknown_names(server: Server) -> None:
    status, _, _ = query_request(server.url, "iam", "2010-05-08", Action="ListRoles", Colour="blue")
    assert status == 200


def test_ec2_refuses_unknown_names(server: Server, aws: Account) -> None:
    before = aws.ec2.describe_vpcs()["Vpcs"]
    answer = query_request(server.url, "ec2", "2016-11-15", Action="CreateVpc", CidrBlock="10.0.0.0/16", Colour="blue")
    assert answer == (400, "UnknownParameter", "The parameter Colour is not recognized")
    assert aws.ec2.describe_vpcs()["Vpcs"] == before


def test_ec2_refuses_a_request_without_a_required_parameter(server: Server) -> None:
    answer = query_request(server.url, "ec2", "2016-11-15", Action="CreateSubnet", CidrBlock="10.0.0.0/24")
    assert answer == (400, "MissingParameter", "The request must contain the parameter VpcId")


def test_a_query_parameter_that_is_not_a_number_is_refused(server: Server) -> None:
    status, code, _ = query_request(
        server.url,
        "autoscaling",
        "2011-01-01",
        Action="SetDesiredCapacity",
        AutoScalingGroupName="g",
        DesiredCapacity="x",
    )
    assert (status, code) == (400, "MalformedInput")
    status, code, message = query_request(server.url, "ec2", "2016-11-15", Action="DescribeVpcs", MaxResults="x")
    assert (status, code) == (400, "InvalidParameterValue")
    assert "MaxResults" in message


def test_route53_refuses_unknown_names_and_values(server: Server) -> None:
    def zone(content: str) -> tuple[int, str, str]:
        name = "<Name>example.com</Name><CallerReference>1</CallerReference>"
        body = f'<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">{name}{content}'
        return xml_request(server.url, "route53", "POST", "/2013-04-01/hostedzone", body + "</CreateHostedZoneRequest>")

    status, code, message = zone("<Colour>blue</Colour>")
    assert (status, code) == (400, "InvalidInput")
    assert "Colour" in message
    status, code, _ = zone("<VPC><VPCRegion>moon-1</VPCRegion><VPCId>vpc-1</VPCId></VPC>")
    assert (status, code) == (400, "InvalidInput")
    assert zone("")[0] == 201


def test_s3_refuses_elements_outside_its_schema(server: Server, aws: Account) -> None:
    aws.s3.create_bucket(Bucket="logs")

    def versioning(content: str) -> tuple[int, str, str]:
        body = f'<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{content}'
        return xml_request(server.url, "s3", "PUT", "/logs?versioning", body + "</VersioningConfiguration>")

    for content in ("<Status>On</Status>", "<Colour>blue</Colour>", "<Status>"):
        assert versioning(content)[:2] == (400, "MalformedXML"), content
    assert versioning("<Status>Enabled</Status>")[0] == 200


def test_s3_accepts_a_body_that_is_not_xml(aws: Account) -> None:
    aws.s3.create_bucket(Bucket="logs")
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::logs/*"}
    aws.s3.put_bucket_policy(Bucket="logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert "s3:*" in aws.s3.get_bucket_policy(Bucket="logs")["Policy"]


def test_instance_types_outside_the_model_are_accepted(aws: Account) -> None:
    aws.ec2.create_launch_template(LaunchTemplateName="new", LaunchTemplateData={"InstanceType": "z99.metal"})


def test_refused_requests_are_in_the_journal(server: Server, aws: Account) -> None:
    with refused("ValidationError"):
        aws.iam.create_role(RoleName="r" * 65, AssumeRolePolicyDocument=TRUST)
    call = server.request("GET", "/localaws/calls")[-1]
    assert (call["operation"], call["status"], call["error"]) == ("CreateRole", 400, "ValidationError")
