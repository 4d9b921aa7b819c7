"""Which models are installed, and which of them serves a language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from translations.catalog import nearest
from translations.errors import DragomanError, ModelNotFound
from translations.files import write_whole
from translations.language_names import irregular, standard
from translations.store.errors import ModelDamaged, StoreError
from translations.store.lockfile import ModelLock, read_lock
from translations.store.places import LOCK_NAME, Store, default_root
from translations.store.verify import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An installed model as its lock tells it; `problem` is the reason where the lock cannot be read."""

    folder: Path
    lock: ModelLock | None
    problem: str = ""


def installed_models(store: Store) -> list[Installed]:
    """All models of a store by folder name; only locks are read, files are not looked at."""
    found: list[Installed] = []
    for folder in store.folders():
        try:
            found.append(Installed(folder=folder, lock=read_lock(folder)))
        except ModelDamaged as error:
            found.append(Installed(folder=folder, lock=None, problem=str(error)))
    return found


def installed(language: str, root: Path | None = None) -> Path | None:
    """The folder of the verified model that serves a language (a subtag such as "ar"), or None where none is installed.

    A pinned model comes first; then, among those trained on the language (else on the nearest), models of the desk's own, and
    then the catalogue's order. Raises ModelDamaged where the chosen one's files are not the ones installed: another model is
    never taken in silence.
    """
    store = Store(root or default_root())
    code = language.lower() if irregular(language) else standard(language)
    pinned = pins(store).get(code)
    if pinned is not None:
        folder = pinned_folder(store, pinned)
        if (folder / LOCK_NAME).is_file():
            verify(folder)
        return folder
    chosen = choose(store, code)
    if chosen is not None:
        verify(chosen.folder)
    return chosen.folder if chosen else None


def choose(store: Store, code: str) -> Installed | None:
    """The installed model for a subtag by the rule of `installed`, pins aside; its files are not looked at."""
    models = [(model, model.lock) for model in installed_models(store) if model.lock is not None]
    served = {_subtag(member) for _, lock in models for member in lock.languages}
    match = nearest(code, served)
    candidates = [(model, lock) for model, lock in models if match and match in map(_subtag, lock.languages)]
    return min(candidates, key=lambda pair: _order(*pair))[0] if candidates else None


def _subtag(member: str) -> str:
    return member.lower() if irregular(member) else standard(member)


def _order(model: Installed, lock: ModelLock) -> tuple[bool, bool, bool, bool, bool, tuple[int, ...], str]:
    newest_first = tuple(-ord(char) for char in lock.published)
    sentencepiece = lock.family == "SentencePiece"
    return (
        lock.smoke.test_build,
        lock.trust != "local",
        not lock.preferred,
        len(lock.languages) > 1,
        not sentencepiece,
        newest_first,
        model.folder.name,
    )


def find_installed(store: Store, name: str) -> Installed:
    """The installed model of a folder name, `name@digest`, model name or language; StoreError where it is none or several."""
    models = installed_models(store)
    for fits in (
        lambda model: model.folder.name == name,
        lambda model: model.lock is not None and name in (model.lock.signature, model.lock.name, model.lock.digest),
        lambda model: model.lock is not None and name in model.lock.languages,
    ):
        found = [model for model in models if fits(model)]
        if len(found) == 1:
            return found[0]
        if found:
            folders = ", ".join(model.folder.name for model in found)
            raise StoreError(f"{name!r} could be {folders}; give one of these names.")
    raise StoreError(f"No installed model is called {name!r}; see: dragoman models list --installed")


def pins(store: Store) -> dict[str, str]:
    """The desk's own choice: language subtag to the folder name of an installed model or the path of another model folder."""
    try:
        table = tomllib.loads(store.pins.read_text(encoding="utf-8")) if store.pins.is_file() else {}
    except (OSError, ValueError) as error:
        raise StoreError(f"{store.pins} cannot be read ({error}); mend or remove it.") from error
    wrong = next((key for key, value in table.items() if not isinstance(value, str)), None)
    if wrong is not None:
        raise StoreError(f"{store.pins}: {wrong} must name a folder.")
    return {_subtag(key): value for key, value in table.items()}


def pinned_folder(store: Store, value: str) -> Path:
    """The model folder a pin names (paths count from the store). Raises ModelNotFound where there is no model."""
    folder = store.root / Path(value).expanduser()
    if not (folder / "model.bin").is_file():
        raise ModelNotFound(f"{store.pins} pins {value!r}, but {folder} holds no model; mend the line or remove it.")
    return folder


def pin(store: Store, language: str, value: str | None) -> None:
    """Pin a language to a model folder; None takes the pin away. The file keeps one line a language, sorted."""
    table = pins(store)
    code = _subtag(language)
    if value is None:
        table.pop(code, None)
    else:
        pinned_folder(store, value)
        table[code] = value
    lines = ["# Models a desk has chosen: a language, and a folder of the store or the path of a CTranslate2 model."]
    lines += [f'{key} = "{_escaped(folder)}"' for key, folder in sorted(table.items())]
    write_whole(store.pins, "\n".join(lines) + "\n")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def check(store: Store) -> list[tuple[Installed, str]]:
    """Every installed model with what is wrong with it after hashing every file ("" where all is well)."""
    results: list[tuple[Installed, str]] = []
    for model in installed_models(store):
        try:
            verify(model.folder, full=True)
            results.append((model, ""))
        except DragomanError as error:
            results.append((model, str(error)))
    return results
