"""CBOR: newer SDKs, such as the one in Pulumi's own AWS plugin, use it for CloudWatch; moto does not support it.

A request is converted to the JSON protocol, which has the same structures, and the answer is converted to CBOR.
"""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer
from moto.core.utils import get_service_model

PROTOCOL = "rpc-v2-cbor"
# boto3's name of a service, by its name in the protocol.
SERVICES = {"GraniteServiceVersion20100801": "cloudwatch", "Route53AutoNaming_v20170314": "servicediscovery"}
_PATH = re.compile(r"/service/(\w+)/operation/(\w+)")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def is_cbor(environ: dict[str, Any]) -> bool:
    """Whether a request uses this protocol for a known service."""
    path = _PATH.fullmatch(environ.get("PATH_INFO", ""))
    return environ.get("HTTP_SMITHY_PROTOCOL") == PROTOCOL and path is not None and path[1] in SERVICES


def respond(application: Application, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request with the answer of ``application`` to the same request in JSON."""
    target, name = _PATH.fullmatch(environ["PATH_INFO"]).groups()  # type: ignore[union-attr]
    operation = get_service_model(SERVICES[target]).operation_model(name)
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body = json.dumps(_decoded(sent), default=_as_json).encode()
    inner = {
        **environ,
        "PATH_INFO": "/",
        "RAW_URI": "/",
        "REQUEST_URI": "/",
        "CONTENT_TYPE": f"application/x-amz-json-{operation.service_model.metadata.get('jsonVersion', '1.1')}",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_AMZ_TARGET": f"{operation.service_model.metadata.get('targetPrefix', target)}.{name}",
        "wsgi.input": io.BytesIO(body),
    }
    answered: dict[str, Any] = {}

    def note(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
        answered.update(status=status, headers=headers)
        return lambda _: None

    content = json.loads(b"".join(application(inner, note)) or b"{}")
    shape = operation.output_shape if answered["status"].startswith("2") else None
    encoded = _encoded(content, shape)
    own = {"content-type": "application/cbor", "content-length": str(len(encoded)), "smithy-protocol": PROTOCOL}
    kept = [(key, value) for key, value in answered["headers"] if key.lower() not in own]
    start_response(answered["status"], [*kept, *own.items()])
    return [encoded]


def _decoded(body: bytes) -> Any:
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) if body else {}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    return base64.b64encode(value).decode()


def _encoded(content: dict[str, Any], shape: Any) -> bytes:
    """Encode a structure by its model; an error, which has no model, as a map of texts."""
    serializer: Any = RpcV2CBORSerializer()
    encoded = bytearray()
    if shape is not None:
        known = {key: value for key, value in content.items() if key in shape.members}
        serializer._serialize_data_item(encoded, known, shape)
        return bytes(encoded)
    texts = {key: value for key, value in content.items() if isinstance(value, str)}
    encoded.append(0xA0 | len(texts))
    for text in (text for pair in texts.items() for text in pair):
        serializer._serialize_type_string(encoded, text, None, None)
    return bytes(encoded)
