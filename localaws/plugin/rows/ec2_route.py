"""Route tables, their routes and associations."""

from __future__ import annotations

import zlib
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.row import Inputs, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags

ROUTE_TABLE_GONE = "InvalidRouteTableID.NotFound"
DESTINATIONS = {
    "destinationCidrBlock": "DestinationCidrBlock",
    "destinationIpv6CidrBlock": "DestinationIpv6CidrBlock",
    "destinationPrefixListId": "DestinationPrefixListId",
}
TARGETS = {
    "gatewayId": "GatewayId",
    "natGatewayId": "NatGatewayId",
    "networkInterfaceId": "NetworkInterfaceId",
    "transitGatewayId": "TransitGatewayId",
    "vpcPeeringConnectionId": "VpcPeeringConnectionId",
    "egressOnlyGatewayId": "EgressOnlyInternetGatewayId",
    "vpcEndpointId": "VpcEndpointId",
}


def string_hash(text: str) -> int:
    """Return the number that terraform-provider-aws uses in composite ids (create.StringHashcode)."""
    return zlib.crc32(text.encode())


def _create_route_table(api: Api, inputs: Inputs) -> str:
    answer = api.ec2.create_route_table(
        VpcId=inputs["vpcId"], TagSpecifications=tag_specifications("route-table", inputs)
    )
    return str(answer["RouteTable"]["RouteTableId"])


def _route_table(api: Api, table_id: str) -> dict[str, Any] | None:
    return api.first(api.ec2.describe_route_tables, "RouteTables", ROUTE_TABLE_GONE, RouteTableIds=[table_id])


def _read_route_table(api: Api, table_id: str, state: State) -> State | None:
    table = _route_table(api, table_id)
    if table is None:
        return None
    return {
        "arn": f"arn:aws:ec2:{api.region}:{table['OwnerId']}:route-table/{table_id}",
        "ownerId": table["OwnerId"],
        "vpcId": table["VpcId"],
        "tagsAll": tags_of(table),
    }


def _delete_route_table(api: Api, table_id: str, state: State) -> None:
    for association in (_route_table(api, table_id) or {}).get("Associations", []):
        api.ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])
    api.ec2.delete_route_table(RouteTableId=table_id)


def _route_parts(inputs: Inputs) -> tuple[dict[str, Any], dict[str, Any]]:
    destination = {parameter: inputs[name] for name, parameter in DESTINATIONS.items() if inputs.get(name)}
    target = {parameter: inputs[name] for name, parameter in TARGETS.items() if inputs.get(name)}
    return destination, target


def _create_route(api: Api, inputs: Inputs) -> str:
    destination, target = _route_parts(inputs)
    # A new gateway may not be visible yet to the route API.
    transient = {"InvalidParameterException", "InvalidTransitGatewayID.NotFound"}
    api.retry(transient, api.ec2.create_route, RouteTableId=inputs["routeTableId"], **destination, **target)
    return f"r-{inputs['routeTableId']}{string_hash(next(iter(destination.values())))}"


def _read_route(api: Api, route_id: str, state: State) -> State | None:
    if "_" in route_id:
        table_id, _, destination = route_id.partition("_")
    else:
        table_id = state["routeTableId"]
        destination = next(state[name] for name in DESTINATIONS if state.get(name))
    table = _route_table(api, table_id)
    for route in table["Routes"] if table else []:
        name = next((name for name, key in DESTINATIONS.items() if route.get(key) == destination), None)
        if name is not None:
            return {
                "id": f"r-{table_id}{string_hash(destination)}",
                "routeTableId": table_id,
                name: destination,
            } | _route_state(route)
    return None


def _route_state(route: dict[str, Any]) -> State:
    targets = {name: route.get(key, "") for name, key in TARGETS.items()}
    if targets["gatewayId"].startswith("vpce-"):
        targets["vpcEndpointId"] = targets.pop("gatewayId")
    return {
        **{name: value for name, value in targets.items() if value},
        "state": route.get("State"),
        "origin": route.get("Origin"),
        "instanceId": route.get("InstanceId", ""),
        "instanceOwnerId": route.get("InstanceOwnerId", ""),
    }


def _update_route(api: Api, route_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    destination, target = _route_parts(inputs)
    api.ec2.replace_route(RouteTableId=inputs["routeTableId"], **destination, **target)


def _delete_route(api: Api, route_id: str, state: State) -> None:
    destination, _ = _route_parts(state)
    api.ec2.delete_route(RouteTableId=state["routeTableId"], **destination)


def _create_association(api: Api, inputs: Inputs) -> str:
    optional = {"subnetId": "SubnetId", "gatewayId": "GatewayId"}
    answer = api.ec2.associate_route_table(
        RouteTableId=inputs["routeTableId"],
        **{parameter: inputs[name] for name, parameter in optional.items() if name in inputs},
    )
    return str(answer["AssociationId"])


def _association(api: Api, association_id: str, state: State) -> dict[str, Any] | None:
    """Return the association by its id, or by subnet and gateway, because a replaced table changes its id."""
    subnet_id, _, table_id = association_id.partition("/")
    for table in api.ec2.describe_route_tables()["RouteTables"]:
        for association in table.get("Associations", []):
            by_id = association["RouteTableAssociationId"] == association_id
            by_import = (
                bool(table_id) and association.get("SubnetId") == subnet_id and table["RouteTableId"] == table_id
            )
            by_subnet = bool(state.get("subnetId")) and association.get("SubnetId") == state["subnetId"]
            if by_id or by_import or by_subnet:
                return dict(association)
    return None


def _read_association(api: Api, association_id: str, state: State) -> State | None:
    association = _association(api, association_id, state)
    if association is None:
        return None
    return {
        "id": association["RouteTableAssociationId"] if "/" in association_id else association_id,
        "routeTableId": association["RouteTableId"],
        "subnetId": association.get("SubnetId"),
        "gatewayId": association.get("GatewayId"),
    }


def _update_association(api: Api, association_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    association = _association(api, association_id, state)
    if association is None:
        raise RefusedError(f"route table association {association_id} is gone; run a refresh")
    api.ec2.replace_route_table_association(
        AssociationId=association["RouteTableAssociationId"], RouteTableId=inputs["routeTableId"]
    )


def _delete_association(api: Api, association_id: str, state: State) -> None:
    association = _association(api, association_id, state)
    if association is not None:
        api.ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])


ROWS = [
    Row(
        resource_type="aws:ec2/routeTable:RouteTable",
        label="EC2 Route Table",
        properties=plain("vpcId"),
        outputs=frozenset({"arn", "ownerId"}),
        create=_create_route_table,
        read=_read_route_table,
        delete=_delete_route_table,
        write_tags=write_tags,
        import_id="route table id (rtb-...)",
    ),
    Row(
        resource_type="aws:ec2/route:Route",
        label="EC2 Route",
        properties=plain(*DESTINATIONS, *TARGETS, "routeTableId", "networkInterfaceId"),
        outputs=frozenset({"state", "origin", "instanceId", "instanceOwnerId"}),
        create=_create_route,
        read=_read_route,
        update=_update_route,
        delete=_delete_route,
        import_id="rtb-..._destination",
    ),
    Row(
        resource_type="aws:ec2/routeTableAssociation:RouteTableAssociation",
        label="EC2 Route Table Association",
        properties=plain("routeTableId", "subnetId", "gatewayId"),
        create=_create_association,
        read=_read_association,
        update=_update_association,
        delete=_delete_association,
        import_id="subnet-.../rtb-...",
    ),
]
