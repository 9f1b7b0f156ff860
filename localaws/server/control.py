"""The HTTP endpoints under ``/localaws/``, which control this server."""

from __future__ import annotations

import base64
import json
import os
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from localaws.server import circumstances, clock, faults, journal

# The answer of HashiCorp Vault's transit engine with the data key of the stacks. Anyone can know the key, like the
# passphrase of other local stacks, because it encrypts only the secrets of local stacks.
_VAULT_KEY = {"data": {"plaintext": base64.b64encode(b"local-aws".ljust(32, b"-")).decode()}}

# The launcher recognizes its server by the home, even after this folder is deleted.
IDENTITY = {"id": uuid.uuid4().hex, "pid": os.getpid(), "home": os.environ.get("LOCALAWS_HOME", "")}


@dataclass(frozen=True)
class _Endpoint:
    """The functions of the methods; each answers with the result of ``get``."""

    get: Callable[[], object]
    delete: Callable[[], object] | None = None
    post: Callable[[Any], object] | None = None

    @property
    def methods(self) -> list[str]:
        """The methods that are allowed."""
        return ["GET", *(["POST"] if self.post else []), *(["DELETE"] if self.delete else [])]


_ENDPOINTS = {
    "/localaws/identity": _Endpoint(lambda: IDENTITY),
    "/localaws/calls": _Endpoint(journal.listed, journal.clear),
    "/localaws/faults": _Endpoint(faults.listed, faults.clear, faults.add),
    "/localaws/circumstances": _Endpoint(circumstances.listed, circumstances.clear, circumstances.set_to),
    "/localaws/vault/v1/transit/decrypt/local-aws": _Endpoint(lambda: _VAULT_KEY, post=lambda _: None),
    "/localaws/clock": _Endpoint(clock.listed, clock.clear, clock.advance),
}


def respond(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the WSGI application of the control endpoints."""
    return _respond(Request(environ))(environ, start_response)


def _respond(request: Request) -> Response:
    endpoint = _ENDPOINTS.get(request.path)
    if endpoint is None:
        return _json({"error": f"{request.method} {request.path} is not an endpoint of this server"}, status=404)
    if request.method == "DELETE" and endpoint.delete:
        endpoint.delete()
    elif request.method in {"POST", "PUT"} and endpoint.post:
        try:
            endpoint.post(json.loads(request.get_data()))
        except (AttributeError, TypeError, ValueError) as error:
            return _json({"error": f"{request.path} refused the request: {error}"}, status=400)
    elif request.method != "GET":
        return _json({"error": f"{request.method} is not allowed; {', '.join(endpoint.methods)} are"}, status=405)
    return _json(endpoint.get())


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")
