"""The flow `pull-models` on Prefect's test server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from marian_releases import Shape, release_files, zipped
from pydantic import ValidationError

from flows import pull_models as flow_file
from flows.pull_models import PullRequest, pull_models
from translations.store.places import Store
from translations.store.pull import Pull
from translations.store.pull import pull as really_pull

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store, and random models let through as test builds (which no form can ask for)."""
    from dataclasses import replace

    def pull(store: Store, language: str, how: Pull) -> Any:
        options = replace(how.options, test_build=True)
        return really_pull(
            store, language, replace(how, options=options, transfer=replace(how.transfer, allow_http=True, attempts=1))
        )

    monkeypatch.setenv("DRAGOMAN_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setattr(flow_file, "pull", pull)
    return Store(tmp_path / "models")


def test_models_are_installed_and_what_failed_does_not_stop_the_rest(desk: Store) -> None:
    from archive_server import Behaviour, serving

    with serving({"/ar-en/opus-2019-12-18.zip": Behaviour(zipped(release_files(Shape())))}) as server:
        state = pull_models(PullRequest(languages=["fa", "ar"], mirror=server.url), return_state=True)
        assert state.is_failed()
        assert state.message == "Not installed: fa. The table says why."
        again = pull_models(PullRequest(languages=["ar"], mirror=server.url), return_state=True)
        assert again.is_completed()
        assert again.message == "1 models are installed."
        assert len(server.requests) == 1
    assert len(desk.folders()) == 1


def test_a_lock_file_that_is_none_is_one_sentence(desk: Store, tmp_path: Path) -> None:
    (tmp_path / "lock.json").write_text("{}")
    state = pull_models(PullRequest(languages=["ar"], lock=str(tmp_path / "lock.json")), return_state=True)
    assert state.is_failed()
    assert state.message is not None
    assert "is no lock file" in state.message


def test_the_form_refuses_what_makes_no_sense() -> None:
    for wrong in ({"languages": []}, {"languages": ["ar"], "device": "tpu"}, {"languages": ["ar"], "test_build": True}):
        with pytest.raises(ValidationError):
            PullRequest(**wrong)
