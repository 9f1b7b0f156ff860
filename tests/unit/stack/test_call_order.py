"""The order in which services are created."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from components import AwsvpcServiceArgs
from components.stack.call_order import call_order, callees


@st.composite
def calling(draw: st.DrawFn) -> dict[str, AwsvpcServiceArgs]:
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True))
    callers = st.lists(st.sampled_from(names), unique=True)
    return {
        name: AwsvpcServiceArgs(topology="private-worker", allow_from=tuple(draw(callers)) or None) for name in names
    }


@given(calling())
def test_every_service_is_created_once(services: dict[str, AwsvpcServiceArgs]) -> None:
    assert sorted(call_order(services)) == sorted(services)


@given(calling())
def test_callees_are_created_before_callers_unless_they_call_back(services: dict[str, AwsvpcServiceArgs]) -> None:
    order = call_order(services)
    for caller in services:
        for callee in callees(caller, services):
            assert order.index(callee) < order.index(caller) or _reaches(callee, caller, services)


def _reaches(caller: str, callee: str, services: dict[str, AwsvpcServiceArgs]) -> bool:
    """Whether ``caller`` calls ``callee`` directly or through others."""
    seen: set[str] = set()
    following = [caller]
    while following:
        name = following.pop()
        if name not in seen:
            seen.add(name)
            following += callees(name, services)
    return callee in seen - {caller}
