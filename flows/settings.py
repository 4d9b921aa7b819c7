"""The desk's settings: option > `DRAGOMAN_*` environment variable > `dragoman.toml` > default."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from translations.cache.opening import OFF
from translations.errors import SettingsError

FILE_NAME = "dragoman.toml"
FILE_VARIABLE = "DRAGOMAN_CONFIG"

CheckLevel = Literal["error", "warning", "info", "off"]


class Settings(BaseSettings):
    """All settings with their defaults; paths that are not absolute count from the folder of `dragoman.toml`."""

    model_config = SettingsConfigDict(env_prefix="DRAGOMAN_", extra="forbid", frozen=True, validate_default=True)

    input_roots: tuple[Path, ...] = Field(
        (Path("samples"), Path("inbox")), description="Folders that flows may read articles and glossaries from"
    )
    output_root: Path = Field(Path("runs"), description="Folder that holds one folder a run")
    glossary: Path | None = Field(None, description="The desk's own glossary (CSV or TSV), over the shipped one")
    model: Path | None = Field(None, description="A model folder for every article, instead of the installed one of its language")
    models_dir: Path = Field(Path(".dragoman/models"), description="Where installed models lie")
    decisions: Path = Field(Path(".dragoman/decisions.sqlite"), description="Where people's decisions are kept; it only grows")
    watch: Path = Field(Path("watch"), description="The watched folder: inbox, work, done and failed lie in it")
    cache: str = Field(
        ".dragoman/cache.sqlite",
        description="Where translations are kept for later runs (it can always be recomputed); off for none",
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="Where models are decoded; auto takes CUDA where there is one"
    )
    threads: int = Field(0, ge=0, le=1024, description="Threads of one decoder; 0 lets CTranslate2 choose")
    batch_articles: int = Field(
        256, ge=1, le=256, description="Articles of a work batch at most: what is kept, and shown, at once"
    )
    runner: Literal["threads", "dask"] = Field("threads", description="threads: this process; dask: a cluster of processes")
    dask_scheduler: str = Field("", description="A Dask scheduler's address; empty for worker processes on this machine")
    dask_workers: int = Field(0, ge=0, le=1024, description="Dask worker processes on this machine; 0 for one a core")
    enforce_terms: bool = Field(True, description="Bring missing terms into the English where that is safe; false only judges")
    pages_url: str = Field("http://127.0.0.1:4300", description="Where `dragoman serve` shows the results; artifacts link there")
    checks: dict[str, CheckLevel] = Field(default_factory=dict, description="Severity of a check by its id, or off")

    @field_validator("input_roots", "output_root", "glossary", "model", "models_dir", "decisions", "watch")
    @classmethod
    def _from_the_file(cls, value: Any) -> Any:
        base = config_file().parent
        if isinstance(value, tuple):
            return tuple(base / path for path in value)
        return value if value is None else base / value

    @field_validator("cache")
    @classmethod
    def _address(cls, value: str) -> str:
        # An address such as postgresql://… stays as it is.
        return (
            value if value == OFF or "://" in value else str(config_file().parent / (value or cls.model_fields["cache"].default))
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options first, then the environment, then the file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file()))


def config_file() -> Path:
    """The settings file: the one `DRAGOMAN_CONFIG` names, else `dragoman.toml` in the current folder (which may be missing)."""
    return Path(os.environ.get(FILE_VARIABLE) or FILE_NAME).absolute()


def load(**options: Any) -> Settings:
    """The settings with these options on top (None counts as not given); raises SettingsError with one clear sentence."""
    named = os.environ.get(FILE_VARIABLE)
    if named and not Path(named).is_file():
        raise SettingsError(f"{FILE_VARIABLE} names {named}, which is no file.")
    try:
        given = {key: value for key, value in options.items() if value is not None}
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"The setting {where} cannot be used: {first['msg']}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{config_file()} is no valid TOML: {error}.") from error
