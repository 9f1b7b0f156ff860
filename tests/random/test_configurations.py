"""Any accepted configuration gives a valid, ordered, secure and reproducible program that can grow.

One more service or zone changes no other resource, except for the lists that must grow.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.harness.build import build
from tests.harness.recording import Recording

from .growth import Pair, changed, keeps_all, with_another_service, with_another_zone
from .order import wrong_dependencies
from .schema_strategies import Values
from .security import disabled_controls, insecure_resources


def contents(recording: Recording) -> dict[str, object]:
    return {
        urn: (found.inputs, found.depends_on, found.ignore_changes, found.protect, found.retain_on_delete)
        for urn, found in recording.registrations.items()
    }


def reversed_keys(config: Values) -> Values:
    return {
        key: reversed_keys(value) if isinstance(value, dict) else value for key, value in reversed(list(config.items()))
    }


@pytest.mark.parametrize("pairs", [with_another_service(), with_another_zone()], ids=["service", "zone"])
@given(data=st.data())
def test_a_random_configuration_is_valid_ordered_secure_and_reproducible(
    pairs: SearchStrategy[Pair], data: st.DataObject
) -> None:
    config, grown = data.draw(pairs)
    # The recorder refuses duplicate URNs, nulls in documents, and missing inputs.
    known = build(config)
    assert wrong_dependencies(known) == []
    assert insecure_resources(known, disabled_controls(config)) == []
    assert contents(build(reversed_keys(config))) == contents(known)
    preview = build(config, preview=True)
    assert preview.listed == known.listed
    assert wrong_dependencies(preview) == []
    assert changed(known, build(grown)) == []


def test_a_growing_list_keeps_its_items() -> None:
    assert keeps_all(["a", "b"], ["a", "b", "c"])
    assert not keeps_all(["a", "b"], ["b", "c"])
    assert not keeps_all(["a"], None)
