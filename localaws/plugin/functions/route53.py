"""Hosted zones."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.functions.function import Function

GONE = "NoSuchHostedZone"


def _plain(name: str) -> str:
    return name.lower().rstrip(".")


def _tags(api: Api, zone_id: str) -> dict[str, str]:
    answer = api.route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone_id)
    return {tag["Key"]: tag.get("Value", "") for tag in answer["ResourceTagSet"]["Tags"]}


def _details(api: Api, zone_id: str) -> dict[str, Any] | None:
    answer = api.found(api.route53.get_hosted_zone, GONE, Id=zone_id)
    return dict(answer) if answer else None


def _matches(api: Api, arguments: dict[str, Any], details: dict[str, Any]) -> bool:
    zone = details["HostedZone"]
    vpcs = {vpc["VPCId"] for vpc in details.get("VPCs", [])}
    # As in the provider, a VPC selects private zones.
    private = bool(arguments.get("privateZone")) or "vpcId" in arguments
    if zone["Config"]["PrivateZone"] != private or arguments.get("vpcId", "") not in {"", *vpcs}:
        return False
    tags = _tags(api, zone["Id"].rpartition("/")[2]) if arguments.get("tags") else {}
    return all(tags.get(key) == value for key, value in arguments.get("tags", {}).items())


def _candidates(api: Api, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    if arguments.get("zoneId"):
        details = _details(api, arguments["zoneId"])
        return [details] if details else []
    wanted = _plain(arguments.get("name", ""))
    pages = api.route53.get_paginator("list_hosted_zones").paginate()
    zones = [zone for page in pages for zone in page["HostedZones"] if not wanted or _plain(zone["Name"]) == wanted]
    found = [details for zone in zones if (details := _details(api, zone["Id"])) is not None]
    return [details for details in found if _matches(api, arguments, details)]


def _get_zone(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    if not arguments.keys() & {"zoneId", "name", "vpcId", "tags"}:
        raise RefusedError("one of `name`, `tags`, `vpcId`, `zoneId` must be specified")
    found = _candidates(api, arguments)
    if not found:
        raise RefusedError("no matching Route 53 Hosted Zone found")
    if len(found) > 1:
        raise RefusedError(
            "multiple Route 53 Hosted Zones matched; use additional constraints to reduce matches to a single one"
        )
    return _described(api, arguments, found[0])


def _described(api: Api, arguments: dict[str, Any], details: dict[str, Any]) -> dict[str, Any]:
    zone = details["HostedZone"]
    zone_id = zone["Id"].rpartition("/")[2]
    servers = details.get("DelegationSet", {}).get("NameServers", [])
    linked = zone.get("LinkedService", {})
    return {
        "id": zone_id,
        "arn": f"arn:aws:route53:::hostedzone/{zone_id}",
        "callerReference": zone["CallerReference"],
        "comment": zone["Config"].get("Comment", ""),
        "enableAcceleratedRecovery": False,
        "linkedServiceDescription": linked.get("Description", ""),
        "linkedServicePrincipal": linked.get("ServicePrincipal", ""),
        "name": _plain(zone["Name"]),
        "nameServers": servers,
        "primaryNameServer": servers[0] if servers else "",
        "privateZone": zone["Config"]["PrivateZone"],
        "resourceRecordSetCount": zone.get("ResourceRecordSetCount", 0),
        "tags": _tags(api, zone_id),
        "vpcId": arguments.get("vpcId", ""),
        "zoneId": zone_id,
    }


FUNCTIONS = [
    Function("aws:route53/getZone:getZone", frozenset({"name", "privateZone", "tags", "vpcId", "zoneId"}), _get_zone),
]
