"""NAT gateways."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api
from localaws.plugin.row import Inputs, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags


def _create_nat_gateway(api: Api, inputs: Inputs) -> str:
    optional = {"allocationId": "AllocationId", "privateIp": "PrivateIpAddress"}
    answer = api.ec2.create_nat_gateway(
        SubnetId=inputs["subnetId"],
        ConnectivityType=inputs["connectivityType"],
        TagSpecifications=tag_specifications("natgateway", inputs),
        **{parameter: inputs[name] for name, parameter in optional.items() if name in inputs},
    )
    return str(answer["NatGateway"]["NatGatewayId"])


def _nat_gateway(api: Api, gateway_id: str) -> dict[str, Any] | None:
    gateway = api.first(api.ec2.describe_nat_gateways, "NatGateways", "NatGatewayNotFound", NatGatewayIds=[gateway_id])
    return None if gateway is None or gateway["State"] in ("deleted", "deleting") else gateway


def _finish_nat_gateway(api: Api, gateway_id: str, inputs: Inputs) -> None:
    def available() -> bool:
        gateway = _nat_gateway(api, gateway_id)
        return gateway is not None and gateway["State"] == "available"

    api.wait(available, f"NAT gateway {gateway_id} to become available")


def _read_nat_gateway(api: Api, gateway_id: str, state: State) -> State | None:
    gateway = _nat_gateway(api, gateway_id)
    if gateway is None:
        return None
    address: dict[str, Any] = next(iter(gateway.get("NatGatewayAddresses", [])), {})
    return {
        "allocationId": address.get("AllocationId"),
        "associationId": address.get("AssociationId"),
        "connectivityType": gateway.get("ConnectivityType", "public"),
        "networkInterfaceId": address.get("NetworkInterfaceId"),
        "privateIp": address.get("PrivateIp"),
        "publicIp": address.get("PublicIp"),
        "subnetId": gateway["SubnetId"],
        "tagsAll": tags_of(gateway),
    }


def _delete_nat_gateway(api: Api, gateway_id: str, state: State) -> None:
    api.ec2.delete_nat_gateway(NatGatewayId=gateway_id)

    def deleted() -> bool:
        gateway = api.first(
            api.ec2.describe_nat_gateways, "NatGateways", "NatGatewayNotFound", NatGatewayIds=[gateway_id]
        )
        return gateway is None or gateway["State"] == "deleted"

    api.wait(deleted, f"NAT gateway {gateway_id} to be deleted")


ROWS = [
    Row(
        resource_type="aws:ec2/natGateway:NatGateway",
        label="EC2 NAT Gateway",
        properties=plain("allocationId", "connectivityType", "privateIp", "subnetId"),
        outputs=frozenset({"associationId", "networkInterfaceId", "publicIp"}),
        create=_create_nat_gateway,
        finish=_finish_nat_gateway,
        read=_read_nat_gateway,
        delete=_delete_nat_gateway,
        write_tags=write_tags,
        import_id="NAT gateway id (nat-...)",
    ),
]
