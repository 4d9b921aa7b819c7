"""`dragoman models`: which model serves a language, and the store of installed ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import Format, emit

if TYPE_CHECKING:
    from translations.store.demands import Demands
    from translations.store.download import Transfer
    from translations.store.install import Options
    from translations.store.installed import Installed
    from translations.store.places import Store

app = typer.Typer(no_args_is_help=True, help="Models: list, pull, add, verify, pin, export and remove them.")

StoreOption = Annotated[Path | None, typer.Option("--store", help="The store's folder; by default the models_dir setting.")]
FormatOption = Annotated[Format, typer.Option("--format", help="A table for people or JSON lines for machines.")]
Quantization = Annotated[
    str | None,
    typer.Option(help="int8 (default on CPU), int8_float32, int8_float16 (default on CUDA), float16, bfloat16, float32 …"),
]
LockOption = Annotated[Path | None, typer.Option("--lock", help="Install only what this lock file names, by SHA-256.")]
TestBuild = Annotated[
    bool,
    typer.Option("--test-build", help="Let a randomly initialised model through the smoke test; it is marked as not for citing."),
]


@app.command("list")
def list_models(
    lang: Annotated[str | None, typer.Option(help="Only this language: a tag (ar, pt-BR, heb) or an English name.")] = None,
    installed: Annotated[bool, typer.Option("--installed", help="Only what is installed.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every release, not only the default one of each language.")] = False,
    store: StoreOption = None,
    fmt: FormatOption = Format.table,
) -> None:
    """List languages, their default releases with the reason, and what is installed."""
    from translations import catalog

    place = _store(store)
    if installed:
        emit(list(_installed_rows(place, lang)), INSTALLED_COLUMNS, fmt, title="Installed models")
        return
    rows = list(_catalogue_rows(place, lang, every=every))
    emit(rows, CATALOGUE_COLUMNS, fmt, title="OPUS-MT releases into English")
    if fmt is Format.table:
        for row in rows if lang else ():
            if row["default"]:
                typer.echo(f"Default: {row['id']}: {row['reason']}.")
        for note in catalog.skipped() if every else ():
            typer.echo(note)
        typer.echo(f"The default is {catalog.RULE}. Scores as published (Tatoeba where there are any).")
        typer.echo(f"The models: {catalog.ATTRIBUTION}.")


CATALOGUE_COLUMNS = ("language", "name", "release", "kind", "BLEU", "chrF", "state")
INSTALLED_COLUMNS = ("folder", "serves", "trust", "alignment", "licence", "problem")


def _catalogue_rows(store: Store, lang: str | None, *, every: bool) -> Iterator[dict[str, Any]]:
    from translations import catalog
    from translations.language_names import language_name
    from translations.store.install import model_name
    from translations.store.installed import installed_models

    there = {(model.lock.name, model.lock.release) for model in installed_models(store) if model.lock}
    for code in [lang] if lang else catalog.languages():
        resolution = catalog.resolve(code)
        shown = resolution.language if lang else code
        for release in (resolution.release, *resolution.others) if every or lang else (resolution.release,):
            default = release is resolution.release
            installed = (model_name(release.members), release.version) in there
            score = release.score_for(shown)
            yield {
                "language": shown,
                "name": language_name(shown),
                "release": release.label,
                "id": release.id,
                "kind": ("SentencePiece" if release.sentencepiece else "BPE") + (", aligned" if release.aligned else ""),
                "architecture": release.architecture,
                "preprocessing": release.preprocessing,
                "BLEU": score.bleu if score else "",
                "chrF": score.chrf if score else "",
                "scores": [{"test_set": s.test_set, "bleu": s.bleu, "chrf": s.chrf} for s in release.scores],
                "default": default,
                "first_choice_kind": release.preferred,
                "installed": installed,
                "state": ", ".join(
                    word
                    for word, holds in (
                        ("default", default and (lang or every)),
                        ("second choice", not release.preferred),
                        ("installed", installed),
                    )
                    if holds
                ),
                "reason": resolution.reason if default else "",
                "url": release.url,
                "licence": catalog.LICENCE,
                "attribution": catalog.ATTRIBUTION,
            }


def _installed_rows(store: Store, lang: str | None) -> Iterator[dict[str, Any]]:
    from translations.language_names import standard
    from translations.store.installed import choose, installed_models, pins

    pinned = pins(store)
    for model in installed_models(store):
        lock = model.lock
        if lock is None:
            yield {"folder": model.folder.name, "problem": model.problem}
            continue
        if lang and standard(lang) not in map(standard, lock.languages):
            continue
        serves = [code for code, value in pinned.items() if value == model.folder.name]
        for code in lock.languages:
            chosen = choose(store, standard(code))
            if standard(code) not in pinned and chosen and chosen.folder == model.folder:
                serves.append(code)
        yield {
            "folder": model.folder.name,
            "name": lock.name,
            "release": lock.release,
            "digest": lock.digest,
            "languages": " ".join(lock.languages),
            "quantization": lock.quantization,
            "architecture": lock.architecture,
            "trust": lock.trust + (", test build" if lock.smoke.test_build else ""),
            "alignment": f"{lock.alignment.share:.0%} {'on' if lock.alignment.usable else 'off'}",
            "serves": " ".join(dict.fromkeys(serves)),
            "bytes": lock.size,
            "licence": lock.licence,
            "attribution": lock.attribution,
            "problem": "",
        }
    outside = {code: value for code, value in pinned.items() if not (store.root / value / "model.lock.json").is_file()}
    for code, value in outside.items():
        yield {"folder": value, "languages": code, "trust": "pinned path", "serves": code, "problem": ""}


@app.command()
def which(
    language: Annotated[str, typer.Argument(help="A tag (ar, pt-BR, heb) or an English name.")],
    store: StoreOption = None,
) -> None:
    """Say which release serves a language and why, and which installed model a run would take."""
    from translations import catalog
    from translations.language_names import language_name
    from translations.store.installed import installed

    code = catalog.code_of(language)
    get_it = f"dragoman models pull {code}"
    try:
        resolution = catalog.resolve(language)
        typer.echo(f"{language_name(code)} ({code}): {resolution.release.id}: {resolution.reason}.")
    except catalog.NoRelease as error:
        get_it = f"dragoman models add PATH --language {code}"
        typer.echo(str(error))
    folder = installed(code, _store(store).root)
    typer.echo(f"Installed: {folder}" if folder else f"Installed: none; get it with: {get_it}")


@app.command()
def pull(
    languages: Annotated[list[str], typer.Argument(help="Languages (ar ru he, Hebrew) or releases (ar/opus-2019-12-18).")],
    mirror: Annotated[
        str, typer.Option("--from", help="A mirror: the address of a folder laid out as the publisher's, or of one .zip.")
    ] = "",
    lock: LockOption = None,
    quantization: Quantization = None,
    device: Annotated[str, typer.Option(help="cpu or cuda: picks the default quantisation.")] = "cpu",
    allow_http: Annotated[bool, typer.Option("--allow-http", help="Allow addresses without TLS.")] = False,
    attempts: Annotated[int, typer.Option(min=1, max=100, help="Attempts in all, with growing pauses between them.")] = 5,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds of silence after which an attempt is given up.")] = 30.0,
    store: StoreOption = None,
    test_build: TestBuild = False,
) -> None:
    """Fetch, verify, convert and install the releases for languages; what is installed and whole is left alone."""
    from translations.errors import DragomanError
    from translations.store.download import Transfer
    from translations.store.pull import Pull, check_mirror
    from translations.store.pull import pull as pull_one

    check_mirror(mirror, languages)
    place = _store(store)
    options = _options(quantization, device, lock, test_build=test_build)
    transfer: Transfer = Transfer(attempts=attempts, timeout=timeout, allow_http=allow_http)
    failures: list[DragomanError] = []
    with _bars() as progress:
        for language in languages:
            try:
                done = pull_one(place, language, Pull(mirror=mirror, transfer=transfer, options=options, progress=progress))
                state = "was installed already" if done.already else "installed"
                typer.echo(f"{language}: {done.lock.signature} {done.lock.release} {state}; {done.reason}.")
            except DragomanError as error:
                failures.append(error)
                typer.echo(f"{language}: {error}", err=True)
    if failures:
        raise typer.Exit(2 if len(failures) == len(languages) else 3)


@app.command()
def add(
    path: Annotated[
        Path, typer.Argument(help="An OPUS-MT zip or folder, a CTranslate2 folder, or an archive that export wrote.")
    ],
    language: Annotated[list[str] | None, typer.Option("--language", help="A language the model reads; may be repeated.")] = None,
    name: Annotated[str, typer.Option(help="The model's name in outputs; by default the file's.")] = "",
    pin: Annotated[bool, typer.Option("--pin", help="Use it for its languages whatever else is installed.")] = False,
    lock: LockOption = None,
    quantization: Quantization = None,
    device: Annotated[str, typer.Option(help="cpu or cuda: picks the default quantisation.")] = "cpu",
    store: StoreOption = None,
    test_build: TestBuild = False,
) -> None:
    """Install a model from a file or folder of this machine."""
    from translations.store.install import folder_name
    from translations.store.installed import pin as pin_one
    from translations.store.local import add as add_one

    place = _store(store)
    lock_made = add_one(place, path, tuple(language or ()), name, _options(quantization, device, lock, test_build=test_build))
    typer.echo(f"{lock_made.signature} {lock_made.release} installed as {folder_name(lock_made)}.")
    for code in lock_made.languages if pin else ():
        pin_one(place, code, folder_name(lock_made))


@app.command()
def verify(store: StoreOption = None, fmt: FormatOption = Format.table) -> None:
    """Hash every file of every installed model and compare with its lock; exit code 1 when one is not as installed."""
    from translations.store.installed import check

    results = check(_store(store))
    rows = [{"folder": model.folder.name, "state": "damaged" if wrong else "whole", "problem": wrong} for model, wrong in results]
    emit(rows, ("folder", "state", "problem"), fmt, title="Installed models")
    if any(wrong for _, wrong in results):
        raise typer.Exit(1)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="Folder, name or language of an installed model.")], store: StoreOption = None
) -> None:
    """Take an installed model out of the store."""
    from translations.store.local import remove as remove_one

    model = _find(name, store)
    remove_one(_store(store), model)
    typer.echo(f"{model.folder.name} removed.")


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="Folder, name or language of an installed model.")],
    target: Annotated[Path, typer.Argument(help="The zip to write, or the folder for it.")],
    store: StoreOption = None,
) -> None:
    """Write an installed model with its lock as one zip, to add on a machine without a network."""
    from translations.store.local import export as export_one

    typer.echo(f"{export_one(_find(name, store), target)} written.")


@app.command()
def pin(
    language: Annotated[str, typer.Argument(help="A language tag.")],
    model: Annotated[str, typer.Argument(help="An installed model, or the path of a CTranslate2 model folder.")],
    store: StoreOption = None,
) -> None:
    """Use one model for a language whatever else is installed."""
    from translations.store.installed import pin as pin_one

    value = str(Path(model).resolve()) if (Path(model) / "model.bin").is_file() else _find(model, store).folder.name
    pin_one(_store(store), language, value)
    typer.echo(f"{language} is pinned to {value}.")


@app.command()
def unpin(language: Annotated[str, typer.Argument(help="A language tag.")], store: StoreOption = None) -> None:
    """Take the pin of a language away."""
    from translations.store.installed import pin as pin_one

    pin_one(_store(store), language, None)
    typer.echo(f"{language} is not pinned.")


@app.command("lock")
def lock_models(
    out: Annotated[Path | None, typer.Option(help="The file to write; by default standard output.")] = None,
    store: StoreOption = None,
) -> None:
    """Print the locks of all installed models as one file for `pull --lock` on other machines."""
    import json

    from translations.files import write_whole
    from translations.store.installed import installed_models
    from translations.store.lockfile import to_json

    locks = [json.loads(to_json(model.lock)) for model in installed_models(_store(store)) if model.lock]
    text = json.dumps({"schema": 1, "models": locks}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_whole(out, text)


def _store(folder: Path | None) -> Store:
    from flows.settings import load
    from translations.store.places import Store

    return Store(folder if folder is not None else load().models_dir)


def _find(name: str, folder: Path | None) -> Installed:
    from translations.store.installed import find_installed

    return find_installed(_store(folder), name)


def _options(quantization: str | None, device: str, lock: Path | None, *, test_build: bool) -> Options:
    from translations.errors import SettingsError
    from translations.store.convert import DEFAULT_QUANTIZATION
    from translations.store.demands import Demands, read_demands
    from translations.store.install import Options

    if device not in DEFAULT_QUANTIZATION:
        raise SettingsError(f"There is no device {device!r}; choose cpu or cuda.")
    demands: Demands = read_demands(lock) if lock is not None else Demands()
    return Options(
        quantization=quantization or DEFAULT_QUANTIZATION[device],
        demands=demands,
        test_build=test_build,
        say=lambda line: typer.echo(f"  {line}", err=True),
    )


@contextmanager
def _bars() -> Iterator[Any]:
    """A progress bar for each download, on standard error; as a function of the release that gives `(done, total)` a place."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def bar(release: Any) -> Any:
            task = progress.add_task(release.id[:60], total=None)
            return lambda done, total: progress.update(task, completed=done, total=total)

        yield bar
