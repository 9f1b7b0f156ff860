"""Client tokens: a repeated request with the same token gets the first answer and has no further effect.

SDKs send a client token with creations that they repeat if the answer is lost; moto ignores most tokens. AWS accepts
tokens only for some operations. The stand-in for the AWS plugin sends its own token in a header with every request.
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
    """Return the answer to the same request, or ``None``."""
    key = _key(call)
    return _answers.get(key) if key else None


def remember(call: Call, answer: Any) -> None:
    """Keep the answer for a repeated request."""
    key = _key(call)
    if key:
        _answers[key] = answer


def clear() -> None:
    """Remove all answers."""
    _answers.clear()
