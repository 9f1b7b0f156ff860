"""WAF: a load balancer has one web ACL, and the next one takes its place; with moto it would have both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localaws.server.operations import after

if TYPE_CHECKING:
    from localaws.server.operations import Call


@after("wafv2", "AssociateWebACL")
def leave_other_web_acls(call: Call) -> None:
    """Take the resource from the web ACLs that it had."""
    resource = call.params["ResourceArn"]
    for arn, web_acl in call.backend("wafv2").wacls.items():
        kept = [each for each in web_acl.associated_resources if each != resource]
        web_acl.associated_resources = [*kept, resource] if arn == call.params["WebACLArn"] else kept
