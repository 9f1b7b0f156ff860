"""docs/drift.md lists the changes and the results of the engine test."""

from __future__ import annotations

from tests.engine.drift.document import FILE, document
from tests.engine.drift.table import every_change


def test_the_document_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run make docs and commit the changes"


def test_each_change_is_listed_once_and_no_unseen_change_is_repaired() -> None:
    changes = every_change()
    assert len({change.what for change in changes}) == len(changes)
    assert [change.what for change in changes if change.repaired and not change.seen] == []
