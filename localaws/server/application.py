"""The WSGI application: moto's dispatcher behind the control endpoints."""

from __future__ import annotations

import gc
import os
import threading
import traceback
from collections.abc import Callable, Iterable
from typing import Any

from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from localaws.server import (
    cbor,
    circumstances,
    clock,
    control,
    extensions,
    faults,
    idempotency,
    journal,
    operations,
    s3_operations,
)

# Services that every stack uses. Loading them at the first request would delay it by a second.
USED_BY_EVERY_STACK = ("sts", "ec2", "iam", "ssm", "logs", "ecs", "elbv2", "autoscaling")
_USUAL_REGION = {"iam": "aws", "sts": "aws"}


class Application:
    """Serves ``/localaws/...`` itself and passes everything else to moto.

    The import of moto and the extensions takes about a second. The port is already open, and requests for AWS wait.
    """

    def __init__(self) -> None:
        self._loaded = threading.Event()
        self._moto = DomainDispatcherApplication(create_backend_app)
        threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> None:
        try:
            operations.install()
            s3_operations.install()
            extensions.load()
            for service in USED_BY_EVERY_STACK:
                get_backend(service)[DEFAULT_ACCOUNT_ID][_USUAL_REGION.get(service, "us-east-1")]  # type: ignore[call-overload]
            # Each garbage collection would traverse moto's several hundred thousand permanent objects.
            gc.freeze()
            gc.enable()
        except BaseException:  # noqa: BLE001 - a server without its extensions must not continue
            traceback.print_exc()
            os._exit(1)
        self._loaded.set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path.startswith("/localaws/"):
            return control.respond(environ, start_response)
        if path == "/moto-api/reset" and environ.get("REQUEST_METHOD") == "POST":
            # The simulation stores its state on moto's objects, so moto's reset removes it.
            clock.clear()
            faults.clear()
            circumstances.clear()
            idempotency.clear()
            journal.clear()
        self._loaded.wait()
        if cbor.is_cbor(environ):
            return cbor.respond(self._moto, environ, start_response)
        answer: Iterable[bytes] = self._moto(environ, start_response)
        return answer
