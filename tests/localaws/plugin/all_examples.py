"""The examples of all rows."""

from __future__ import annotations

from tests.localaws.plugin import examples, examples_names, examples_scaling

EXAMPLES = {**examples.EXAMPLES, **examples_scaling.EXAMPLES, **examples_names.EXAMPLES}
