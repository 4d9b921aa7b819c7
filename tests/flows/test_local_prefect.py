"""What `make ui` asks of Prefect's server, and what it does to the copied pages."""

import asyncio
from pathlib import Path
from types import ModuleType
from uuid import UUID

import pytest


@pytest.fixture
def local_prefect(root: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "scripts"))
    import local_prefect

    return local_prefect


@pytest.mark.usefixtures("prefect_server")
def test_runs_that_a_stop_cut_off_are_said_to_have_crashed(local_prefect: ModuleType) -> None:
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.settings import PREFECT_API_URL
    from prefect.states import Completed, Pending, Running, Scheduled, State

    @flow
    def work() -> None:
        """Nothing."""

    async def make(states: list[State[None]]) -> list[UUID]:
        async with get_client() as client:
            await client.create_work_pool(WorkPoolCreate(name=local_prefect.POOL, type="process"))
            deployment = await client.create_deployment(
                await client.create_flow(work), name="cut-off", work_pool_name=local_prefect.POOL
            )
            made = [await client.create_flow_run_from_deployment(deployment) for _ in states]
            for run, state in zip(made, states, strict=True):
                await client.set_flow_run_state(run.id, state, force=True)
            return [run.id for run in made]

    async def names(ids: list[UUID]) -> list[str]:
        async with get_client() as client:
            return [str((await client.read_flow_run(run_id)).state_name) for run_id in ids]

    ids = asyncio.run(make([Running(), Pending(), Completed(), Scheduled()]))
    local_prefect.close_cut_off(str(PREFECT_API_URL.value()).removesuffix("/api"))
    assert asyncio.run(names(ids)) == ["Crashed", "Crashed", "Completed", "Scheduled"]


def test_the_pages_get_their_policy_once(local_prefect: ModuleType, tmp_path: Path) -> None:
    for version in ("v1", "v2"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "index.html").write_text("<html><head><title>x</title></head>", encoding="utf-8")
    local_prefect.confine(tmp_path)
    local_prefect.confine(tmp_path)
    for version in ("v1", "v2"):
        page = (tmp_path / version / "index.html").read_text(encoding="utf-8")
        assert page.count("Content-Security-Policy") == 1
        assert page.index("Content-Security-Policy") < page.index("<title>")


def test_a_persons_own_prefect_is_left_out(local_prefect: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", "secret")
    monkeypatch.setenv("PREFECT_API_URL", "https://cloud.example/api")
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    env = local_prefect.environment(tmp_path, 4321, "http://127.0.0.1:4322")
    assert "PREFECT_API_KEY" not in env
    assert env["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert env["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert env["DO_NOT_TRACK"] == "1"
    assert env["NO_PROXY"] == "127.0.0.1,localhost,intranet.example"
