"""Launch templates: every change of the template creates a version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from localaws.plugin import naming
from localaws.plugin.api import Api
from localaws.plugin.mapping import BooleanText, Members, Nested, TagMap, from_api, supported, to_api
from localaws.plugin.row import AutoName, Inputs, Property, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags

TEMPLATE_GONE = ("InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateName.NotFoundException")
DATA: Members = {
    "imageId": "ImageId",
    "instanceType": "InstanceType",
    "keyName": "KeyName",
    "userData": "UserData",
    "ebsOptimized": BooleanText("EbsOptimized"),
    "disableApiStop": "DisableApiStop",
    "disableApiTermination": "DisableApiTermination",
    "instanceInitiatedShutdownBehavior": "InstanceInitiatedShutdownBehavior",
    "vpcSecurityGroupIds": "SecurityGroupIds",
    "iamInstanceProfile": Nested("IamInstanceProfile", {"arn": "Arn", "name": "Name"}),
    "monitoring": Nested("Monitoring", {"enabled": "Enabled"}),
    "creditSpecification": Nested("CreditSpecification", {"cpuCredits": "CpuCredits"}),
    "metadataOptions": Nested(
        "MetadataOptions",
        {
            "httpEndpoint": "HttpEndpoint",
            "httpProtocolIpv6": "HttpProtocolIpv6",
            "httpPutResponseHopLimit": "HttpPutResponseHopLimit",
            "httpTokens": "HttpTokens",
            "instanceMetadataTags": "InstanceMetadataTags",
        },
    ),
    "blockDeviceMappings": Nested(
        "BlockDeviceMappings",
        {
            "deviceName": "DeviceName",
            "noDevice": "NoDevice",
            "virtualName": "VirtualName",
            "ebs": Nested(
                "Ebs",
                {
                    "deleteOnTermination": BooleanText("DeleteOnTermination"),
                    "encrypted": BooleanText("Encrypted"),
                    "iops": "Iops",
                    "kmsKeyId": "KmsKeyId",
                    "snapshotId": "SnapshotId",
                    "throughput": "Throughput",
                    "volumeSize": "VolumeSize",
                    "volumeType": "VolumeType",
                },
            ),
        },
    ),
    "networkInterfaces": Nested(
        "NetworkInterfaces",
        {
            "associatePublicIpAddress": BooleanText("AssociatePublicIpAddress"),
            "deleteOnTermination": BooleanText("DeleteOnTermination"),
            "description": "Description",
            "deviceIndex": "DeviceIndex",
            "networkInterfaceId": "NetworkInterfaceId",
            "securityGroups": "Groups",
            "subnetId": "SubnetId",
        },
    ),
    "placement": Nested(
        "Placement", {"availabilityZone": "AvailabilityZone", "groupName": "GroupName", "tenancy": "Tenancy"}
    ),
    "tagSpecifications": Nested("TagSpecifications", {"resourceType": "ResourceType", "tags": TagMap("Tags")}),
}
VERSIONED = frozenset({*DATA, "description"})


def _version(inputs: Inputs) -> dict[str, Any]:
    described = {"VersionDescription": inputs["description"]} if inputs.get("description") else {}
    return {"LaunchTemplateData": to_api(DATA, inputs), **described}


def _create(api: Api, inputs: Inputs) -> str:
    answer = api.ec2.create_launch_template(
        LaunchTemplateName=naming.given_name(inputs),
        TagSpecifications=tag_specifications("launch-template", inputs),
        **_version(inputs),
    )
    return str(answer["LaunchTemplate"]["LaunchTemplateId"])


def _read(api: Api, template_id: str, state: State) -> State | None:
    template = api.first(
        api.ec2.describe_launch_templates, "LaunchTemplates", *TEMPLATE_GONE, LaunchTemplateIds=[template_id]
    )
    if template is None:
        return None
    version = api.ec2.describe_launch_template_versions(
        LaunchTemplateId=template_id, Versions=[str(template["LatestVersionNumber"])]
    )["LaunchTemplateVersions"][0]
    return {
        **from_api(DATA, version["LaunchTemplateData"]),
        "arn": f"arn:aws:ec2:{api.region}:{api.account}:launch-template/{template_id}",
        "name": template["LaunchTemplateName"],
        "description": version.get("VersionDescription", ""),
        "defaultVersion": template["DefaultVersionNumber"],
        "latestVersion": template["LatestVersionNumber"],
        "tagsAll": tags_of(template),
    }


def _update(api: Api, template_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    latest = state["latestVersion"]
    if changed & VERSIONED:
        answer = api.ec2.create_launch_template_version(LaunchTemplateId=template_id, **_version(inputs))
        latest = answer["LaunchTemplateVersion"]["VersionNumber"]
    default = latest if inputs.get("updateDefaultVersion") else inputs.get("defaultVersion")
    if default is not None and default != state["defaultVersion"]:
        api.ec2.modify_launch_template(LaunchTemplateId=template_id, DefaultVersion=str(default))


def _changing(changed: frozenset[str], inputs: Inputs) -> Iterable[str]:
    if changed & VERSIONED:
        yield "latestVersion"
    if inputs.get("updateDefaultVersion") and changed & {*VERSIONED, "updateDefaultVersion"}:
        yield "defaultVersion"


def _delete(api: Api, template_id: str, state: State) -> None:
    api.ec2.delete_launch_template(LaunchTemplateId=template_id)


ROWS = [
    Row(
        resource_type="aws:ec2/launchTemplate:LaunchTemplate",
        label="EC2 Launch Template",
        properties={
            **plain(
                *DATA,
                "vpcSecurityGroupIds",
                "name",
                "namePrefix",
                "description",
                "defaultVersion",
                "updateDefaultVersion",
            ),
            **{name: Property(fields=fields.fields) for name, fields in supported(DATA).items() if fields.fields},
        },
        outputs=frozenset({"arn", "latestVersion"}),
        auto_name=AutoName(),
        create=_create,
        read=_read,
        update=_update,
        delete=_delete,
        changing=_changing,
        write_tags=write_tags,
        import_id="launch template id (lt-...)",
        not_stored={"updateDefaultVersion": "a setting of the provider, not of AWS"},
    ),
]
