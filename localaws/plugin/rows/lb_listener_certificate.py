"""Additional certificates of a listener, selected by the requested name (SNI)."""

from __future__ import annotations

from localaws.plugin.api import Api, RefusedError
from localaws.plugin.row import Inputs, Row, State, plain

SEPARATOR = "_"


def _add(api: Api, inputs: Inputs) -> str:
    listener, certificate = inputs["listenerArn"], inputs["certificateArn"]
    api.retry(
        {"CertificateNotFound"},
        api.elbv2.add_listener_certificates,
        ListenerArn=listener,
        Certificates=[{"CertificateArn": certificate}],
    )
    return f"{listener}{SEPARATOR}{certificate}"


def _read(api: Api, certificate_id: str, state: State) -> State | None:
    listener, separator, certificate = certificate_id.partition(SEPARATOR)
    if not separator:
        raise RefusedError(f"unexpected format of ID ({certificate_id}), expected LISTENER-ARN_CERTIFICATE-ARN")
    answer = api.found(api.elbv2.describe_listener_certificates, "ListenerNotFound", ListenerArn=listener, PageSize=400)
    found = [each["CertificateArn"] for each in (answer or {}).get("Certificates", []) if not each["IsDefault"]]
    return {"listenerArn": listener, "certificateArn": certificate} if certificate in found else None


def _remove(api: Api, certificate_id: str, state: State) -> None:
    api.elbv2.remove_listener_certificates(
        ListenerArn=state["listenerArn"], Certificates=[{"CertificateArn": state["certificateArn"]}]
    )


ROWS = [
    Row(
        resource_type="aws:lb/listenerCertificate:ListenerCertificate",
        label="ELBv2 Listener Certificate",
        properties=plain("listenerArn", "certificateArn"),
        create=_add,
        read=_read,
        delete=_remove,
        import_id="listener ARN_certificate ARN",
    ),
]
