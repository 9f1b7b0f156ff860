"""RDS: the subnet groups of databases."""

from __future__ import annotations

from collections.abc import Mapping

from localaws.plugin import naming
from localaws.plugin.api import Api
from localaws.plugin.row import AutoName, Inputs, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_list, tags_of

GONE = "DBSubnetGroupNotFoundFault"


def _create(api: Api, inputs: Inputs) -> str:
    answer = api.rds.create_db_subnet_group(
        DBSubnetGroupName=naming.given_name(inputs),
        DBSubnetGroupDescription=inputs["description"],
        SubnetIds=inputs["subnetIds"],
        Tags=tag_list(inputs.get("tagsAll") or {}),
    )
    return str(answer["DBSubnetGroup"]["DBSubnetGroupName"])


def _read(api: Api, name: str, state: State) -> State | None:
    group = api.first(api.rds.describe_db_subnet_groups, "DBSubnetGroups", GONE, DBSubnetGroupName=name)
    if group is None:
        return None
    arn = group["DBSubnetGroupArn"]
    return {
        "arn": arn,
        "description": group["DBSubnetGroupDescription"],
        "name": group["DBSubnetGroupName"],
        "subnetIds": [subnet["SubnetIdentifier"] for subnet in group["Subnets"]],
        "supportedNetworkTypes": group["SupportedNetworkTypes"],
        "tagsAll": tags_of({"Tags": api.rds.list_tags_for_resource(ResourceName=arn)["TagList"]}),
        "vpcId": group["VpcId"],
    }


def _update(api: Api, name: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    api.rds.modify_db_subnet_group(
        DBSubnetGroupName=name, DBSubnetGroupDescription=inputs["description"], SubnetIds=inputs["subnetIds"]
    )


def _delete(api: Api, name: str, state: State) -> None:
    api.rds.delete_db_subnet_group(DBSubnetGroupName=name)
    api.wait(lambda: _read(api, name, state) is None, f"DB subnet group {name} to be deleted")


def write_tags(api: Api, resource_id: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    """Set and remove tags of an RDS resource, by its ARN."""
    if removed:
        api.rds.remove_tags_from_resource(ResourceName=state["arn"], TagKeys=removed)
    if changed:
        api.rds.add_tags_to_resource(ResourceName=state["arn"], Tags=tag_list(changed))


ROWS = [
    Row(
        resource_type="aws:rds/subnetGroup:SubnetGroup",
        label="RDS DB Subnet Group",
        properties=plain("description", "name", "namePrefix", "subnetIds"),
        outputs=frozenset({"arn", "supportedNetworkTypes", "vpcId"}),
        auto_name=AutoName(),
        create=_create,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=write_tags,
        import_id="group name",
    ),
]
