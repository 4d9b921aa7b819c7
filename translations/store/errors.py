"""What can go wrong between an address and a model a run may load. Each message says what to do next."""

from __future__ import annotations

from translations.errors import DragomanError, ModelBroken


class StoreError(DragomanError):
    """The store cannot do what was asked; nothing half-made is left where a run could load it."""


class DownloadFailed(StoreError):
    """The archive could not be fetched; `url` is the address without credentials, `status` the last HTTP status if one came."""

    def __init__(self, url: str, reason: str, *, status: int | None = None) -> None:
        self.url, self.status = url, status
        super().__init__(f"{url}: {reason}")


class DiskFull(StoreError):
    """There is too little space on the disk of the store."""


class ArchiveRefused(StoreError):
    """The archive is damaged or holds what no release holds (paths that leave the folder, links, a bomb)."""


class ReleaseUnusable(StoreError):
    """The files are whole but are no Marian model that can be converted."""


class HashMismatch(StoreError):
    """A file is not the one the lock file names; it is kept aside and never loaded."""


class SmokeTestFailed(StoreError):
    """The converted model decodes, but not to anything like English."""


class ModelDamaged(ModelBroken):
    """An installed model's files are not the ones that were installed."""
