"""WAF: a new web ACL of a load balancer replaces the previous one; moto keeps both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localaws.server.operations import after

if TYPE_CHECKING:
    from localaws.server.operations import Call


@after("wafv2", "AssociateWebACL")
def remove_from_other_web_acls(call: Call) -> None:
    """Remove the resource from its previous web ACLs."""
    resource = call.params["ResourceArn"]
    for arn, web_acl in call.backend("wafv2").wacls.items():
        kept = [each for each in web_acl.associated_resources if each != resource]
        web_acl.associated_resources = [*kept, resource] if arn == call.params["WebACLArn"] else kept
