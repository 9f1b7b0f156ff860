"""The key-and-value attributes of load balancers and target groups, as properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localaws.plugin.row import COMPUTED, PLAIN, Inputs, Property, State


@dataclass(frozen=True)
class Attribute:
    """An attribute: AWS's key, the type of the property, and the property's rule.

    ``keys`` instead of a key: the property is an object of several attributes.
    """

    key: str
    kind: type
    rule: Property
    keys: Mapping[str, tuple[str, type]] | None = None


def _logs(kind: str) -> Attribute:
    keys = {
        "bucket": (f"{kind}.s3.bucket", str),
        "enabled": (f"{kind}.s3.enabled", bool),
        "prefix": (f"{kind}.s3.prefix", str),
    }
    return Attribute("", dict, Property(computed=True), keys)


BALANCER_ATTRIBUTES = {
    "accessLogs": _logs("access_logs"),
    "clientKeepAlive": Attribute("client_keep_alive.seconds", int, Property(default=3600)),
    "connectionLogs": _logs("connection_logs"),
    "desyncMitigationMode": Attribute("routing.http.desync_mitigation_mode", str, Property(default="defensive")),
    "dropInvalidHeaderFields": Attribute(
        "routing.http.drop_invalid_header_fields.enabled", bool, Property(default=False)
    ),
    "enableCrossZoneLoadBalancing": Attribute("load_balancing.cross_zone.enabled", bool, COMPUTED),
    "enableDeletionProtection": Attribute("deletion_protection.enabled", bool, Property(default=False)),
    "enableHttp2": Attribute("routing.http2.enabled", bool, Property(default=True)),
    "enableTlsVersionAndCipherSuiteHeaders": Attribute(
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled", bool, Property(default=False)
    ),
    "enableWafFailOpen": Attribute("waf.fail_open.enabled", bool, Property(default=False)),
    "enableXffClientPort": Attribute("routing.http.xff_client_port.enabled", bool, Property(default=False)),
    "idleTimeout": Attribute("idle_timeout.timeout_seconds", int, Property(default=60)),
    "preserveHostHeader": Attribute("routing.http.preserve_host_header.enabled", bool, Property(default=False)),
    "xffHeaderProcessingMode": Attribute("routing.http.xff_header_processing.mode", str, Property(default="append")),
}
GROUP_ATTRIBUTES = {
    "deregistrationDelay": Attribute("deregistration_delay.timeout_seconds", int, Property(default=300)),
    "lambdaMultiValueHeadersEnabled": Attribute("lambda.multi_value_headers.enabled", bool, PLAIN),
    "loadBalancingAlgorithmType": Attribute("load_balancing.algorithm.type", str, COMPUTED),
    "loadBalancingAnomalyMitigation": Attribute("load_balancing.algorithm.anomaly_mitigation", str, COMPUTED),
    "loadBalancingCrossZoneEnabled": Attribute("load_balancing.cross_zone.enabled", str, COMPUTED),
    "proxyProtocolV2": Attribute("proxy_protocol_v2.enabled", bool, PLAIN),
    "slowStart": Attribute("slow_start.duration_seconds", int, PLAIN),
    "stickiness": Attribute(
        "",
        dict,
        Property(computed=True),
        {
            "type": ("stickiness.type", str),
            "enabled": ("stickiness.enabled", bool),
            "cookieDuration": ("stickiness.lb_cookie.duration_seconds", int),
            "cookieName": ("stickiness.app_cookie.cookie_name", str),
        },
    ),
}


def read_attributes(table: Mapping[str, Attribute], attributes: list[dict[str, str]]) -> State:
    """The properties for the attributes that the API returned."""
    values = {each["Key"]: each.get("Value", "") for each in attributes}
    properties: State = {}
    for name, attribute in table.items():
        if attribute.keys is None:
            if attribute.key in values:
                properties[name] = _parse(attribute.kind, values[attribute.key])
            continue
        found = {member: _parse(kind, values[key]) for member, (key, kind) in attribute.keys.items() if key in values}
        if found:
            properties[name] = found
    return properties


def changed_attributes(
    table: Mapping[str, Attribute], inputs: Inputs, changed: frozenset[str], state: State
) -> list[dict[str, str]]:
    """The ``Attributes`` of a modify call: those in ``changed`` that differ from AWS's defaults or from ``state``."""
    found: dict[str, str] = {}
    for name in sorted(changed & table.keys()):
        attribute, value = table[name], inputs.get(name)
        if attribute.keys is not None:
            for member, given in (value or {"enabled": False}).items():
                found[attribute.keys[member][0]] = _text(given)
        elif value is None:
            found[attribute.key] = _text(attribute.kind())
        elif name in state or value != attribute.rule.default:
            found[attribute.key] = _text(value)
    return [{"Key": key, "Value": value} for key, value in found.items()]


def _parse(kind: type, text: Any) -> Any:
    if kind is bool:
        return str(text).lower() == "true"
    return int(text) if kind is int else str(text)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
