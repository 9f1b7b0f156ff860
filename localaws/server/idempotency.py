"""Tokens: a request repeated with the same token gets the first one's answer and does nothing again.

SDKs send a client token where a lost answer makes them repeat a creation; moto ignores most of them. AWS takes tokens
at some operations only. The stand-in for the AWS plugin sends one of its own, in a header, with every request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localaws.server import faults

if TYPE_CHECKING:
    from localaws.server.operations import Call

HEADER = "x-localaws-token"
PARAMETERS = ("ClientToken", "clientToken", "ClientRequestToken", "CreatorRequestId", "IdempotencyToken")

_answers: dict[tuple[str, str, str, str, str], Any] = {}


def _key(call: Call) -> tuple[str, str, str, str, str] | None:
    if faults.is_read(call.operation):
        return None
    token = call.response.headers.get(HEADER)
    token = token or next((call.params[name] for name in PARAMETERS if call.params.get(name)), None)
    return (call.account, call.region, call.service, call.operation, token) if token else None


def answered_before(call: Call) -> Any:
    """The answer to the same request, if it was answered; else ``None``."""
    key = _key(call)
    return _answers.get(key) if key else None


def remember(call: Call, answer: Any) -> None:
    """Keep the answer for a repetition."""
    key = _key(call)
    if key:
        _answers[key] = answer


def clear() -> None:
    """Forget all answers."""
    _answers.clear()
