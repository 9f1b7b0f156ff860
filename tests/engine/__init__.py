"""The program on the real engine and the local AWS, checked through boto3."""

import pytest

# pytest explains failed assertions in these modules as in test modules.
pytest.register_assert_rewrite("tests.engine.lifecycle", "tests.engine.local_aws", "tests.engine.killed")
