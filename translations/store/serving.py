"""Loaded models by language: each loaded once, the least recently used one let go when memory runs over a budget."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from translations.store.places import MIB

log = logging.getLogger(__name__)

# Loaded int8 models of 75 M parameters take about 110 MB each; ten of them at once serve a mixed inbox.
DEFAULT_BUDGET = 1200 * MIB

Key = TypeVar("Key", bound=Hashable)
Model = TypeVar("Model")


class Shelf(Generic[Key, Model]):
    """At most `budget` bytes of loaded models, least recently used first to go; one alone may be larger.

    Not thread-safe by itself: hold a lock around `get`. A model let go stays alive while somebody still uses it.
    """

    def __init__(self, load: Callable[[Key], Model], size: Callable[[Key], int], budget: int = DEFAULT_BUDGET) -> None:
        """`load` makes a model, `size` tells its bytes before it is loaded."""
        self._load, self._size, self._budget = load, size, budget
        self._models: OrderedDict[Key, tuple[Model, int]] = OrderedDict()

    def get(self, key: Key) -> Model:
        """The model of a key, loaded if it is not there; errors of loading are the loader's."""
        if key in self._models:
            self._models.move_to_end(key)
            return self._models[key][0]
        size = self._size(key)
        while self._models and self.used + size > self._budget:
            gone, _ = self._models.popitem(last=False)
            log.info("model %s leaves memory for another", gone)
        model = self._load(key)
        self._models[key] = (model, size)
        return model

    @property
    def used(self) -> int:
        """Bytes of the loaded models, as `size` told them."""
        return sum(size for _, size in self._models.values())

    @property
    def loaded(self) -> tuple[Key, ...]:
        """The keys of the loaded models, least recently used first."""
        return tuple(self._models)
