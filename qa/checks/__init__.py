"""Checks of a translation against its source: one file a check."""
