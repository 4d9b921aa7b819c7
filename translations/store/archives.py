"""Zip files from outside: looked at before a byte is written, then unpacked inside one folder and nowhere else."""

from __future__ import annotations

import errno
import lzma
import re
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from translations.store.errors import ArchiveRefused, DiskFull
from translations.store.places import MIB, need_space

MAX_FILES = 1000  # a release has about a dozen
MAX_TOTAL = 4096 * MIB  # the largest OPUS-MT release unpacks to about 1.2 GB
# Weights compress to 0.93 of their size, vocabularies and texts to a quarter; nothing in a release reaches a twentieth.
MAX_RATIO = 20
RATIO_FREE = MIB  # bytes below which a file may compress as well as it likes
_DRIVE = re.compile(r"^[A-Za-z]:")
_METHODS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflated"}


def check_members(archive: zipfile.ZipFile, name: str) -> int:
    """The size in bytes of all members unpacked. Raises ArchiveRefused with the member and the reason."""
    members = archive.infolist()
    if len(members) > MAX_FILES:
        raise ArchiveRefused(f"{name}: it holds {len(members)} files, more than {MAX_FILES}.")
    seen: set[str] = set()
    for member in members:
        reason = _refusal(member)
        if reason is None and member.filename.casefold() in seen:
            reason = "it is there twice"
        if reason:
            raise ArchiveRefused(f"{name}: {member.filename[:200]!r} is refused: {reason}. Nothing was unpacked.")
        seen.add(member.filename.casefold())
    total = sum(member.file_size for member in members)
    if total > MAX_TOTAL:
        raise ArchiveRefused(f"{name}: it would unpack to {total // MIB} MiB, more than {MAX_TOTAL // MIB}.")
    return total


def _refusal(member: zipfile.ZipInfo) -> str | None:
    path = PurePosixPath(member.filename)
    kind = member.external_attr >> 16
    if not member.filename or "\0" in member.filename:
        return "its name is empty or holds a NUL"
    if path.is_absolute() or member.filename.startswith("\\") or _DRIVE.match(member.filename):
        return "its path is absolute"
    if ".." in path.parts or ".." in member.filename.split("\\"):
        return "its path leads out of the folder"
    if stat.S_IFMT(kind) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is a link or a device, not a file"
    if member.flag_bits & 0x1:
        return "it is encrypted"
    if member.compress_type not in _METHODS:
        return "its compression is unknown"
    if member.file_size > RATIO_FREE and member.file_size > MAX_RATIO * max(1, member.compress_size):
        return f"it unpacks to {member.file_size // max(1, member.compress_size)} times its size"
    return None


def unpack(archive_path: Path, folder: Path) -> None:
    """Unpack an archive into an empty folder, checking sizes and CRC of every file.

    Raises ArchiveRefused where it is damaged or holds what no release holds, DiskFull where there is no room.
    """
    name = archive_path.name
    try:
        with zipfile.ZipFile(archive_path) as archive:
            need_space(folder, check_members(archive, name), f"Unpacking {name}")
            for member in archive.infolist():
                _write(archive, member, folder)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, UnicodeError, ValueError) as error:
        raise ArchiveRefused(f"{name}: the archive is damaged or cut off ({error}); fetch it again.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"The disk of {folder} filled up while unpacking {name}; make room and try again.") from error
        # A wrong offset in the archive's directory ends in a seek that the system refuses.
        raise ArchiveRefused(f"{name}: the archive is damaged or its files cannot be written ({error}).") from error


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> None:
    target = folder / member.filename
    if not target.resolve().is_relative_to(folder.resolve()):  # cannot happen after the checks; costs nothing to ask
        raise ArchiveRefused(f"{archive.filename}: {member.filename!r} leads out of the folder.")
    if member.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as source, target.open("xb") as sink:
        shutil.copyfileobj(source, sink, MIB)
    if target.stat().st_size != member.file_size:
        raise ArchiveRefused(f"{archive.filename}: {member.filename!r} is not of the size the archive says.")
