"""Translations kept by content: what made a segment's English is its key, so nothing stale is ever found.

A cache can always be recomputed: losing one costs time, never a result. People's corrections are kept elsewhere.
"""

from translations.cache.opening import open_cache
from translations.cache.records import Cache, CacheBroken, Stats, key_of

__all__ = ["Cache", "CacheBroken", "Stats", "key_of", "open_cache"]
