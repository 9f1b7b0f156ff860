"""One mistake in a valid configuration gives one message at its key, and nothing is created."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.foundation.refusal import format_path
from tests.harness.build import refuse

from .mistakes import KINDS, apply, with_mistakes


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_one_mistake_gives_one_message_at_its_key(kind: str, data: st.DataObject) -> None:
    config, mistakes = data.draw(with_mistakes(kind))
    for mistake in mistakes:
        # refuse() asserts Pulumi's RunError, which is printed without a traceback, and that nothing is created.
        messages = refuse(apply(config, mistake))
        assert [message.partition(": ")[0] for message in messages] == [format_path(mistake.reported_at)], messages
