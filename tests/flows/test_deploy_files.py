"""The files for Docker and Kubernetes, without an engine: they parse, and name what the project and Prefect have."""

import importlib
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import prefect
import pytest
import yaml
from prefect import Flow
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.utilities.importtools import from_qualified_name

from flows.settings import Settings

# The Dockerfile reference's instructions.
INSTRUCTIONS = {
    "FROM", "RUN", "CMD", "LABEL", "EXPOSE", "ENV", "ADD", "COPY", "ENTRYPOINT", "VOLUME", "USER", "WORKDIR", "ARG", "HEALTHCHECK",
}  # fmt: skip
PLACES = {"/app/inbox", "/app/runs", "/app/watch", "/app/.dragoman"}


@pytest.fixture
def deploy(root: Path) -> Path:
    return root / "deploy"


def dockerfile(deploy: Path) -> list[tuple[str, str]]:
    """The instructions with their arguments, comments and continued lines taken out."""
    text = "\n".join(line for line in (deploy / "Dockerfile").read_text().splitlines() if not line.lstrip().startswith("#"))
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines if line.strip())]


def bundled(kind: str) -> Any:
    """The job template that Prefect brings along for a worker type."""
    path = Path(prefect.__file__).parent / "server/api/collections_data/views/aggregate-worker-metadata.json"
    return json.loads(path.read_bytes())[f"prefect-{kind}"][kind]["default_base_job_configuration"]


def test_the_dockerfile_copies_what_is_there_and_all_that_is_needed(root: Path, deploy: Path) -> None:
    found = dockerfile(deploy)
    assert {name for name, _ in found} <= INSTRUCTIONS
    assert found[0][0] == "FROM"
    copied: set[str] = set()
    for name, rest in found:
        if name == "COPY":
            *sources, target = rest.split()
            assert target.startswith("/app")
            assert all((root / source).exists() for source in sources), sources
            copied.update(sources)
        if name in ("CMD", "VOLUME"):
            assert all(isinstance(part, str) for part in json.loads(rest))
        if name == "RUN":
            assert shlex.split(rest)
    assert {"flows", "qa", "glossary", "translations", "models", "scripts", "prefect.yaml", "dragoman.toml"} <= copied
    ignored = (deploy / "Dockerfile.dockerignore").read_text().split()
    assert not copied & set(ignored)
    user = [rest for name, rest in found if name == "USER"]
    assert user == ["dragoman"]


def commands(deploy: Path) -> list[list[str]]:
    compose = yaml.safe_load((deploy / "compose.yaml").read_text())
    inside = [service["command"] for service in compose["services"].values() if "command" in service]
    inside += [json.loads(rest) for name, rest in dockerfile(deploy) if name == "CMD"]
    for part in kubernetes(deploy):
        if part["kind"] == "Deployment":
            inside += [container["command"] for container in part["spec"]["template"]["spec"]["containers"]]
    return inside


def kubernetes(deploy: Path) -> list[Any]:
    return list(yaml.safe_load_all((deploy / "kubernetes" / "dragoman.yaml").read_text()))


def test_every_command_is_one_that_prefect_has(root: Path, deploy: Path) -> None:
    from prefect.cli._app import _app

    for command in commands(deploy):
        if command[0] == "prefect":
            assert command[1] in {str(name) for name in _app}, command
        else:
            assert command[0] == "/bin/sh"
            assert (root / command[1].removeprefix("/app/")).is_file()


def test_the_compose_file_fits_together(root: Path, deploy: Path) -> None:
    compose = yaml.safe_load((deploy / "compose.yaml").read_text())
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        build = service.get("build")
        if build:
            assert (deploy / build["context"] / build["dockerfile"]).is_file()
        for volume in service.get("volumes", []):
            source, _, target = volume.partition(":")
            assert source.startswith("../") or source in compose["volumes"], volume
            assert target in PLACES or target.startswith(("/var/lib/dragoman/", "/var/lib/postgresql/"))
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    for name in services["worker"]["environment"]:
        known = name.removeprefix("DRAGOMAN_").lower() in Settings.model_fields or name == "DRAGOMAN_CACHE_PASSWORD"
        assert known or name.startswith("PREFECT_"), name
    # No password stands in the file.
    assert all(
        "PASSWORD:?" in str(value) for s in services.values() for k, value in s.get("environment", {}).items() if "PASSWORD" in k
    )


def test_the_kubernetes_manifests_fit_together(deploy: Path) -> None:
    parts = kubernetes(deploy)
    assert all({"apiVersion", "kind", "metadata"} <= set(part) for part in parts)
    claims = {part["metadata"]["name"] for part in parts if part["kind"] == "PersistentVolumeClaim"}
    maps = {part["metadata"]["name"]: part["data"] for part in parts if part["kind"] == "ConfigMap"}
    (worker,) = [part for part in parts if part["kind"] == "Deployment"]
    assert worker["spec"]["selector"]["matchLabels"] == worker["spec"]["template"]["metadata"]["labels"]
    template = json.loads((deploy / "kubernetes" / "job-template.json").read_text())
    job = template["job_configuration"]["job_manifest"]["spec"]["template"]["spec"]
    for pod in (worker["spec"]["template"]["spec"], job):
        volumes = {volume["name"]: volume["persistentVolumeClaim"]["claimName"] for volume in pod["volumes"]}
        assert set(volumes.values()) <= claims
        for container in pod["containers"]:
            assert {mount["name"] for mount in container["volumeMounts"]} <= set(volumes)
            assert {mount["mountPath"] for mount in container["volumeMounts"]} <= PLACES
            for source in container.get("envFrom", []):
                data = maps[source["configMapRef"]["name"]]
                assert all(isinstance(value, str) for value in data.values())


def test_the_job_template_is_prefects_own_with_the_volumes(deploy: Path) -> None:
    template = json.loads((deploy / "kubernetes" / "job-template.json").read_text())
    WorkPoolCreate(name="kubernetes", type="kubernetes", base_job_template=template)
    ours = template["job_configuration"]["job_manifest"]["spec"]["template"]["spec"]
    for added in ("volumes", "securityContext"):
        del ours[added]
    del ours["containers"][0]["volumeMounts"]
    assert template == bundled("kubernetes")


@pytest.mark.parametrize("name", ["prefect.yaml", "deploy/prefect.yaml"])
def test_the_deployments_are_valid_for_prefect(root: Path, name: str) -> None:
    content = yaml.safe_load((root / name).read_text())
    for step in content["pull"]:
        ((path, inputs),) = step.items()
        assert callable(from_qualified_name(path))
        assert set(inputs) == {"directory"}
    for deployment in content["deployments"]:
        path, _, flow = deployment["entrypoint"].partition(":")
        assert isinstance(getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), flow), Flow)
        pool = deployment["work_pool"]
        if name.startswith("deploy/"):
            variables = bundled(pool["name"])["variables"]["properties"]
            for variable, value in pool["job_variables"].items():
                kind = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}[
                    variables[variable]["type"]
                ]
                assert isinstance(value, kind), variable
                assert value in variables[variable].get("enum", [value])


def test_the_script_that_registers_parses(deploy: Path) -> None:
    shell = shutil.which("sh")
    assert shell is not None
    assert subprocess.run([shell, "-n", str(deploy / "register.sh")], check=False).returncode == 0
