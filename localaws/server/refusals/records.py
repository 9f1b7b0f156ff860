"""Route 53: a record exists once, and only a record that exists can be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.backends import get_backend

from localaws.server.operations import AwsError, before

if TYPE_CHECKING:
    from localaws.server.operations import Call


@before("route53", "ChangeResourceRecordSets")
def changes_are_possible(call: Call) -> None:
    """Refuse a batch with an invalid change before moto makes any change."""
    zone_id = call.params["HostedZoneId"].rpartition("/")[2]
    zone = get_backend("route53")[call.account]["aws"].zones.get(zone_id)
    if zone is None:
        raise AwsError("NoSuchHostedZone", f"No hosted zone found with ID: {zone_id}")
    present = {(_plain(rrset.name), str(rrset.type)) for rrset in zone.rrsets}
    problems: list[str] = []
    for change in call.params["ChangeBatch"]["Changes"]:
        problems += _problems(change, present, _plain(zone.name))
        if change["Action"] == "DELETE":
            present.discard(_key(change))
        else:
            present.add(_key(change))
    if problems:
        raise AwsError("InvalidChangeBatch", f"[{', '.join(problems)}]")
    # moto refuses a creation that its journal contains, even if the record has been deleted.
    creations = [_key(change) for change in call.params["ChangeBatch"]["Changes"] if change["Action"] == "CREATE"]
    zone.rr_changes[:] = [past for past in zone.rr_changes if _key(past) not in creations]


def _key(change: dict[str, Any]) -> tuple[str, str]:
    return _plain(change["ResourceRecordSet"]["Name"]), change["ResourceRecordSet"]["Type"]


def _plain(name: str) -> str:
    return name.lower().rstrip(".").replace("\\052", "*")


def _problems(change: dict[str, Any], present: set[tuple[str, str]], zone_name: str) -> list[str]:
    record = change["ResourceRecordSet"]
    name, kind = _plain(record["Name"]), record["Type"]
    shown = f"resource record set [name='{name}.', type='{kind}']"
    if name != zone_name and not name.endswith(f".{zone_name}"):
        return [f"RRSet with DNS name {name}. is not permitted in zone {zone_name}."]
    if change["Action"] == "CREATE" and (name, kind) in present:
        return [f"Tried to create {shown} but it already exists"]
    if change["Action"] == "DELETE" and (name, kind) not in present:
        return [f"Tried to delete {shown} but it was not found"]
    others = {other for existing, other in present if existing == name and other != kind}
    if change["Action"] != "DELETE" and (("CNAME" in others) or (kind == "CNAME" and others)):
        conflict = "is not permitted as it conflicts with other records with the same DNS name in zone"
        return [f"RRSet of type {kind} with DNS name {name}. {conflict} {zone_name}."]
    return []
