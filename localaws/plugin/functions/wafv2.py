"""Web ACLs, by their names."""

from __future__ import annotations

from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.functions.function import Function


def _get_web_acl(api: Api, arguments: dict[str, Any]) -> dict[str, Any]:
    name, scope = arguments["name"], arguments["scope"]
    found = next((acl for acl in _all(api, scope) if acl["Name"] == name), None)
    if found is None:
        raise RefusedError(f"WAFv2 WebACL not found for name: {name}")
    return {
        "id": found["Id"],
        "arn": found["ARN"],
        "description": found.get("Description", ""),
        "name": name,
        "region": api.region,
        "scope": scope,
    }


def _all(api: Api, scope: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    marker: dict[str, str] = {}
    while True:
        page = api.wafv2.list_web_acls(Scope=scope, Limit=100, **marker)
        found += page["WebACLs"]
        # moto's last page has an empty marker, AWS's has no marker.
        if not page.get("NextMarker"):
            return found
        marker = {"NextMarker": page["NextMarker"]}


FUNCTIONS = [Function("aws:wafv2/getWebAcl:getWebAcl", frozenset({"name", "scope"}), _get_web_acl)]
