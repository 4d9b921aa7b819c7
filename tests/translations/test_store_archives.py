"""Zips that a release never is: each refused with one clear line, and nothing written anywhere."""

from __future__ import annotations

import io
import shutil
import stat
import struct
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marian_releases import Shape, release_files, zipped

from translations.store.archives import unpack
from translations.store.errors import ArchiveRefused, DiskFull

Zip = zipfile.ZipFile


def archive(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "in" / "release.zip"
    path.parent.mkdir()
    path.write_bytes(content)
    (tmp_path / "out").mkdir()
    return path


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def made(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with Zip(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for info, content in entries:
            out.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


GOOD = (entry("decoder.yml"), b"models: []\n")
EVIL = {
    "dots": (made(GOOD, (entry("../../evil"), b"x")), "leads out of the folder"),
    "dots inside": (made(GOOD, (entry("a/../../evil"), b"x")), "leads out of the folder"),
    "backslash dots": (made(GOOD, (entry("..\\..\\evil"), b"x")), "leads out of the folder"),
    "absolute": (made(GOOD, (entry("/tmp/evil"), b"x")), "absolute"),
    "drive": (made(GOOD, (entry("C:/evil"), b"x")), "absolute"),
    "symlink": (made(GOOD, (entry("link", stat.S_IFLNK | 0o777), b"/etc/passwd")), "a link"),
    "device": (made(GOOD, (entry("null", stat.S_IFCHR | 0o666), b"")), "a link or a device"),
    "twice": (made(GOOD, (entry("Decoder.YML"), b"x")), "twice"),
    "bomb": (made(GOOD, (entry("bomb"), bytes(8 << 20))), "times its size"),
    "many": (made(*((entry(f"f{index}"), b"") for index in range(1001))), "1001 files"),
}


@pytest.mark.parametrize("name", EVIL)
def test_refused_with_nothing_written(name: str, tmp_path: Path) -> None:
    content, words = EVIL[name]
    path = archive(tmp_path, content)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ArchiveRefused, match=words) as caught:
        unpack(path, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before
    assert not Path("/tmp/evil").exists()


def test_a_bomb_that_understates_its_size_is_stopped(tmp_path: Path) -> None:
    content = bytearray(made((entry("bomb"), bytes(8 << 20))))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):  # the size field of both headers
        place = content.index(signature) + at
        content[place : place + 4] = struct.pack("<I", 1000)
    with pytest.raises(ArchiveRefused, match="damaged"):
        unpack(archive(tmp_path, bytes(content)), tmp_path / "out")


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    content = bytearray(made(GOOD))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ArchiveRefused, match="encrypted"):
        unpack(archive(tmp_path, bytes(content)), tmp_path / "out")


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9, 0.999])
def test_a_cut_end_is_refused(share: float, tmp_path: Path) -> None:
    whole = zipped(release_files(Shape()))
    with pytest.raises(ArchiveRefused, match="damaged or cut off"):
        unpack(archive(tmp_path, whole[: int(len(whole) * share)]), tmp_path / "out")


def test_a_changed_byte_is_refused_by_its_crc(tmp_path: Path) -> None:
    content = bytearray(made((entry("model.npz"), bytes(range(256)) * 40)))
    content[60] ^= 0x10
    with pytest.raises(ArchiveRefused, match="damaged"):
        unpack(archive(tmp_path, bytes(content)), tmp_path / "out")


def test_too_large_in_all_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translations.store.archives.MAX_TOTAL", 10)
    with pytest.raises(ArchiveRefused, match="would unpack to"):
        unpack(archive(tmp_path, made(GOOD)), tmp_path / "out")


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    path = archive(tmp_path, made(GOOD))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 0))
    with pytest.raises(DiskFull, match="make room"):
        unpack(path, tmp_path / "out")


def test_a_real_layout_unpacks_whole(tmp_path: Path) -> None:
    files = release_files(Shape(family="BPE", language="he"))
    unpack(archive(tmp_path, zipped(files)), tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == files


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 400), st.integers(0, 255))
def test_any_bytes_give_a_refusal_or_files_inside(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, value: int
) -> None:
    content = bytearray(made(GOOD, (entry("a/b.txt"), b"text " * 20)))
    content[at % len(content)] = value
    folder = tmp_path_factory.mktemp("noise")
    for number, raw in enumerate((noise, bytes(content))):
        path = folder / f"{number}.zip"
        path.write_bytes(raw)
        out = folder / f"out{number}"
        out.mkdir()
        try:
            unpack(path, out)
        except ArchiveRefused:
            continue
    assert all(path.is_relative_to(folder) for path in folder.rglob("*"))
