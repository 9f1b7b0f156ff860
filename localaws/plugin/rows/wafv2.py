"""WAF: the web ACL of a load balancer."""

from __future__ import annotations

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.row import Inputs, Row, State, plain

GONE = "WAFNonexistentItemException"


def _associate(api: Api, inputs: Inputs) -> str:
    api.retry(
        {"WAFUnavailableEntityException"},
        api.wafv2.associate_web_acl,
        WebACLArn=inputs["webAclArn"],
        ResourceArn=inputs["resourceArn"],
    )
    return f"{inputs['webAclArn']},{inputs['resourceArn']}"


def _read(api: Api, association_id: str, state: State) -> State | None:
    web_acl_arn, comma, resource_arn = association_id.partition(",")
    if not comma:
        raise RefusedError(f"unexpected format of ID ({association_id}), expected WEB-ACL-ARN,RESOURCE-ARN")
    answer = api.found(api.wafv2.get_web_acl_for_resource, GONE, ResourceArn=resource_arn)
    if answer is None or answer.get("WebACL", {}).get("ARN") != web_acl_arn:
        return None
    return {"webAclArn": web_acl_arn, "resourceArn": resource_arn}


def _disassociate(api: Api, association_id: str, state: State) -> None:
    api.wafv2.disassociate_web_acl(ResourceArn=state["resourceArn"])


ROWS = [
    Row(
        resource_type="aws:wafv2/webAclAssociation:WebAclAssociation",
        label="WAFv2 WebACL Association",
        properties=plain("resourceArn", "webAclArn"),
        create=_associate,
        read=_read,
        delete=_disassociate,
        import_id="web ACL ARN,resource ARN",
    ),
]
