"""One error where Pulumi shows several about the same mistake."""

from __future__ import annotations

import sys
from typing import Any

import pulumi

from .refusal import ENDED_AFTER_ERROR

MONITOR_ENDED = "Resource monitor has terminated, shutting down"
"""The SDK's error in a program that still waits when the engine ends the update, after an error of the engine:
``grpc_error_to_exception`` in ``pulumi.runtime.settings``."""

FAILED = 1


def show_each_error_once() -> None:
    """Show only the message of a :class:`pulumi.RunError` that ends the program.

    Without this, Pulumi adds "an unhandled error occurred: Program exited with non-zero exit code: 1", because its
    language host shows the message and then exits with 1: pulumi-language-python-exec in sdk/python/cmd of
    pulumi/pulumi. The update still fails. A program that exits with 1 without an error keeps Pulumi's line.
    """
    show, end = pulumi.log.error, sys.exit
    has_error = False

    def show_error(message: str, *args: Any, **options: Any) -> None:
        nonlocal has_error
        has_error = True
        if message != MONITOR_ENDED:
            show(message, *args, **options)

    def end_program(code: Any = None) -> None:
        end(ENDED_AFTER_ERROR if has_error and code == FAILED else code)

    vars(pulumi.log)["error"] = show_error
    vars(sys)["exit"] = end_program
