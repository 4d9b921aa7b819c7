"""What holds for the checkout as a whole: pinned and permissive dependencies, make targets, nothing of one machine in a file."""

import re
import shutil
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; (.+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
TARGETS = ("setup", "demo", "test", "lint", "bench", "bench-qa", "bench-glossary", "ui", "ui-stop", "lock", "help")

# Licences that would bind a work made with the package. The Mozilla licence binds only changes to the package's own files.
COPYLEFT = re.compile(r"(?i)\b(?:A|L)?GPL|GNU (?:Affero|Lesser|Library|General)")
# Packages that offer a choice, and the licence chosen.
CHOSEN = {"text-unidecode": "Artistic License", "tld": "MPL-1.1"}

HOMES = re.compile(r"(?<![\w.])/(?:root|work|home/\w+|Users/\w+)/")
INDEXES = re.compile(r"(?i)pythonhosted|pypi\.org|--(?:extra-)?index-url|--find-links")


def pins(root: Path, lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in (root / lock).read_text(encoding="utf-8").splitlines():
        match = PIN.match(line)
        if match:
            found.setdefault(match[1], set()).add(match[2])
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_a_pin_a_hash_or_a_comment(root: Path, lock: str) -> None:
    hashes = -1
    for line in (root / lock).read_text(encoding="utf-8").splitlines():
        if HASH.match(line):
            hashes += 1
        elif PIN.match(line):
            assert hashes, f"no hash before {line}"
            hashes = 0
        else:
            assert line.lstrip().startswith("#"), line
    assert hashes > 0


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_hold_everything_declared_and_nothing_heavy(root: Path, lock: str) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["build"]]
    if lock == "requirements-dev.lock":
        declared += project["optional-dependencies"]["dev"]
    locked = pins(root, lock)
    names = {re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-") for requirement in declared}
    assert names <= locked.keys(), f"run make lock: {sorted(names - locked.keys())} not in {lock}"
    assert not {"torch", "tensorflow", "transformers", "jax"} & locked.keys()
    assert not [name for name in locked if name.startswith("nvidia-")]


def test_both_locks_pin_the_same_versions(root: Path) -> None:
    runtime, dev = (pins(root, lock) for lock in LOCKS)
    assert {name: versions for name, versions in dev.items() if name in runtime} == runtime


def test_every_runtime_dependency_is_permissive(root: Path) -> None:
    for name in pins(root, "requirements.lock"):
        try:
            package = metadata(name)
        except PackageNotFoundError:
            continue  # for another system or Python
        stated = [package.get("License-Expression") or "", (package.get("License") or "")[:200]]
        stated += [line for line in package.get_all("Classifier", []) if line.startswith("License ::")]
        assert any(stated), f"{name} states no licence"
        if any(COPYLEFT.search(text) for text in stated):
            assert name in CHOSEN, f"{name} is under {stated}"
            assert any(CHOSEN[name] in text for text in stated)


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_its_targets(root: Path, target: str) -> None:
    make = shutil.which("make")
    assert make is not None
    shown = subprocess.run([make, "-n", target], cwd=root, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr


def test_the_help_of_make_lists_every_target(root: Path) -> None:
    shown = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert all(re.search(rf"make {target}\s", shown) for target in TARGETS)


@pytest.mark.parametrize(("shell", "script"), [("sh", "scripts/setup"), ("sh", "scripts/lock"), ("bash", ".ci/run")])
def test_the_shell_scripts_parse_and_can_be_run(root: Path, shell: str, script: str) -> None:
    assert (root / script).stat().st_mode & 0o111
    subprocess.run([shell, "-n", script], cwd=root, check=True)


def test_setting_up_says_which_python_it_needs(root: Path, tmp_path: Path) -> None:
    given = "/no/such/python"
    (tmp_path / "scripts").mkdir()
    shutil.copy(root / "scripts" / "setup", tmp_path / "scripts")
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "cat", "rm"):
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    env = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), "PYTHON": given}
    script = str(tmp_path / "scripts" / "setup")
    done = subprocess.run(["sh", script, "runtime"], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"PYTHON={given} is not a Python 3.11, 3.12 or 3.13" in done.stderr
    assert not (tmp_path / ".venv").exists()


def tracked(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [root / name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def test_no_file_speaks_of_one_machine(root: Path) -> None:
    for path in tracked(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path == Path(__file__):
            continue
        for pattern in (HOMES, INDEXES):
            found = pattern.search(text) if path.suffix != ".csv" else None
            # `scripts/lock` has to name the options that keep addresses out of the locks.
            assert found is None or path.name == "lock", f"{path.relative_to(root)}: {found and found[0]}"


def test_licence_and_notice_are_shipped(root: Path) -> None:
    assert "Apache License" in (root / "LICENSE").read_text(encoding="utf-8")
    assert "samples/articles" in (root / "NOTICE").read_text(encoding="utf-8")
