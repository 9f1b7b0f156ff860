"""Records in Route 53's hosted zones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.mapping import Members, from_api, to_api
from localaws.plugin.row import Inputs, Property, Row, State, plain

ZONE_GONE = "NoSuchHostedZone"
ALIAS: Members = {"name": "DNSName", "zoneId": "HostedZoneId", "evaluateTargetHealth": "EvaluateTargetHealth"}
QUOTED = frozenset({"TXT", "SPF"})
TYPES = (
    "A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP", "SVCB",
    "TLSA", "TXT",
)  # fmt: skip


def _plain(name: Any) -> Any:
    """Return a DNS name in canonical form: lower case, without a trailing dot."""
    return name.lower().rstrip(".") if isinstance(name, str) else name


def _plain_aliases(aliases: Any) -> Any:
    """Return aliases in canonical form, without the console's prefix of load balancers."""
    if not isinstance(aliases, list):
        return aliases
    return [{**alias, "name": str(_plain(alias.get("name"))).removeprefix("dualstack.")} for alias in aliases]


def _zone_name(api: Api, zone_id: str) -> str | None:
    answer = api.found(api.route53.get_hosted_zone, ZONE_GONE, Id=zone_id)
    return str(_plain(answer["HostedZone"]["Name"])) if answer else None


def _full_name(name: str, zone_name: str) -> str:
    """Return the record's full name: the zone is appended unless the name ends with it, as in the provider."""
    name = _plain(name)
    if not name:
        return zone_name
    # The provider only compares the end of the text: it accepts xexample.com in example.com, which AWS refuses.
    return name if name.endswith(zone_name) else f"{name}.{zone_name}"


def _record_set(inputs: Inputs, zone_name: str) -> dict[str, Any]:
    record_set: dict[str, Any] = {"Name": _full_name(inputs["name"], zone_name), "Type": inputs["type"]}
    if inputs.get("aliases"):
        record_set["AliasTarget"] = to_api(ALIAS, inputs["aliases"][0])
        return record_set
    values = inputs.get("records", [])
    if inputs["type"] in QUOTED:
        values = [f'"{value}"' for value in values]
    return {**record_set, "TTL": inputs["ttl"], "ResourceRecords": [{"Value": value} for value in values]}


def _change(api: Api, zone_id: str, action: str, record_set: dict[str, Any]) -> None:
    api.route53.change_resource_record_sets(
        HostedZoneId=zone_id,
        ChangeBatch={
            "Comment": "Managed by Pulumi",
            "Changes": [{"Action": action, "ResourceRecordSet": record_set}],
        },
    )


def _create(api: Api, inputs: Inputs) -> str:
    zone_id = inputs["zoneId"]
    zone_name = _zone_name(api, zone_id)
    if zone_name is None:
        raise RefusedError(f"no hosted zone found with ID: {zone_id}")
    _change(api, zone_id, "UPSERT" if inputs.get("allowOverwrite") else "CREATE", _record_set(inputs, zone_name))
    return f"{zone_id}_{inputs['name'].lower()}_{inputs['type']}"


def _find(api: Api, zone_id: str, name: str, kind: str) -> dict[str, Any] | None:
    answer = api.found(
        api.route53.list_resource_record_sets,
        ZONE_GONE,
        HostedZoneId=zone_id,
        StartRecordName=name,
        StartRecordType=kind,
    )
    for found in answer["ResourceRecordSets"] if answer else []:
        # AWS escapes the star of a wildcard.
        if _plain(found["Name"].replace("\\052", "*")) == name and found["Type"] == kind:
            return dict(found)
    return None


def _key(record_id: str, state: State) -> tuple[str, str, str]:
    if state:
        return state["zoneId"], state["name"], state["type"]
    zone_id, _, rest = record_id.partition("_")
    name, _, kind = rest.rpartition("_")
    if not (zone_id and name and kind):
        raise RefusedError(f"unexpected format of ID ({record_id}), expected ZONEID_RECORDNAME_TYPE")
    return zone_id, name, kind


def _read(api: Api, record_id: str, state: State) -> State | None:
    zone_id, name, kind = _key(record_id, state)
    zone_name = _zone_name(api, zone_id)
    if zone_name is None:
        return None
    full_name = _full_name(name, zone_name)
    found = _find(api, zone_id, full_name, kind)
    if found is None:
        return None
    properties: State = {"fqdn": full_name, "name": name, "type": kind, "zoneId": zone_id}
    if "AliasTarget" in found:
        properties["aliases"] = _plain_aliases([from_api(ALIAS, found["AliasTarget"])])
        return properties
    values = [each["Value"] for each in found.get("ResourceRecords", [])]
    properties["records"] = sorted(value.strip('"') if kind in QUOTED else value for value in values)
    properties["ttl"] = found["TTL"]
    return properties


def _update(api: Api, record_id: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    zone_id = state["zoneId"]
    if changed <= {"allowOverwrite"}:
        return
    zone_name = _zone_name(api, zone_id) or ""
    _change(api, zone_id, "UPSERT", _record_set(inputs, zone_name))


def _delete(api: Api, record_id: str, state: State) -> None:
    zone_name = _zone_name(api, state["zoneId"])
    found = _find(api, state["zoneId"], _full_name(state["name"], zone_name), state["type"]) if zone_name else None
    if found is not None:
        _change(api, state["zoneId"], "DELETE", found)


def _check(inputs: Inputs) -> Iterable[tuple[str, str]]:
    if "records" in inputs and "ttl" not in inputs:
        yield "ttl", '"ttl": required with records'


ROWS = [
    Row(
        resource_type="aws:route53/record:Record",
        label="Route 53 Record",
        properties={
            **plain("zoneId", "type", "records", "ttl", "allowOverwrite"),
            "name": Property(canonical=_plain),
            "aliases": Property(canonical=_plain_aliases),
        },
        outputs=frozenset({"fqdn"}),
        check=_check,
        create=_create,
        read=_read,
        update=_update,
        delete=_delete,
        import_id="hosted zone id_record name_type",
        global_service=True,
        not_stored={"allowOverwrite": "a setting of the provider, not of AWS"},
    ),
]
