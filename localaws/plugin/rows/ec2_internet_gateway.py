"""Internet gateways and their attachments."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, error_code
from localaws.plugin.row import Inputs, Row, State, plain
from localaws.plugin.rows.ec2_network import IN_USE
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags

INTERNET_GATEWAY_GONE = "InvalidInternetGatewayID.NotFound"


def _create_internet_gateway(api: Api, inputs: Inputs) -> str:
    answer = api.ec2.create_internet_gateway(TagSpecifications=tag_specifications("internet-gateway", inputs))
    return str(answer["InternetGateway"]["InternetGatewayId"])


def _finish_internet_gateway(api: Api, gateway_id: str, inputs: Inputs) -> None:
    if "vpcId" in inputs:
        api.ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=inputs["vpcId"])


def _internet_gateway(api: Api, gateway_id: str) -> dict[str, Any] | None:
    return api.first(
        api.ec2.describe_internet_gateways, "InternetGateways", INTERNET_GATEWAY_GONE, InternetGatewayIds=[gateway_id]
    )


def _read_internet_gateway(api: Api, gateway_id: str, state: State) -> State | None:
    gateway = _internet_gateway(api, gateway_id)
    if gateway is None:
        return None
    owner = gateway.get("OwnerId")
    return {
        "arn": f"arn:aws:ec2:{api.region}:{owner}:internet-gateway/{gateway_id}",
        "ownerId": owner,
        "vpcId": next((each["VpcId"] for each in gateway.get("Attachments", [])), ""),
        "tagsAll": tags_of(gateway),
    }


def _update_internet_gateway(api: Api, gateway_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    if "vpcId" in changed:
        _detach(api, gateway_id, state.get("vpcId"))
        _finish_internet_gateway(api, gateway_id, inputs)


def _detach(api: Api, gateway_id: str, vpc_id: str | None) -> None:
    if vpc_id:
        try:
            api.retry(IN_USE, api.ec2.detach_internet_gateway, InternetGatewayId=gateway_id, VpcId=vpc_id)
        except Exception as error:
            if error_code(error) not in ("Gateway.NotAttached", INTERNET_GATEWAY_GONE):
                raise


def _delete_internet_gateway(api: Api, gateway_id: str, state: State) -> None:
    _detach(api, gateway_id, state.get("vpcId"))
    api.retry(IN_USE, api.ec2.delete_internet_gateway, InternetGatewayId=gateway_id)


def _create_attachment(api: Api, inputs: Inputs) -> str:
    api.ec2.attach_internet_gateway(InternetGatewayId=inputs["internetGatewayId"], VpcId=inputs["vpcId"])
    return f"{inputs['internetGatewayId']}:{inputs['vpcId']}"


def _read_attachment(api: Api, attachment_id: str, state: State) -> State | None:
    gateway_id, _, vpc_id = attachment_id.partition(":")
    gateway = _internet_gateway(api, gateway_id)
    if gateway is None or all(each["VpcId"] != vpc_id for each in gateway.get("Attachments", [])):
        return None
    return {"internetGatewayId": gateway_id, "vpcId": vpc_id}


def _delete_attachment(api: Api, attachment_id: str, state: State) -> None:
    gateway_id, _, vpc_id = attachment_id.partition(":")
    _detach(api, gateway_id, vpc_id)


ROWS = [
    Row(
        resource_type="aws:ec2/internetGateway:InternetGateway",
        label="EC2 Internet Gateway",
        properties=plain("vpcId"),
        outputs=frozenset({"arn", "ownerId"}),
        create=_create_internet_gateway,
        finish=_finish_internet_gateway,
        read=_read_internet_gateway,
        update=_update_internet_gateway,
        delete=_delete_internet_gateway,
        write_tags=write_tags,
        import_id="internet gateway id (igw-...)",
    ),
    Row(
        resource_type="aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        label="EC2 Internet Gateway Attachment",
        properties=plain("internetGatewayId", "vpcId"),
        create=_create_attachment,
        read=_read_attachment,
        delete=_delete_attachment,
        import_id="igw-...:vpc-...",
    ),
]
