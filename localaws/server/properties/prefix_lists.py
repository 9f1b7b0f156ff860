"""The prefix lists of gateway endpoints, with their address blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server.operations import instead

if TYPE_CHECKING:
    from localaws.server.operations import Call


@instead("ec2", "DescribePrefixLists")
def describe_prefix_lists(call: Call) -> dict[str, Any]:
    """Return AWS's lists by ids or filters, with their blocks, which moto omits."""
    filters = {each["Name"]: each["Values"] for each in call.params.get("Filters") or []}
    identifiers = call.params.get("PrefixListIds") or []
    found = call.backend("ec2").describe_managed_prefix_lists(prefix_list_ids=identifiers, filters=filters)
    return {
        "PrefixLists": [
            {
                "PrefixListId": each.id,
                "PrefixListName": each.prefix_list_name,
                "Cidrs": [entry["Cidr"] for entry in list(each.entries.values())[-1]],
            }
            for each in found
            if each.prefix_list_name.startswith("com.amazonaws.")
        ]
    }
