"""The strategies cover every setting of the args classes and draw only values that the classes accept."""

from __future__ import annotations

import json

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from settings import Settings
from tests.harness.settings_classes import classes_under

from .configurations import STRATEGIES
from .meanings import MEANINGS
from .rules import RULES
from .schema_strategies import CLASSES, CLASSES_NOT_DRAWN, NOT_DRAWN, NoStrategyError, SchemaStrategies

MODELS = {model.__name__: model for model in classes_under(Settings)}
KEYS = [pytest.param(name, key, id=f"{name}.{key}") for name, schema in CLASSES.items() for key in schema["properties"]]
DRAWN = [key for key in KEYS if key.id not in NOT_DRAWN and str(key.id).partition(".")[0] not in CLASSES_NOT_DRAWN]

# Settings as a whole has its own rules, which configurations.py implements and test_configurations.py checks.
PARTS = sorted(set(CLASSES) - {"Settings"} - CLASSES_NOT_DRAWN)

# The rarest settings appear once in about 50 draws. The draws depend on all modules of the session, because hypothesis
# uses their constants, so the bound is generous; the search stops at the first hit.
DRAWS = 1000


@pytest.mark.parametrize(("name", "key"), DRAWN)
def test_every_setting_gets_a_value(name: str, key: str) -> None:
    until_found = settings(max_examples=DRAWS, derandomize=True, phases=[Phase.generate])
    assert find(STRATEGIES.of_class_with(name, key), lambda args: args.get(key) is not None, settings=until_found)


@pytest.mark.parametrize("name", PARTS)
@given(data=st.data())
def test_drawn_objects_are_accepted(name: str, data: st.DataObject) -> None:
    args = data.draw(STRATEGIES.of_class(name))
    made = MODELS[name].model_validate_json(json.dumps(args), by_alias=True, by_name=False)
    assert isinstance(made, MODELS[name])


def test_the_tables_contain_only_existing_classes_and_keys() -> None:
    patterns = {key for key in MEANINGS if key.startswith("^")}
    assert set(MEANINGS) - patterns - {key.id for key in KEYS} == set()
    assert set(RULES) - set(CLASSES) == set()
    assert [pattern for pattern in patterns if pattern.replace("\\", "\\\\") not in str(CLASSES)] == []


def test_an_unsupported_type_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CLASSES, "NewArgs", {"properties": {"size": {"type": "date"}}})
    with pytest.raises(NoStrategyError, match=r"no strategy for NewArgs\.size"):
        SchemaStrategies({}, {}).of_class("NewArgs")
