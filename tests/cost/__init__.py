"""Tests of the cost report, with resources that the program registers under mocks."""
