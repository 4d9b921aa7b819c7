"""What `prefect.yaml` registers is there, once, and every flow is registered."""

import importlib
from pathlib import Path
from typing import Any

import yaml
from prefect import Flow


def deployed(root: Path) -> list[tuple[dict[str, Any], Any]]:
    listed = yaml.safe_load((root / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    found = []
    for deployment in listed:
        path, _, name = deployment["entrypoint"].partition(":")
        assert (root / path).is_file(), path
        found.append((deployment, getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)))
    return found


def test_every_deployment_names_a_flow_and_is_listed_once(root: Path) -> None:
    names = [f"{flow.name}/{deployment['name']}" for deployment, flow in deployed(root)]
    assert {"translate-articles/local", "pull-models/local"} <= set(names)
    assert len(names) == len(set(names))
    assert all(isinstance(flow, Flow) for _, flow in deployed(root))
    assert all(deployment["enforce_parameter_schema"] is True for deployment, _ in deployed(root))


def test_every_flow_of_the_project_is_deployed(root: Path) -> None:
    entrypoints = {deployment["entrypoint"].partition(":")[0] for deployment, _ in deployed(root)}
    flows = {f"flows/{path.name}" for path in (root / "flows").glob("*.py") if "\n@flow" in path.read_text(encoding="utf-8")}
    assert flows == entrypoints


def test_every_field_of_a_form_has_its_words(root: Path) -> None:
    for _, flow in deployed(root):
        for model in flow.parameters.definitions.values():
            for name, field in model.get("properties", {}).items():
                assert field.get("title"), f"{flow.name}: {name}"
                assert field.get("description") or "$ref" in field, f"{flow.name}: {name}"
