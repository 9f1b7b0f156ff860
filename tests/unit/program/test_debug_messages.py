"""The SDK's debug messages are turned off, because they slow down a preview."""

from __future__ import annotations

from unittest import mock

import pulumi
from pulumi.runtime.proto import engine_pb2

from interpreter import leave_out_debug_messages
from tests.harness.build import build


def test_only_debug_messages_are_omitted() -> None:
    sdk = pulumi.log
    with mock.patch.object(sdk, "_log") as sent, mock.patch.object(sdk, "get_engine"), mock.patch.dict(vars(sdk)):
        sdk.debug("before")
        leave_out_debug_messages()
        sdk.debug("after", resource=None, stream_id=0, ephemeral=True)
        sdk.info("information")
        sdk.warn("warning")
        sdk.error("error")
    assert [call.args[2] for call in sent.call_args_list] == ["before", "information", "warning", "error"]


def test_the_program_sends_no_debug_messages() -> None:
    with mock.patch.object(pulumi.log, "_log") as sent:
        recording = build({"tags": {"said": "nothing"}, "services": {"worker": {"topology": "private-worker"}}})
    debug = [call.args[2] for call in sent.call_args_list if call.args[1] == engine_pb2.DEBUG]
    # The SDK sends messages about the stack before and after the program.
    assert len(debug) < 10 < len(recording.registrations), debug
