"""Region, partition, caller and zones."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.functions.filters import filters_of
from localaws.plugin.functions.function import Function


def _partition_name(region: str) -> str:
    return {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rsplit("-", 2)[0], "aws")


def _get_region(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    # Imported late, because the import takes half a second, and a preview without API calls does not need it.
    from botocore.session import get_session  # noqa: PLC0415

    region = str(arguments.get("name", api.region))
    partitions = get_session().get_data("endpoints")["partitions"]
    known = {name: found["description"] for each in partitions for name, found in each["regions"].items()}
    if region not in known:
        raise RefusedError(f"no matching EC2 Region found: {region}")
    return {
        "id": region,
        "name": region,
        "region": region,
        "endpoint": f"ec2.{region}.{_dns_suffix(region)}",
        "description": known[region],
    }


def _dns_suffix(region: str) -> str:
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def _get_partition(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    partition = _partition_name(api.region)
    suffix = _dns_suffix(api.region)
    return {
        "id": partition,
        "partition": partition,
        "dnsSuffix": suffix,
        "reverseDnsPrefix": ".".join(reversed(suffix.split("."))),
        "region": api.region,
    }


def _get_caller_identity(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    caller = api.sts.get_caller_identity()
    return {"id": caller["Account"], "accountId": caller["Account"], "arn": caller["Arn"], "userId": caller["UserId"]}


def _get_availability_zones(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    filters = filters_of(arguments)
    if "state" in arguments:
        filters.append({"Name": "state", "Values": [arguments["state"]]})
    answer = api.ec2.describe_availability_zones(
        Filters=filters, AllAvailabilityZones=arguments.get("allAvailabilityZones", False)
    )
    zones = sorted(
        (
            zone
            for zone in answer["AvailabilityZones"]
            if zone["ZoneName"] not in arguments.get("excludeNames", [])
            and zone["ZoneId"] not in arguments.get("excludeZoneIds", [])
        ),
        key=lambda zone: str(zone["ZoneName"]),
    )
    echoed: dict[str, Any] = {
        name: arguments[name]
        for name in ("allAvailabilityZones", "excludeNames", "excludeZoneIds", "state", "filters")
        if name in arguments
    }
    return {
        **echoed,
        "id": api.region,
        "region": api.region,
        "names": [zone["ZoneName"] for zone in zones],
        "zoneIds": [zone["ZoneId"] for zone in zones],
        "groupNames": sorted({zone.get("GroupName", api.region) for zone in zones}),
    }


FUNCTIONS = [
    Function("aws:index/getRegion:getRegion", frozenset({"name"}), _get_region),
    Function("aws:index/getPartition:getPartition", frozenset(), _get_partition),
    Function("aws:index/getCallerIdentity:getCallerIdentity", frozenset(), _get_caller_identity),
    Function(
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        frozenset({"allAvailabilityZones", "excludeNames", "excludeZoneIds", "filters", "state"}),
        _get_availability_zones,
    ),
]
