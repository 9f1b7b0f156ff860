"""The program on the real engine and the local AWS, checked through boto3."""

import pytest

# What these modules assert is explained like what a test module asserts.
pytest.register_assert_rewrite("tests.engine.lifecycle", "tests.engine.local_aws", "tests.engine.killed")
