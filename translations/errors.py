"""Errors that say in one sentence what happened, to which file or id, and what to do."""

from __future__ import annotations


class DragomanError(Exception):
    """The root of all errors a person can act on; `str(error)` is one clear sentence."""


class SettingsError(DragomanError):
    """A setting, option or path cannot be used, so nothing was started."""


class InputNotFound(DragomanError):
    """A path or glob names no file."""


class ArticleUnreadable(DragomanError):
    """One document (or one row of it) cannot be read; the others can.

    `path` names the file as the user gave it; `row` is the 1-based line or record number where there is one.
    """

    def __init__(self, path: str, reason: str, *, row: int | None = None) -> None:
        self.path, self.reason, self.row = path, reason, row
        place = path if row is None else f"{path}, line {row}"
        super().__init__(f"{place}: {reason}")


class LanguageUnknown(DragomanError):
    """The article's language is not given and cannot be told, or the given tag is no language."""


class ModelNotFound(DragomanError):
    """No model is installed for a language, or a named model folder is not one."""


class ModelBroken(DragomanError):
    """A model folder is there but cannot be loaded or decoded with."""


class GlossaryError(DragomanError):
    """A glossary file has a row that cannot be used; the message names file, row and column."""


class OutputError(DragomanError):
    """The output folder cannot be written, or a run with this id is already there."""


class TranslationFileUnreadable(DragomanError):
    """A file of translations (TMX, XLIFF, CSV, line-aligned text) cannot be read; the message names the file and the place."""
