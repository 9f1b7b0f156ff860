"""The HTTP endpoints under ``/localaws/``, which control this server."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from localaws.server import circumstances, clock, faults, journal, latencies

# The launcher recognizes its server by the home, even after this folder is deleted.
IDENTITY = {"id": uuid.uuid4().hex, "pid": os.getpid(), "home": os.environ.get("LOCALAWS_HOME", "")}


def respond(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the WSGI application of the control endpoints."""
    return _respond(Request(environ))(environ, start_response)


def _respond(request: Request) -> Response:
    endpoint = (request.method, request.path)
    if endpoint == ("GET", "/localaws/identity"):
        return _json(IDENTITY)
    if endpoint == ("GET", "/localaws/calls"):
        return _json(journal.listed())
    if endpoint == ("DELETE", "/localaws/calls"):
        journal.clear()
        return _json(journal.listed())
    respond_to = {
        "/localaws/faults": _faults,
        "/localaws/latencies": _latencies,
        "/localaws/circumstances": _circumstances,
        "/localaws/clock": _clock,
    }
    if request.path in respond_to:
        return respond_to[request.path](request)
    return _json({"error": f"{request.method} {request.path} is not an endpoint of this server"}, status=404)


def _faults(request: Request) -> Response:
    if request.method == "DELETE":
        faults.clear()
    elif request.method == "POST":
        try:
            faults.add(json.loads(request.get_data()))
        except (ValueError, TypeError) as error:
            return _json({"error": f"fault rule refused: {error}"}, status=400)
    elif request.method != "GET":
        return _json({"error": f"{request.method} is not allowed; GET, POST and DELETE are"}, status=405)
    return _json(faults.listed())


def _latencies(request: Request) -> Response:
    if request.method == "DELETE":
        latencies.clear()
    elif request.method == "POST":
        try:
            latencies.scale(json.loads(request.get_data()))
        except ValueError as error:
            return _json({"error": f"latencies refused: {error}"}, status=400)
    elif request.method != "GET":
        return _json({"error": f"{request.method} is not allowed; GET, POST and DELETE are"}, status=405)
    return _json(latencies.listed())


def _circumstances(request: Request) -> Response:
    if request.method == "DELETE":
        circumstances.clear()
    elif request.method == "POST":
        try:
            circumstances.set_to(json.loads(request.get_data()))
        except (AttributeError, TypeError, ValueError) as error:
            return _json({"error": f"circumstances refused: {error}"}, status=400)
    elif request.method != "GET":
        return _json({"error": f"{request.method} is not allowed; GET, POST and DELETE are"}, status=405)
    return _json(circumstances.listed())


def _clock(request: Request) -> Response:
    if request.method == "DELETE":
        clock.clear()
    elif request.method == "POST":
        try:
            clock.advance(json.loads(request.get_data()))
        except ValueError as error:
            return _json({"error": f"clock refused: {error}"}, status=400)
    elif request.method != "GET":
        return _json({"error": f"{request.method} is not allowed; GET, POST and DELETE are"}, status=405)
    return _json(clock.listed())


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")
