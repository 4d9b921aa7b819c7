"""The model store: OPUS-MT releases fetched, verified, converted, measured and served by language."""

from translations.store.installed import installed
from translations.store.places import Store

__all__ = ["Store", "installed"]
