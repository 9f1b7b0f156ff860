"""Mocks for the unit tests of programs that use the components."""

from .component_mocks import ComponentMocks

__all__ = ["ComponentMocks"]
