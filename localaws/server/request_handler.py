"""Reads and logs requests."""

from __future__ import annotations

from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler


class RequestHandler(MotoRequestHandler):
    """Keeps connections open between requests, and logs only server errors."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:  # noqa: ARG002 - werkzeug's signature
        """Close the connection, because the caller would otherwise wait for an answer without end."""
        self.close_connection = True

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Log only server errors, because a deployment makes hundreds of calls."""
        if str(getattr(code, "value", code)).startswith("5"):
            super().log_request(code, size)
