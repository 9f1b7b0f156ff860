"""Each look-up is done once for its arguments, given by position or by name."""

from __future__ import annotations

from components.foundation.look_up import LookUps, look_up


class Squares(LookUps):
    calls = 0

    @look_up
    def square(self, number: int) -> int:
        """Return the square, and count the call."""
        self.calls += 1
        return number**2


def test_a_result_is_kept_by_the_arguments() -> None:
    squares = Squares()
    assert [squares.square(2), squares.square(2), squares.square(3)] == [4, 4, 9]
    assert squares.calls == 2


def test_arguments_by_name_have_their_own_results() -> None:
    squares = Squares()
    assert [squares.square(number=2), squares.square(number=3)] == [4, 9]
