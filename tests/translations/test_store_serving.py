"""Loaded models: each once, the least recently used one goes when the budget is full."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.store.serving import Shelf

SIZES = {"ar": 40, "ru": 40, "he": 30, "fr": 200}


def shelf(budget: int = 100) -> tuple[Shelf[str, str], list[str]]:
    loads: list[str] = []

    def load(key: str) -> str:
        loads.append(key)
        return key.upper()

    return Shelf(load, SIZES.__getitem__, budget), loads


def test_each_is_loaded_once() -> None:
    models, loads = shelf()
    assert [models.get(key) for key in ("ar", "ru", "ar", "ar", "ru")] == ["AR", "RU", "AR", "AR", "RU"]
    assert loads == ["ar", "ru"]
    assert models.used == 80


def test_the_least_recently_used_goes_first() -> None:
    models, loads = shelf()
    for key in ("ar", "ru", "ar", "he"):
        models.get(key)
    assert models.loaded == ("ar", "he")
    models.get("ru")
    assert loads == ["ar", "ru", "he", "ru"]
    assert models.loaded == ("he", "ru")


def test_one_larger_than_the_budget_is_served_alone() -> None:
    models, _ = shelf()
    models.get("ar")
    assert models.get("fr") == "FR"
    assert models.loaded == ("fr",)


def test_a_failed_load_leaves_nothing_behind() -> None:
    def load(key: str) -> str:
        raise RuntimeError(key)

    models: Shelf[str, str] = Shelf(load, lambda key: 10)
    with pytest.raises(RuntimeError):
        models.get("ar")
    assert models.loaded == ()


@given(st.lists(st.sampled_from(sorted(SIZES)), max_size=40), st.integers(0, 300))
def test_the_budget_holds_unless_one_alone_is_larger(keys: list[str], budget: int) -> None:
    models, _ = shelf(budget)
    for key in keys:
        assert models.get(key) == key.upper()
        assert models.used <= budget or len(models.loaded) == 1
        assert models.loaded[-1] == key
