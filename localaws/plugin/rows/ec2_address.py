"""Elastic IP addresses."""

from __future__ import annotations

from localaws.plugin.api import Api
from localaws.plugin.row import Inputs, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_specifications, tags_of, write_tags


def _create_eip(api: Api, inputs: Inputs) -> str:
    optional = {"publicIpv4Pool": "PublicIpv4Pool", "address": "Address", "networkBorderGroup": "NetworkBorderGroup"}
    answer = api.ec2.allocate_address(
        Domain=inputs.get("domain", "vpc"),
        TagSpecifications=tag_specifications("elastic-ip", inputs),
        **{parameter: inputs[name] for name, parameter in optional.items() if name in inputs},
    )
    return str(answer["AllocationId"])


def _read_eip(api: Api, allocation_id: str, state: State) -> State | None:
    address = api.first(
        api.ec2.describe_addresses, "Addresses", "InvalidAllocationID.NotFound", AllocationIds=[allocation_id]
    )
    if address is None:
        return None
    public = address["PublicIp"]
    private = address.get("PrivateIpAddress", "")
    return {
        "allocationId": allocation_id,
        "arn": f"arn:aws:ec2:{api.region}:{api.account}:elastic-ip/{allocation_id}",
        "associationId": address.get("AssociationId", ""),
        "domain": address.get("Domain"),
        "networkBorderGroup": address.get("NetworkBorderGroup"),
        "publicIp": public,
        "publicDns": f"ec2-{public.replace('.', '-')}.compute-1.amazonaws.com",
        "publicIpv4Pool": address.get("PublicIpv4Pool", "amazon"),
        "privateIp": private,
        "privateDns": f"ip-{private.replace('.', '-')}.ec2.internal" if private else "",
        "tagsAll": tags_of(address),
    }


def _delete_eip(api: Api, allocation_id: str, state: State) -> None:
    if state.get("associationId"):
        api.found(api.ec2.disassociate_address, "InvalidAssociationID.NotFound", AssociationId=state["associationId"])
    api.ec2.release_address(AllocationId=allocation_id)


ROWS = [
    Row(
        resource_type="aws:ec2/eip:Eip",
        label="EC2 EIP",
        properties=plain("domain", "address", "networkBorderGroup", "publicIpv4Pool"),
        outputs=frozenset({"allocationId", "arn", "associationId", "privateDns", "privateIp", "publicDns", "publicIp"}),
        create=_create_eip,
        read=_read_eip,
        delete=_delete_eip,
        write_tags=write_tags,
        import_id="allocation id (eipalloc-...)",
        not_stored={"address": "a request for an address; publicIp is the result"},
    ),
]
