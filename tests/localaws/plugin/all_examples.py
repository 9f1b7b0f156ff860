"""The examples of all rows."""

from __future__ import annotations

from tests.localaws.plugin import examples, examples_names, examples_scaling, examples_watching

EXAMPLES = {
    **examples.EXAMPLES,
    **examples_names.EXAMPLES,
    **examples_scaling.EXAMPLES,
    **examples_watching.EXAMPLES,
}
