"""What is installed: verified before every load, chosen by rule, pinned, exported, added elsewhere, removed."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import ctranslate2
import pytest
from marian_releases import Shape, release_files, written, zipped

from translations.engine import Engine
from translations.errors import ModelNotFound
from translations.models import describe
from translations.store import installed, verify
from translations.store.errors import ArchiveRefused, ModelDamaged, StoreError
from translations.store.install import Options
from translations.store.installed import check, choose, find_installed, installed_models, pin, pinned_folder, pins
from translations.store.local import add, export, remove
from translations.store.lockfile import FileHash, ModelLock, from_json, read_lock, to_json, write_lock
from translations.store.places import LOCK_NAME, Store

OPTIONS = Options(test_build=True, say=lambda line: None)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one Arabic model, added from a folder."""
    base = tmp_path_factory.mktemp("built")
    folder = written(base / "desk-ar", release_files(Shape()))
    add(Store(base / "models"), folder, ("ar",), "desk-ar", OPTIONS)
    return base / "models"


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Store:
    """A copy of it to change."""
    shutil.copytree(built, tmp_path / "models")
    return Store(tmp_path / "models")


def fake(store: Store, folder: str, **known: object) -> ModelLock:
    """An installed model of which only the lock matters."""
    values = {
        "name": folder, "release": "r", "languages": ("ru",), "digest": "0" * 16, "quantization": "int8", "family": "SentencePiece",
        "architecture": "transformer", "trust": "first use",
    } | known  # fmt: skip
    lock = ModelLock(**values)  # type: ignore[arg-type]
    (store.root / folder).mkdir(parents=True)
    (store.root / folder / "model.bin").write_bytes(b"weights")
    write_lock(store.root / folder, lock)
    return lock


def test_a_model_is_found_for_its_language_and_near_ones(store: Store) -> None:
    (folder,) = store.folders()
    for language in ("ar", "ara", "arb", "arz"):
        assert installed(language, store.root) == folder
    for language in ("ru", "fa", "he"):
        assert installed(language, store.root) is None
    assert installed("ar", store.root / "nowhere") is None


@pytest.mark.parametrize("name", ["model.bin", "source.spm", "config.json", "model.toml"])
def test_a_changed_file_is_seen_before_the_load(name: str, store: Store) -> None:
    (folder,) = store.folders()
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1  # same size
    (folder / name).write_bytes(content)
    wanted = next(file.sha256 for file in read_lock(folder).files if file.path == name)
    with pytest.raises(ModelDamaged, match=f"{name} is not the file that was installed .expected {wanted}, found "):
        installed("ar", store.root)


def test_a_missing_or_cut_file_is_seen(store: Store) -> None:
    (folder,) = store.folders()
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:-1])
    with pytest.raises(ModelDamaged, match=r"expected \d+ bytes, found \d+ bytes"):
        installed("ar", store.root)
    (folder / "model.bin").unlink()
    with pytest.raises(ModelDamaged, match="missing"):
        installed("ar", store.root)


def test_the_fast_path_hashes_nothing_and_the_full_one_everything(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder,) = store.folders()
    lock = verify.verify(folder)
    hashed: list[str] = []
    real = verify.hash_file
    monkeypatch.setattr(verify, "hash_file", lambda path: hashed.append(path.name) or real(path))
    verify.verify(folder)
    assert hashed == []
    verify.verify(folder, full=True)
    assert sorted(hashed) == sorted(file.path for file in lock.files)
    hashed.clear()
    os.utime(folder / "config.json", ns=(1, 1))  # touched, not changed: looked at in full once
    verify.verify(folder)
    assert len(hashed) == len(lock.files)
    hashed.clear()
    verify.verify(folder)
    assert hashed == []


def test_a_change_that_keeps_size_and_time_is_found_by_the_full_check(store: Store) -> None:
    (folder,) = store.folders()
    verify.verify(folder)
    path = folder / "model.bin"
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    ((_, wrong),) = check(store)
    assert "model.bin is not the file" in wrong


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"schema": 99}', '{"schema": 1}', '{"schema": 1, "languages": 5}', "\udcff"]
)
def test_a_broken_lock_is_listed_as_such_and_never_served(content: str, store: Store) -> None:
    (folder,) = store.folders()
    (folder / LOCK_NAME).write_bytes(content.encode("utf-8", "surrogateescape"))
    (model,) = installed_models(store)
    assert model.lock is None
    assert LOCK_NAME in model.problem
    assert installed("ar", store.root) is None


def test_a_lock_that_names_files_outside_is_refused(store: Store) -> None:
    (folder,) = store.folders()
    lock = read_lock(folder)
    write_lock(folder, replace(lock, files=(*lock.files, FileHash(path="../../../etc/passwd", size=1, sha256="0"))))
    with pytest.raises(ModelDamaged, match="passwd"):
        installed("ar", store.root)


def test_locks_survive_the_file_and_later_keys(store: Store) -> None:
    lock = read_lock(store.folders()[0])
    data = json.loads(to_json(lock))
    assert from_json(data | {"later": 1}) == lock


def test_half_made_things_are_not_listed(store: Store) -> None:
    for place in (".work/x/model", ".aside/y", ".downloads"):
        (store.root / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(store.folders()[0] / LOCK_NAME, store.root / place / LOCK_NAME)
    (store.root / "no-lock").mkdir()
    assert len(installed_models(store)) == 1


def test_what_a_killed_process_left_is_removed_by_the_next_and_what_is_held_stays(store: Store) -> None:
    left = store.root / ".work" / "killed"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x")
    with store.holding("one") as first, store.holding("two") as second:
        assert not left.exists()
        assert first.is_dir()
        assert second.is_dir()


@pytest.mark.parametrize(
    ("models", "chosen"),
    [
        ([("a", {"preferred": True}), ("b", {"preferred": False})], "a"),
        ([("a", {"preferred": True, "published": "2019-12-18"}), ("b", {"preferred": True, "published": "2020-02-26"})], "b"),
        ([("a", {"preferred": True}), ("b", {"trust": "local"})], "b"),
        ([("a", {"family": "Moses and BPE"}), ("b", {"family": "SentencePiece"})], "b"),
        ([("a", {"languages": ("ru", "uk")}), ("b", {"languages": ("ru",)})], "b"),
        ([("a", {"languages": ("uk",)})], None),
        ([], None),
    ],
)
def test_the_order_of_choice(models: list[tuple[str, dict[str, object]]], chosen: str | None, tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name, known in models:
        fake(store, name, **known)
    found = choose(store, "ru")
    assert (found.folder.name if found else None) == chosen


def test_a_pin_wins_and_goes_away(store: Store, tmp_path: Path) -> None:
    (folder,) = store.folders()
    outside = tmp_path / "fine-tuned"
    shutil.copytree(folder, outside)
    pin(store, "ar", str(outside))
    assert installed("ar", store.root) == outside
    assert pins(store) == {"ar": str(outside)}
    pin(store, "ara", None)
    assert pins(store) == {}
    assert installed("ar", store.root) == folder
    with pytest.raises(ModelNotFound, match="holds no model"):
        pin(store, "ar", "nothing")


def test_a_pin_to_nothing_is_an_error_not_another_model(store: Store) -> None:
    store.pins.write_text('ar = "gone"\n')
    with pytest.raises(ModelNotFound, match="pins 'gone'"):
        installed("ar", store.root)
    store.pins.write_text("ar = 5\n")
    with pytest.raises(StoreError, match="must name a folder"):
        installed("ar", store.root)
    store.pins.write_text("ar = [\n")
    with pytest.raises(StoreError, match="cannot be read"):
        installed("ar", store.root)


def test_export_and_add_carry_a_model_to_another_store(store: Store, tmp_path: Path) -> None:
    (model,) = installed_models(store)
    archive = export(model, tmp_path)
    assert export(model, tmp_path / "again.zip").read_bytes() == archive.read_bytes()
    other = Store(tmp_path / "other")
    lock = add(other, archive, (), "", OPTIONS)
    assert lock == model.lock
    folder = installed("ar", other.root)
    assert folder is not None
    assert {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")} == {
        path.name: path.read_bytes() for path in model.folder.iterdir() if not path.name.startswith(".")
    }
    assert add(other, archive, (), "", OPTIONS) == lock, "adding twice changes nothing"
    assert len(other.folders()) == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda name, raw: raw[:-1] + b"!" if name.endswith("config.json") else raw, ModelDamaged),
        (lambda name, raw: None if name.endswith("source.spm") else raw, ModelDamaged),
        (lambda name, raw: b"{}" if name.endswith(LOCK_NAME) else raw, ModelDamaged),
    ],
    ids=["changed", "missing", "no lock"],
)
def test_a_changed_export_is_refused(
    change: Callable[[str, bytes], bytes | None], error: type[Exception], store: Store, tmp_path: Path
) -> None:
    archive = export(installed_models(store)[0], tmp_path)
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(tmp_path / "changed.zip", "w") as sink:
        for entry in source.infolist():
            content = change(entry.filename, source.read(entry))
            if content is not None:
                sink.writestr(entry, content)
    other = Store(tmp_path / "other")
    with pytest.raises(error):
        add(other, tmp_path / "changed.zip", (), "", OPTIONS)
    assert other.folders() == []


def test_a_file_too_many_in_an_export_is_refused(store: Store, tmp_path: Path) -> None:
    archive = export(installed_models(store)[0], tmp_path)
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr(f"{store.folders()[0].name}/extra.py", b"print()")
    with pytest.raises(StoreError, match=r"extra\.py is in the archive but not in its lock"):
        add(Store(tmp_path / "other"), archive, (), "", OPTIONS)


def test_removed_models_and_their_pins_are_gone(store: Store) -> None:
    model = find_installed(store, "ar")
    pin(store, "ar", model.folder.name)
    remove(store, model)
    assert store.folders() == []
    assert pins(store) == {}
    assert list((store.root / ".work").iterdir()) == []


def test_models_are_found_by_folder_name_digest_or_language(store: Store) -> None:
    (model,) = installed_models(store)
    assert model.lock is not None
    for name in (model.folder.name, "desk-ar", "ar", model.lock.signature, model.lock.digest):
        assert find_installed(store, name) == model
    fake(store, "other", languages=("ar",))
    with pytest.raises(StoreError, match="give one of these names"):
        find_installed(store, "ar")
    with pytest.raises(StoreError, match="No installed model"):
        find_installed(store, "xx")


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda base: base / "nothing", ModelNotFound, "no file or folder"),
        (lambda base: written(base / "empty", {}), StoreError, "does not tell its language"),
        (lambda base: written(base / "empty", {}) / "..", StoreError, "does not tell its language"),
        (lambda base: written(base, {"text.zip": b"no zip"}) / "text.zip", StoreError, "no zip archive"),
    ],
)
def test_what_cannot_be_added_is_told(make: Callable[[Path], Path], error: type[Exception], words: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=words):
        add(Store(tmp_path / "models"), make(tmp_path / "in"), (), "", OPTIONS)


def test_a_cut_release_zip_is_refused_where_it_lies(tmp_path: Path) -> None:
    content = zipped(release_files(Shape()))
    path = tmp_path / "opus-mt-ar-en.zip"
    path.write_bytes(content[: len(content) // 2] + content[len(content) // 2 + 1000 :])
    with pytest.raises(ArchiveRefused):
        add(Store(tmp_path / "models"), path, (), "", OPTIONS)
    assert path.is_file(), "a person's own file is not moved"


def test_a_published_zip_by_hand_is_known_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ar-en" / "opus-2019-12-18.zip"
    path.parent.mkdir()
    path.write_bytes(zipped(release_files(Shape())))
    lock = add(Store(tmp_path / "models"), path, (), "", OPTIONS)
    assert (lock.name, lock.release, lock.languages, lock.licence) == ("opus-mt-ar-en", "opus-2019-12-18", ("ar",), "CC-BY-4.0")


def test_a_ctranslate2_folder_is_added_as_it_is(store: Store, tmp_path: Path) -> None:
    given = tmp_path / "converted"
    shutil.copytree(store.folders()[0], given)
    for name in (LOCK_NAME, verify.STAMP):
        (given / name).unlink(missing_ok=True)
    other = Store(tmp_path / "other")
    lock = add(other, given, ("ar", "arz"), "ours", OPTIONS)
    assert (lock.name, lock.quantization, lock.languages) == ("ours", "as given", ("ar", "arz"))
    folder = installed("arz", other.root)
    assert folder is not None
    assert (folder / "model.bin").read_bytes() == (given / "model.bin").read_bytes()
    (given / "model.bin").unlink()
    (given / "model.bin").symlink_to("/etc/passwd")
    with pytest.raises(StoreError, match="is a link"):
        add(Store(tmp_path / "third"), given, ("ar",), "ours", OPTIONS)


def test_pinned_folder_counts_from_the_store(store: Store) -> None:
    (folder,) = store.folders()
    assert pinned_folder(store, folder.name) == folder


def test_the_compact_model_in_native_layout_gives_the_shipped_models_tokens(root: Path, shared_dir: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    native = shared_dir / "model" / "compact-ar-en.marian"
    if not native.is_dir():
        pytest.skip("the native layout of the compact model is not here")
    lock = add(store, native, ("ar",), "", Options(quantization="int8_float32", say=lambda line: None))
    assert lock.smoke.failed == 0
    assert lock.alignment.tokens > 40
    assert not lock.alignment.usable, "its card says that its attention was not trained to align"
    folder = installed("ar", store.root)
    assert folder is not None
    lines = [
        line for path in sorted((root / "samples" / "articles").glob("*.txt")) for line in path.read_text("utf-8").split("\n")
    ]
    texts = [line for line in lines if 20 < len(line) < 200][:24]
    assert len(texts) == 24
    tokens: list[list[list[str]]] = []
    for place in (root / "models" / "compact-ar-en", folder):
        source = Engine(describe(place), device="cpu", threads=1).encode(texts)
        translator = ctranslate2.Translator(str(place), device="cpu", intra_threads=1)
        tokens.append([result.hypotheses[0] for result in translator.translate_batch(source, beam_size=2)])
    assert tokens[0] == tokens[1]
