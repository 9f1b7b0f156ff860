"""Write docs/drift.md."""

from tests.engine.drift.document import FILE, document

FILE.write_text(document(), encoding="utf-8")
