"""The server parses each of botocore's models once."""

from __future__ import annotations

import pytest
from botocore.loaders import JSONFileLoader, Loader

from localaws.server import models


def test_loaders_share_a_parsed_model_with_its_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    separate = Loader().load_service_model("s3", "service-2")
    # Restored after the test.
    monkeypatch.setattr(JSONFileLoader, "load_file", JSONFileLoader.load_file)
    models.parse_once()
    one, another = (Loader().load_service_model("s3", "service-2") for _ in range(2))
    assert one is another
    assert one == separate
