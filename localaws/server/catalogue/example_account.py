"""Certificates and web ACLs of AWS's example account, 111122223333.

A stack file names existing certificates and web ACLs, which a user cannot create here first. The server treats those of
the account in the examples of AWS's documentation as existing, but not those of other accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.elbv2 import models
from moto.wafv2.models import FakeWebACL

from localaws.server.operations import before

if TYPE_CHECKING:
    from localaws.server.operations import Call

EXAMPLE_ACCOUNT = "111122223333"
ACCOUNT_PART = 4

WEB_ACLS = {
    "edge": "a1b2c3d4-5678-90ab-cdef-111122223333",
    "other": "0a1b2c3d-1111-2222-3333-444455556666",
}
"""The regional web ACLs of the example account, each name with its id."""

# Any, because mypy rejects imported names that moto does not export.
elbv2: Any = models
_certificate_exists = elbv2.ELBv2Backend._certificate_exists
_register_certificate = elbv2.register_certificate


def belongs_to_example_account(arn: str) -> bool:
    """Whether an ARN belongs to the example account."""
    parts = arn.split(":")
    return len(parts) > ACCOUNT_PART and parts[ACCOUNT_PART] == EXAMPLE_ACCOUNT


def example_certificate(arn: str) -> dict[str, Any]:
    """Return a certificate of the example account in the form of ``DescribeCertificate``, as an imported one."""
    return {
        "CertificateArn": arn,
        "DomainName": "*.example.com",
        "SubjectAlternativeNames": ["*.example.com"],
        "Status": "ISSUED",
        "Type": "IMPORTED",
        "KeyAlgorithm": "RSA-2048",
        "InUseBy": [],
    }


def _exists(backend: models.ELBv2Backend, certificate_arn: str) -> bool:
    return belongs_to_example_account(certificate_arn) or bool(_certificate_exists(backend, certificate_arn))


def _register(account_id: str, region: str, arn_certificate: str, arn_user: str) -> None:
    if not belongs_to_example_account(arn_certificate):
        _register_certificate(account_id, region, arn_certificate, arn_user)


elbv2.ELBv2Backend._certificate_exists = _exists
elbv2.register_certificate = _register


@before("wafv2", "AssociateWebACL")
def add_web_acl(call: Call) -> None:
    """Add a web ACL of the example account to moto when a request first names it."""
    arn = call.params["WebACLArn"]
    if belongs_to_example_account(arn):
        _add(call, arn)


@before("wafv2", "ListWebACLs")
def add_web_acls_of_examples(call: Call) -> None:
    """Add the web ACLs that stack files and tests name to moto, before a request looks them up by name."""
    if call.params["Scope"] == "REGIONAL":
        for name, identifier in WEB_ACLS.items():
            _add(call, f"arn:aws:wafv2:{call.region}:{EXAMPLE_ACCOUNT}:regional/webacl/{name}/{identifier}")


def _add(call: Call, arn: str) -> None:
    web_acls = call.backend("wafv2").wacls
    if arn in web_acls:
        return
    name, identifier = arn.split("/")[-2:]
    web_acls[arn] = FakeWebACL(
        name=name,
        account=EXAMPLE_ACCOUNT,
        arn=arn,
        wacl_id=identifier,
        visibility_config={},
        default_action={"Allow": {}},
        description=None,
        rules=None,
    )
