"""ACM: a certificate is issued once its validation records are in public hosted zones."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from moto import settings
from moto.backends import get_backend
from moto.core.utils import unix_time

from localaws.server.catalogue.example_account import belongs_to_example_account, example_certificate
from localaws.server.operations import AwsError, after, before, instead

if TYPE_CHECKING:
    from localaws.server.operations import Call

MAX_NAME_LENGTH = 64

# moto issues every certificate after a while, validated or not.
settings.ACM_VALIDATION_WAIT = sys.maxsize


def _bundle(call: Call) -> Any:
    """Return the certificate of the call. Raises ``ResourceNotFoundException`` if there is none."""
    arn = call.params["CertificateArn"]
    bundle = call.backend("acm")._certificates.get(arn)
    if bundle is None:
        raise AwsError("ResourceNotFoundException", f"Could not find certificate {arn}.")
    return bundle


@before("acm", "RequestCertificate")
def common_name_is_short_enough(call: Call) -> None:
    """The first name, which is the certificate's common name, has at most 64 characters (RFC 5280)."""
    if len(call.params["DomainName"]) > MAX_NAME_LENGTH:
        raise AwsError(
            "InvalidParameterException", f"The first domain name can be no longer than {MAX_NAME_LENGTH} characters."
        )


@after("acm", "RequestCertificate")
def store_key_algorithm(call: Call) -> None:
    """Store the requested algorithm; moto always creates RSA keys of 2048 bits."""
    bundle = next(reversed(call.backend("acm")._certificates.values()))
    bundle.requested_algorithm = call.params.get("KeyAlgorithm", "RSA_2048")


@before("acm", "DescribeCertificate", "GetCertificate", "ListCertificates", "DeleteCertificate")
def settle_validation(call: Call) -> None:
    """Issue validated certificates, and record the listeners that use each certificate."""
    route53 = get_backend("route53")[call.account]["aws"]
    for bundle in call.backend("acm")._certificates.values():
        _issue_if_validated(bundle, route53)
        bundle.in_use_by = _users(call.backend("elbv2"), bundle.arn)


def _issue_if_validated(bundle: Any, route53: Any) -> None:
    if bundle.type != "AMAZON_ISSUED" or bundle.status != "PENDING_VALIDATION":
        return
    options = bundle.describe()["Certificate"]["DomainValidationOptions"]
    if all(_is_published(route53, option["ResourceRecord"]) for option in options):
        bundle.status = "ISSUED"
        bundle.issued_at = unix_time()


def _is_published(route53: Any, record: dict[str, str]) -> bool:
    name, value = record["Name"].rstrip("."), record["Value"].rstrip(".")
    return any(
        rrset.type == record["Type"] and rrset.name.rstrip(".") == name and value in _values(rrset)
        for zone in route53.zones.values()
        if not zone.private_zone
        for rrset in zone.rrsets
    )


def _values(rrset: Any) -> list[str]:
    return [str(each["Value"] if isinstance(each, dict) else each).rstrip(".") for each in rrset.records or []]


def _users(elbv2: Any, arn: str) -> list[str]:
    return [
        balancer.arn
        for balancer in elbv2.load_balancers.values()
        if any(arn in listener.certificates for listener in balancer.listeners.values())
    ]


@instead("acm", "DescribeCertificate")
def describe(call: Call) -> dict[str, Any]:
    """Return a certificate in AWS's form, with the properties of issued certificates only once it is issued."""
    if belongs_to_example_account(call.params["CertificateArn"]):
        return {"Certificate": example_certificate(call.params["CertificateArn"])}
    bundle = _bundle(call)
    bundle.check()
    certificate = bundle.describe()["Certificate"]
    certificate["KeyAlgorithm"] = getattr(bundle, "requested_algorithm", certificate["KeyAlgorithm"])
    if bundle.type == "AMAZON_ISSUED":
        if bundle.status == "PENDING_VALIDATION":
            for name in ("IssuedAt", "NotAfter", "NotBefore", "Serial", "Issuer"):
                certificate.pop(name, None)
        else:
            certificate["IssuedAt"] = bundle.issued_at
            certificate["RenewalEligibility"] = "ELIGIBLE" if bundle.in_use_by else "INELIGIBLE"
    return {"Certificate": certificate}


@instead("acm", "ListTagsForCertificate")
def list_tags(call: Call) -> dict[str, Any]:
    """Return the tags; a certificate of the example account has none."""
    if belongs_to_example_account(call.params["CertificateArn"]):
        return {"Tags": []}
    tags = _bundle(call).tags.items()
    return {"Tags": [{"Key": key, **({"Value": value} if value else {})} for key, value in tags]}


@instead("acm", "UpdateCertificateOptions")
def update_options(call: Call) -> dict[str, Any]:
    """Update the options; moto lacks this operation."""
    _bundle(call).cert_options.update(call.params["Options"])
    return {}


@before("acm", "DeleteCertificate")
def certificate_is_unused(call: Call) -> None:
    """A certificate that a listener uses cannot be deleted."""
    bundle = _bundle(call)
    if bundle.in_use_by:
        raise AwsError("ResourceInUseException", f"Certificate {bundle.arn} in account {call.account} is in use.")


@before("elbv2", "CreateListener", "ModifyListener")
def https_has_a_certificate(call: Call) -> None:
    """An HTTPS listener gets or keeps a certificate."""
    listeners = [
        each for balancer in call.backend("elbv2").load_balancers.values() for each in balancer.listeners.values()
    ]
    before = next((each for each in listeners if each.arn == call.params.get("ListenerArn")), None)
    protocol = call.params.get("Protocol") or (before.protocol if before else None)
    if protocol in ("HTTPS", "TLS") and not call.params.get("Certificates") and not (before and before.certificates):
        raise AwsError("ValidationError", f"A certificate must be specified for {protocol} listeners")


@before("elbv2", "CreateListener", "ModifyListener", "AddListenerCertificates")
def certificate_is_issued(call: Call) -> None:
    """A listener accepts only existing and issued certificates."""
    route53 = get_backend("route53")[call.account]["aws"]
    for given in call.params.get("Certificates") or []:
        arn = given["CertificateArn"]
        if ":acm:" not in arn:
            continue
        if belongs_to_example_account(arn):
            continue
        bundle = call.backend("acm")._certificates.get(arn)
        if bundle is None:
            raise AwsError("CertificateNotFound", f"Certificate ARN '{arn}' is not valid")
        _issue_if_validated(bundle, route53)
        if bundle.status != "ISSUED":
            raise AwsError(
                "UnsupportedCertificate",
                f"The certificate '{arn}' must have a fully-qualified domain name, a supported signature, and a "
                "supported key size.",
            )
