"""Settings of the Python interpreter that make a plan twice as fast: imports, garbage collection, debug messages.

Unused modules of ``pulumi_aws`` take a fifth of a preview's time, the garbage collector a quarter, half of it at exit,
and the SDK's debug messages a tenth.

:func:`prepare` also lets an interrupted program end without a traceback, and a failed one with one error.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal

import pulumi

from components.foundation.error_lines import show_each_error_once
from components.foundation.narrow_imports import import_only_what_is_used
from components.foundation.refusal import ENDED_AFTER_ERROR


def prepare() -> None:
    """Prepare the interpreter for one short run of the program."""
    gc.disable()
    # At exit, the interpreter collects once more unless all objects are frozen.
    atexit.register(gc.freeze)
    import_only_what_is_used()
    leave_out_debug_messages()
    show_each_error_once()
    # After a failed step, the engine interrupts a program that still runs: without a handler, a traceback of
    # KeyboardInterrupt can follow the error. The language host adds no error for this exit code.
    signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(ENDED_AFTER_ERROR))


def leave_out_debug_messages() -> None:
    """Stop the SDK's own debug messages, for each of which it waits for the engine's answer.

    The engine shows them only with ``--debug``, which still shows the messages of the engine and of the plugins.
    """
    vars(pulumi.log)["debug"] = lambda *_args, **_options: None
