"""Pulling from a local server: both families convert, are tried, locked and translate; what is wrong never gets in."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from archive_server import Behaviour, serving
from marian_releases import Shape, arrays, decoder_file, pieces_of, release_files, vocabulary_file, zipped

from translations.catalog import NoRelease, resolve
from translations.errors import DragomanError, LanguageUnknown
from translations.models import describe
from translations.store import installed
from translations.store.convert import converter_version
from translations.store.demands import Demands, read_demands
from translations.store.download import Transfer
from translations.store.errors import ArchiveRefused, DownloadFailed, HashMismatch, ReleaseUnusable, SmokeTestFailed
from translations.store.install import Options
from translations.store.installed import installed_models
from translations.store.lockfile import to_json
from translations.store.places import Store
from translations.store.pull import Pull, pull

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ARABIC = "/ar-en/opus-2019-12-18.zip"
HEBREW = "/he-en/opus-2019-12-05.zip"


@pytest.fixture(scope="module")
def files() -> Mapping[str, bytes]:
    return release_files(Shape())


def how(mirror: str, *, demands: Demands | None = None, test_build: bool = True, attempts: int = 1) -> Pull:
    options = Options(test_build=test_build, demands=demands or Demands(), say=lambda line: None)
    transfer = Transfer(allow_http=True, attempts=attempts, timeout=5, sleep=lambda seconds: None)
    return Pull(mirror=mirror, transfer=transfer, options=options)


def test_both_families_are_pulled_converted_tried_and_translate(files: Mapping[str, bytes], tmp_path: Path) -> None:
    from translations.engine import Engine

    hebrew = zipped(release_files(Shape(language="he", family="BPE", aligned=False)))
    store = Store(tmp_path / "models")
    with serving({ARABIC: Behaviour(zipped(files)), HEBREW: Behaviour(hebrew)}) as server:
        arabic = pull(store, "ar-EG", how(server.url))
        other = pull(store, "Hebrew", how(server.url))
        assert not arabic.already
        assert pull(store, "ar", how(server.url)).already, "what is installed and whole is not fetched again"
        assert len(server.requests) == 2
    lock = arabic.lock
    assert (lock.name, lock.release, lock.family) == ("opus-mt-ar-en", "opus-2019-12-18", "SentencePiece")
    assert (lock.architecture, lock.preferred, lock.quantization) == ("transformer-align", True, "int8")
    assert (lock.decoding.beam_size, lock.decoding.length_penalty, lock.decoding.word_penalty) == (6, 1.0, 0.0)
    assert lock.trust == "first use"
    assert lock.url == server.url + ARABIC
    assert lock.archive is not None
    assert lock.archive.sha256 == hashlib.sha256(zipped(files)).hexdigest()
    assert {file.path: file.sha256 for file in lock.source_files} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert lock.converter == converter_version()
    assert lock.smoke.test_build
    assert lock.alignment.sentences == 50
    assert (other.lock.family, other.lock.architecture, other.lock.preferred) == ("Moses and BPE", "transformer", False)
    assert "CC-BY" in lock.licence
    assert "Helsinki-NLP" in lock.attribution
    for language in ("ar", "he"):
        folder = installed(language, store.root)
        assert folder is not None
        info = describe(folder)
        assert info.compact, "a test build is never for citing"
        assert language in info.languages
        ((answer,),) = Engine(info, device="cpu", threads=1).translate(["4 3"])
        assert isinstance(answer.text, str)
    assert installed("ru", store.root) is None
    assert sorted(path.name for path in store.downloads.iterdir()) == []
    assert list((store.root / ".work").iterdir()) == []


def test_the_same_release_gives_the_same_bytes(files: Mapping[str, bytes], tmp_path: Path) -> None:
    with serving({ARABIC: Behaviour(zipped(files))}) as server:
        locks = [pull(Store(tmp_path / name), "ar", how(server.url)).lock for name in ("one", "two")]
    assert to_json(locks[0]) == to_json(locks[1])


def test_a_random_model_does_not_pass_the_smoke_test(tmp_path: Path) -> None:
    russian = zipped(release_files(Shape(language="ru", shared=True)))
    store = Store(tmp_path / "models")
    told = pytest.raises(SmokeTestFailed, match="does not translate: of 10 short texts")
    with serving({"/ru-en/opus-2020-02-26.zip": Behaviour(russian)}) as server, told as caught:
        pull(store, "ru", how(server.url, test_build=False))
    assert "kept aside" in str(caught.value)
    assert store.folders() == []
    assert len(list(store.aside.iterdir())) == 1


def test_wrong_languages_are_told_before_a_request(tmp_path: Path) -> None:
    with serving({}) as server:
        with pytest.raises(NoRelease, match=r"Persian \(fa\)"):
            pull(Store(tmp_path), "fa", how(server.url))
        with pytest.raises(LanguageUnknown, match="Arabic"):
            pull(Store(tmp_path), "arabik", how(server.url))
        assert server.requests == []


def test_a_missing_file_installs_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    with serving({}) as server, pytest.raises(DownloadFailed, match="404"):
        pull(store, "ar", how(server.url))
    assert store.folders() == []


def test_wrong_bytes_are_refused_and_the_next_pull_succeeds(files: Mapping[str, bytes], tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    with serving({ARABIC: Behaviour(zipped(files), ("wrong", "ok"))}) as server:
        with pytest.raises(ArchiveRefused, match=r"kept aside as .* never loaded"):
            pull(store, "ar", how(server.url))
        assert store.folders() == []
        assert pull(store, "ar", how(server.url)).lock.name == "opus-mt-ar-en"
    assert len(store.folders()) == 1


def test_a_desks_lock_file_is_enforced(files: Mapping[str, bytes], tmp_path: Path) -> None:
    with serving({ARABIC: Behaviour(zipped(files)), HEBREW: Behaviour(zipped(files))}) as server:
        lock = pull(Store(tmp_path / "one"), "ar", how(server.url)).lock
        path = tmp_path / "desk.json"
        path.write_text(to_json(lock), encoding="utf-8")
        demands = read_demands(path)
        assert pull(Store(tmp_path / "two"), "ar", how(server.url, demands=demands)).lock.trust == "lock file"
        with pytest.raises(HashMismatch, match="does not name opus-mt-he-en"):
            pull(Store(tmp_path / "two"), "he", how(server.url, demands=demands))
        other = zipped(dict(files) | {"README.md": b"changed"})
        server.paths[ARABIC] = Behaviour(other)
        third = Store(tmp_path / "three")
        with pytest.raises(HashMismatch) as caught:
            pull(third, "ar", how(server.url, demands=demands))
    assert lock.archive is not None
    assert lock.archive.sha256 in str(caught.value)
    assert hashlib.sha256(other).hexdigest() in str(caught.value)
    assert "kept aside" in str(caught.value)
    assert third.folders() == []
    assert [path.read_bytes() for path in third.aside.iterdir()] == [other]


def test_a_damaged_model_is_put_aside_and_installed_anew(files: Mapping[str, bytes], tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    with serving({ARABIC: Behaviour(zipped(files))}) as server:
        pull(store, "ar", how(server.url))
        (folder,) = store.folders()
        (folder / "model.bin").write_bytes(b"\0" * 10)
        assert not pull(store, "ar", how(server.url)).already
    assert store.folders() == [folder]
    assert installed("ar", store.root) == folder


def test_two_pulls_at_once_take_turns(files: Mapping[str, bytes], tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    results: list[object] = []
    with serving({ARABIC: Behaviour(zipped(files))}) as server:

        def one() -> None:
            try:
                results.append(pull(store, "ar", how(server.url)).already)
            except DragomanError as error:
                results.append(error)

        threads = [threading.Thread(target=one) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.requests) == 1
    assert sorted(map(str, results)) == ["False", "True", "True"]
    assert len(store.folders()) == 1


def broken(files: Mapping[str, bytes], name: str) -> Mapping[str, bytes]:
    """The release with one thing wrong."""
    changed = dict(files)
    sizes = [len(pieces_of(files[f"{side}.spm"])) for side in ("source", "target")]

    def saved(parameters: Mapping[str, np.ndarray]) -> bytes:
        buffer = io.BytesIO()
        np.savez(buffer, **parameters)
        return buffer.getvalue()

    def options(**values: object) -> bytes:
        return saved(arrays(sizes, Shape(changes=tuple(values.items()))))

    good = arrays(sizes, Shape())
    without = {key: value for key, value in good.items() if key != "encoder_l1_self_Wq"}
    pickled = saved(good | {"special:model.yml": np.array({"type": "transformer"}, dtype=object)})
    vocabularies = ["source.vocab.yml", "target.vocab.yml"]
    replaced = {
        "no decoder.yml": ("decoder.yml", None),
        "passwd": ("decoder.yml", decoder_file(["/etc/passwd"], vocabularies)),
        "vocabulary passwd": ("decoder.yml", decoder_file(["opus.model.npz"], ["/etc/passwd", "/etc/passwd"])),
        "dots": ("decoder.yml", decoder_file(["../../../../etc/passwd"], vocabularies)),
        "absent": ("decoder.yml", decoder_file(["other.npz"], vocabularies)),
        "not npz": ("decoder.yml", decoder_file(["source.spm"], vocabularies)),
        "no models": ("decoder.yml", decoder_file([], vocabularies)),
        "python object": ("decoder.yml", b"models: !!python/object/apply:os.system ['touch /tmp/evil-yaml']\n"),
        "not yaml": ("decoder.yml", b"models: [\n"),
        "list": ("decoder.yml", b"- a\n"),
        "beam": ("decoder.yml", decoder_file(["opus.model.npz"], vocabularies, **{"beam-size": "many"})),
        "no tokeniser": ("source.spm", None),
        "no weights": ("opus.model.npz", b"nothing"),
        "no options": ("opus.model.npz", saved({"Wemb": np.zeros((2, 2))})),
        "pickle": ("opus.model.npz", pickled),
        "rnn": ("opus.model.npz", options(type="s2s")),
        "average attention": ("opus.model.npz", options(**{"transformer-decoder-autoreg": "average-attention"})),
        "activation": ("opus.model.npz", options(**{"transformer-ffn-activation": "tanh"})),
        "parameter": ("opus.model.npz", saved(without)),
        "vocabulary": ("source.vocab.yml", vocabulary_file(["</s>", "<unk>"])),
        "vocabulary noise": ("source.vocab.yml", b"\xff\xfe\x00"),
    }
    where, content = replaced[name]
    if content is None:
        del changed[where]
    else:
        changed[where] = content
    return changed


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no decoder.yml", r"no OPUS-MT release: it has no decoder\.yml"),
        ("passwd", r"names '/etc/passwd', which is not inside the release"),
        ("vocabulary passwd", r"names '/etc/passwd', which is not inside"),
        ("dots", r"which is not inside the release"),
        ("absent", r"names 'other\.npz', which is not in the release"),
        ("not npz", r"only Marian checkpoints"),
        ("no models", r"names no models"),
        ("python object", r"no plain YAML"),
        ("not yaml", r"no plain YAML"),
        ("list", r"no table of options"),
        ("beam", r"beam-size is no number"),
        ("no tokeniser", r"neither source\.spm .* nor source\.bpe"),
        ("no weights", r"is no Marian model"),
        ("no options", r"holds no special:model\.yml"),
        ("pickle", r"is no Marian model: its options cannot be read"),
        ("rnn", r"of type 's2s'; only type transformer"),
        ("average attention", r"--transformer-decoder-autoreg must be 'self-attention'"),
        ("activation", r"--transformer-ffn-activation tanh is not supported"),
        ("parameter", r"cannot be converted: "),
        ("vocabulary", r"entries, the embeddings .* do not belong together"),
        ("vocabulary noise", r"vocabularies or embeddings cannot be read"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(
    name: str, words: str, files: Mapping[str, bytes], tmp_path: Path
) -> None:
    store = Store(tmp_path / "models")
    told = pytest.raises(ReleaseUnusable, match=words)
    with serving({ARABIC: Behaviour(zipped(broken(files, name)))}) as server, told as caught:
        pull(store, "ar", how(server.url))
    assert "\n" not in str(caught.value)
    assert store.folders() == []
    assert len(list(store.aside.iterdir())) == 1
    assert not Path("/tmp/evil-yaml").exists()


def test_a_checkpoint_that_is_a_bomb_is_refused_before_it_is_read(files: Mapping[str, bytes], tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("special:model.yml.npy", bytes(64 << 20))
    store = Store(tmp_path / "models")
    content = zipped(dict(files) | {"opus.model.npz": buffer.getvalue()})
    with serving({ARABIC: Behaviour(content)}) as server, pytest.raises(ArchiveRefused, match="times its size"):
        pull(store, "ar", how(server.url))
    assert store.folders() == []


PULLER = """
import sys
from pathlib import Path
sys.path[:0] = [{here!r}, {tests!r}]
from test_store_pull import how
from translations.store import archives, convert, install
from translations.store.places import Store
from translations.store.pull import pull

def halt(function):
    def halted(*arguments):
        function(*arguments)
        print("there", flush=True)
        sys.stdin.read()
    return halted

stage = {stage!r}
if stage == "unzip":
    archives._write = halt(archives._write)
if stage == "conversion":
    convert._check_shapes = halt(convert._check_shapes)
if stage == "converted":
    convert.convert = halt(convert.convert)
if stage == "rename":
    install._sync = halt(install._sync)
pull(Store(Path({root!r})), "ar", how({url!r}))
"""


@pytest.mark.parametrize("stage", ["download", "unzip", "conversion", "converted", "rename"])
def test_killed_at_any_point_a_pull_leaves_nothing_half_made_and_the_next_ends_right(
    stage: str, files: Mapping[str, bytes], tmp_path: Path
) -> None:
    archive = zipped(files)
    half = len(archive) // 2
    store = Store(tmp_path / "models")
    steps = (f"stall {half}", "ok") if stage == "download" else ("ok",)
    with serving({ARABIC: Behaviour(archive, steps)}) as server:
        script = PULLER.format(here=str(HERE), tests=str(HERE.parent), stage=stage, root=str(store.root), url=server.url)
        child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        assert child.stdout is not None
        assert child.stdin is not None
        if stage == "download":
            assert server.stalled.wait(60)
            # The bytes are on their way; dot files beside them are written and renamed in a moment.
            while sum(part.stat().st_size for part in store.downloads.glob("[!.]*.part")) < half:
                assert child.poll() is None
        else:
            assert child.stdout.readline() == b"there\n"
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdin.close()
        child.stdout.close()
        server.release.set()
        assert store.folders() == []
        assert installed("ar", store.root) is None
        done = pull(store, "ar", how(server.url))
        assert not done.already
        expected = [None, f"bytes={half}-"] if stage == "download" else [None]
        assert server.ranges(ARABIC) == expected, "it goes on where it was; what is fetched is not fetched again"
    (folder,) = store.folders()
    assert installed("ar", store.root) == folder
    assert list((store.root / ".work").iterdir()) == []
    assert [model.lock for model in installed_models(store)] == [done.lock]


def test_the_default_release_is_pulled_from_where_it_was_published() -> None:
    assert resolve("ar").release.url == "https://object.pouta.csc.fi/OPUS-MT-models/ar-en/opus-2019-12-18.zip"
