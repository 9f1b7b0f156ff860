"""Requests that no SDK sends, with unknown names and values of other types."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


def _send(url: str, method: str, body: bytes, service: str, headers: dict[str, str]) -> tuple[int, str]:
    scope = f"Credential=testing/20260101/us-east-1/{service}/aws4_request"
    signed = {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0", **headers}
    request = urllib.request.Request(url, data=body, method=method, headers=signed)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def json_request(url: str, service: str, target: str, body: Any) -> tuple[int, str, str]:
    """Send a request in AWS's JSON protocol, and bytes unchanged; return status, error code and message."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
    status, text = _send(url, "POST", content, service, headers)
    answer = json.loads(text)
    code = str(answer.get("__type", "")).rpartition("#")[2]
    return status, code, answer.get("message") or answer.get("Message") or ""


def query_request(url: str, service: str, version: str, **parameters: str) -> tuple[int, str, str]:
    """Send a request in the query protocol, in which ``__`` stands for a dot; return status, error code and message."""
    named = {name.replace("__", "."): value for name, value in parameters.items()}
    content = urllib.parse.urlencode({"Version": version, **named}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return _xml_answer(*_send(url, "POST", content, service, headers))


def xml_request(url: str, service: str, method: str, path: str, body: str) -> tuple[int, str, str]:
    """Send a request in the XML protocol; return status, error code and message."""
    return _xml_answer(*_send(url + path, method, body.encode(), service, {"Content-Type": "application/xml"}))


def _xml_answer(status: int, text: str) -> tuple[int, str, str]:
    code, message = (re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("Code", "Message"))
    return status, code[1] if code else "", message[1] if message else ""
