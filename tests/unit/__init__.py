"""Unit tests: the program under Pulumi mocks, and its pure logic."""
