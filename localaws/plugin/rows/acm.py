"""ACM: certificates with DNS validation, and the wait for the validation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.mapping import Members, from_api, supported, to_api
from localaws.plugin.row import Inputs, Property, Row, State, plain
from localaws.plugin.rows.ec2_tags import tag_list, tags_of

GONE = "ResourceNotFoundException"
NEVER = "0001-01-01 00:00:00 +0000 UTC"
OPTIONS: Members = {
    "certificateTransparencyLoggingPreference": "CertificateTransparencyLoggingPreference",
    "export": "Export",
}
REQUEST: Members = {
    "domainName": "DomainName",
    "validationMethod": "ValidationMethod",
    "subjectAlternativeNames": "SubjectAlternativeNames",
    "keyAlgorithm": "KeyAlgorithm",
    "certificateAuthorityArn": "CertificateAuthorityArn",
}


def _request(api: Api, inputs: Inputs) -> str:
    if "validationMethod" not in inputs and "certificateAuthorityArn" not in inputs:
        raise RefusedError("one of validationMethod and certificateAuthorityArn must be given")
    tags = inputs.get("tagsAll") or {}
    options = {"Options": to_api(OPTIONS, inputs["options"])} if inputs.get("options") else {}
    answer = api.acm.request_certificate(
        IdempotencyToken=uuid.uuid4().hex,
        **to_api(REQUEST, inputs),
        **options,
        **({"Tags": tag_list(tags)} if tags else {}),
    )
    return str(answer["CertificateArn"])


def _certificate(api: Api, arn: str) -> dict[str, Any] | None:
    answer = api.found(api.acm.describe_certificate, GONE, CertificateArn=arn)
    return answer["Certificate"] if answer else None


def _wait_for_records(api: Api, arn: str, inputs: Inputs) -> None:
    def named() -> bool:
        options = (_certificate(api, arn) or {}).get("DomainValidationOptions", [])
        return bool(options) and all("ResourceRecord" in option for option in options)

    api.wait(named, f"ACM Certificate {arn} to name its validation records")


def _validation_records(certificate: dict[str, Any]) -> list[dict[str, str]]:
    options = certificate.get("DomainValidationOptions", [])
    first = certificate["DomainName"]
    return [
        {
            "domainName": option["DomainName"],
            "resourceRecordName": option["ResourceRecord"]["Name"],
            "resourceRecordType": option["ResourceRecord"]["Type"],
            "resourceRecordValue": option["ResourceRecord"]["Value"],
        }
        for option in sorted(options, key=lambda option: (option["DomainName"] != first, option["DomainName"]))
        if "ResourceRecord" in option
    ]


def _time(moment: Any) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def _read(api: Api, arn: str, state: State) -> State | None:
    certificate = _certificate(api, arn)
    if certificate is None or certificate["Status"] == "VALIDATION_TIMED_OUT":
        return None
    options = certificate.get("DomainValidationOptions", [])
    return {
        "arn": arn,
        "certificateAuthorityArn": certificate.get("CertificateAuthorityArn", ""),
        "domainName": certificate["DomainName"],
        "domainValidationOptions": _validation_records(certificate),
        "keyAlgorithm": certificate["KeyAlgorithm"],
        "notAfter": _time(certificate.get("NotAfter")),
        "notBefore": _time(certificate.get("NotBefore")),
        "options": from_api(OPTIONS, certificate.get("Options", {})),
        "pendingRenewal": False,
        "renewalEligibility": certificate.get("RenewalEligibility", ""),
        "renewalSummaries": [],
        "status": certificate["Status"],
        "subjectAlternativeNames": _alternatives(certificate, state),
        "type": certificate["Type"],
        "validationEmails": [],
        "validationMethod": next((option.get("ValidationMethod") for option in options), "NONE"),
        "tagsAll": tags_of(api.acm.list_tags_for_certificate(CertificateArn=arn)),
    }


def _alternatives(certificate: dict[str, Any], state: State) -> list[str]:
    """Return the alternative names; AWS also lists the domain itself, which the program can omit."""
    names, domain = certificate.get("SubjectAlternativeNames", []), certificate["DomainName"]
    if domain in state.get("subjectAlternativeNames", []) or len(names) == 1:
        return sorted(names)
    return sorted(name for name in names if name != domain)


def _update(api: Api, arn: str, state: State, inputs: Inputs, changed: frozenset[str]) -> None:
    if inputs.get("options"):
        api.acm.update_certificate_options(CertificateArn=arn, Options=to_api(OPTIONS, inputs["options"]))


def _delete(api: Api, arn: str, state: State) -> None:
    api.retry({"ResourceInUseException"}, api.acm.delete_certificate, CertificateArn=arn)


def _write_tags(api: Api, arn: str, state: State, changed: Mapping[str, str], removed: list[str]) -> None:
    if removed:
        api.acm.remove_tags_from_certificate(CertificateArn=arn, Tags=[{"Key": key} for key in removed])
    if changed:
        api.acm.add_tags_to_certificate(CertificateArn=arn, Tags=tag_list(changed))


def _check(inputs: Inputs) -> Iterable[tuple[str, str]]:
    if "domainName" not in inputs:
        yield "domainName", '"domainName": required, because the local stand-in cannot import certificates'
    if inputs.get("validationMethod") == "EMAIL":
        yield "validationMethod", "only DNS is supported: the local AWS sends no e-mails"


def _wait_until_issued(api: Api, inputs: Inputs) -> str:
    arn = inputs["certificateArn"]
    certificate = _certificate(api, arn)
    if certificate is None:
        raise RefusedError(f"reading ACM Certificate ({arn}): couldn't find resource")
    if certificate["Type"] != "AMAZON_ISSUED":
        raise RefusedError(f"ACM Certificate ({arn}) has type {certificate['Type']}, no validation necessary")
    _check_records(arn, certificate, inputs.get("validationRecordFqdns"))
    api.wait(
        lambda: (_certificate(api, arn) or {}).get("Status") == "ISSUED",
        f"ACM Certificate ({arn}) to be issued: its validation record must be in a public Route 53 hosted zone",
    )
    # The provider reads the certificate before the wait, so the time of a new one is missing.
    return _issued_at(certificate)


def _check_records(arn: str, certificate: dict[str, Any], given: list[str] | None) -> None:
    if not given:
        return
    needed = {record["resourceRecordName"].rstrip(".") for record in _validation_records(certificate)}
    missing = sorted(needed - {name.rstrip(".") for name in given})
    if missing:
        raise RefusedError(
            f"missing {', '.join(missing)} DNS validation record: validationRecordFqdns of {arn} has {', '.join(given)}"
        )


def _issued_at(certificate: dict[str, Any]) -> str:
    issued = certificate.get("IssuedAt")
    return f"{issued:%Y-%m-%d %H:%M:%S} +0000 UTC" if issued else NEVER


def _read_validation(api: Api, validation_id: str, state: State) -> State | None:
    arn = state.get("certificateArn", validation_id)
    certificate = _certificate(api, arn)
    if certificate is None or certificate["Status"] != "ISSUED":
        return None
    return {"certificateArn": arn} if state else {"id": _issued_at(certificate), "certificateArn": arn}


def _forget_validation(api: Api, validation_id: str, state: State) -> None:
    """Do nothing, because the wait has no counterpart in AWS."""


ROWS = [
    Row(
        resource_type="aws:acm/certificate:Certificate",
        label="ACM Certificate",
        properties={
            **plain(
                "domainName", "validationMethod", "subjectAlternativeNames", "keyAlgorithm", "certificateAuthorityArn"
            ),
            "options": Property(fields=supported(OPTIONS)),
        },
        outputs=frozenset(
            {
                "arn",
                "domainValidationOptions",
                "notAfter",
                "notBefore",
                "pendingRenewal",
                "renewalEligibility",
                "renewalSummaries",
                "status",
                "type",
                "validationEmails",
            }
        ),
        check=_check,
        create=_request,
        finish=_wait_for_records,
        read=_read,
        update=_update,
        delete=_delete,
        write_tags=_write_tags,
        import_id="certificate ARN",
    ),
    Row(
        resource_type="aws:acm/certificateValidation:CertificateValidation",
        label="ACM Certificate Validation",
        properties=plain("certificateArn", "validationRecordFqdns"),
        create=_wait_until_issued,
        read=_read_validation,
        delete=_forget_validation,
        import_id="certificate ARN (the real provider imports none)",
        not_stored={"validationRecordFqdns": "a condition of the provider, not of AWS"},
    ),
]
