"""Articles from files, tables and pasted text, every line kept and classified."""

from translations.articles.load import Failed, Skipped, load, pasted
from translations.articles.sources import InputFile, expand

__all__ = ["Failed", "InputFile", "Skipped", "expand", "load", "pasted"]
