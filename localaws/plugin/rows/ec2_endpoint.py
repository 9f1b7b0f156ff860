"""VPC endpoints, and their associations with route tables."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.diff import json_document
from localaws.plugin.row import Inputs, Property, Row, State, plain
from localaws.plugin.rows.ec2_route import string_hash
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags

ENDPOINT_GONE = "InvalidVpcEndpointId.NotFound"
SETS = {"routeTableIds": "RouteTableIds", "subnetIds": "SubnetIds", "securityGroupIds": "SecurityGroupIds"}


def _create(api: Api, inputs: Inputs) -> str:
    optional = {**SETS, "policy": "PolicyDocument"}
    answer = api.ec2.create_vpc_endpoint(
        VpcId=inputs["vpcId"],
        ServiceName=inputs["serviceName"],
        VpcEndpointType=inputs["vpcEndpointType"],
        # Always sent: AWS's own default is true.
        PrivateDnsEnabled=inputs.get("privateDnsEnabled", False),
        TagSpecifications=tag_specifications("vpc-endpoint", inputs),
        **{parameter: inputs[name] for name, parameter in optional.items() if inputs.get(name)},
    )
    return str(answer["VpcEndpoint"]["VpcEndpointId"])


def _endpoint(api: Api, endpoint_id: str) -> dict[str, Any] | None:
    endpoint = api.first(api.ec2.describe_vpc_endpoints, "VpcEndpoints", ENDPOINT_GONE, VpcEndpointIds=[endpoint_id])
    return None if endpoint is None or endpoint["State"] in ("deleted", "deleting") else endpoint


def _wait(api: Api, endpoint_id: str, inputs: Inputs) -> None:
    def available() -> bool:
        endpoint = _endpoint(api, endpoint_id)
        if endpoint is None:
            return False
        if endpoint["State"].lower() == "failed":
            raise RefusedError(f"VPC endpoint {endpoint_id} failed: {endpoint.get('LastError', {}).get('Message', '')}")
        return endpoint["State"].lower() in ("available", "pendingacceptance")

    api.wait(available, f"VPC endpoint {endpoint_id} to become available")


def _read(api: Api, endpoint_id: str, state: State) -> State | None:
    endpoint = _endpoint(api, endpoint_id)
    if endpoint is None:
        return None
    return {
        "arn": f"arn:aws:ec2:{api.region}:{api.account}:vpc-endpoint/{endpoint_id}",
        "vpcId": endpoint["VpcId"],
        "serviceName": endpoint["ServiceName"],
        "vpcEndpointType": endpoint.get("VpcEndpointType", "Gateway"),
        "policy": endpoint.get("PolicyDocument"),
        "privateDnsEnabled": endpoint.get("PrivateDnsEnabled", False),
        "routeTableIds": sorted(endpoint.get("RouteTableIds", [])),
        "subnetIds": sorted(endpoint.get("SubnetIds", [])),
        "securityGroupIds": sorted(group["GroupId"] for group in endpoint.get("Groups", [])),
        "networkInterfaceIds": sorted(endpoint.get("NetworkInterfaceIds", [])),
        "dnsEntries": [
            {"dnsName": entry.get("DnsName", ""), "hostedZoneId": entry.get("HostedZoneId", "")}
            for entry in endpoint.get("DnsEntries", [])
        ],
        "ownerId": endpoint.get("OwnerId", api.account),
        "requesterManaged": endpoint.get("RequesterManaged", False),
        "state": endpoint["State"].lower(),
        **_prefix_list(api, endpoint),
        "tagsAll": tags_of(endpoint),
    }


def _prefix_list(api: Api, endpoint: dict[str, Any]) -> State:
    if endpoint.get("VpcEndpointType", "Gateway") != "Gateway":
        return {}
    name = [{"Name": "prefix-list-name", "Values": [endpoint["ServiceName"]]}]
    found = api.first(api.ec2.describe_managed_prefix_lists, "PrefixLists", Filters=name)
    return {"prefixListId": found["PrefixListId"]} if found else {}


def _update(api: Api, endpoint_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    parameters: dict[str, Any] = {}
    for name, suffix in SETS.items():
        if name in changed:
            before, after = set(state.get(name, [])), set(inputs.get(name, []))
            parameters |= {f"Add{suffix}": sorted(after - before), f"Remove{suffix}": sorted(before - after)}
    if "policy" in changed:
        parameters |= {"PolicyDocument": inputs["policy"]} if inputs.get("policy") else {"ResetPolicy": True}
    if "privateDnsEnabled" in changed:
        parameters["PrivateDnsEnabled"] = inputs["privateDnsEnabled"]
    parameters = {key: value for key, value in parameters.items() if value != []}
    api.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, **parameters)


def _delete(api: Api, endpoint_id: str, state: State) -> None:
    api.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
    api.wait(lambda: _endpoint(api, endpoint_id) is None, f"VPC endpoint {endpoint_id} to be deleted")


def _association_id(inputs: Inputs) -> str:
    return f"a-{inputs['vpcEndpointId']}{string_hash(inputs['routeTableId'])}"


def _create_association(api: Api, inputs: Inputs) -> str:
    api.ec2.modify_vpc_endpoint(VpcEndpointId=inputs["vpcEndpointId"], AddRouteTableIds=[inputs["routeTableId"]])
    return _association_id(inputs)


def _read_association(api: Api, association_id: str, state: State) -> State | None:
    found = dict(state)
    if "/" in association_id:
        endpoint_id, _, table_id = association_id.partition("/")
        found = {"vpcEndpointId": endpoint_id, "routeTableId": table_id}
    endpoint = _endpoint(api, found["vpcEndpointId"])
    if endpoint is None or found["routeTableId"] not in endpoint.get("RouteTableIds", []):
        return None
    return {
        "id": _association_id(found),
        "vpcEndpointId": found["vpcEndpointId"],
        "routeTableId": found["routeTableId"],
    }


def _delete_association(api: Api, association_id: str, state: State) -> None:
    api.ec2.modify_vpc_endpoint(VpcEndpointId=state["vpcEndpointId"], RemoveRouteTableIds=[state["routeTableId"]])


ROWS = [
    Row(
        resource_type="aws:ec2/vpcEndpoint:VpcEndpoint",
        label="EC2 VPC Endpoint",
        properties={
            **plain(*SETS, "vpcId", "serviceName", "vpcEndpointType", "privateDnsEnabled"),
            "policy": Property(canonical=json_document),
        },
        outputs=frozenset(
            {"arn", "dnsEntries", "networkInterfaceIds", "ownerId", "prefixListId", "requesterManaged", "state"}
        ),
        check=lambda inputs: (
            [] if "serviceName" in inputs else [("serviceName", "Missing required property 'serviceName'")]
        ),
        create=_create,
        finish=_wait,
        read=_read,
        update=_update,
        delete=_delete,
        changing=lambda changed, inputs: {"networkInterfaceIds"} if "subnetIds" in changed else (),
        write_tags=write_tags,
        import_id="endpoint id (vpce-...)",
    ),
    Row(
        resource_type="aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
        label="EC2 VPC Endpoint Route Table Association",
        properties=plain("routeTableId", "vpcEndpointId"),
        create=_create_association,
        read=_read_association,
        delete=_delete_association,
        import_id="vpce-.../rtb-...",
    ),
]
