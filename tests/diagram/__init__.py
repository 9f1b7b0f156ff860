"""Tests of `make diagram`, with resources that the program registers under mocks."""
