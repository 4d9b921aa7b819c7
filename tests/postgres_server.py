"""A real PostgreSQL server for tests, started on a free port of the loopback; Debian's package `postgresql` has the programs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "a secret: ' \" % word"
USER = "postgres"  # a server does not run as root


def program(name: str) -> str | None:
    return shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))[-1:]), None
    )


@contextmanager
def serving() -> Iterator[str | None]:
    """The address of a server with an empty database, whose password is PASSWORD; None where there is no PostgreSQL."""
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if not (initdb and pg_ctl):
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="dragoman-pg-"))
    (home / "password").write_text(PASSWORD)
    account: dict[str, str] = {}
    if os.geteuid() == 0:
        for path in (home, home / "password"):
            shutil.chown(path, USER)
        account = {"user": USER}
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]

    def call(*words: str) -> None:
        subprocess.run(words, cwd=home, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **account)  # type: ignore[call-overload]

    data = str(home / "data")
    secret = ["--auth=scram-sha-256", f"--pwfile={home / 'password'}"]
    call(initdb, "-D", data, "-U", "desk", "-E", "UTF8", "--no-sync", *secret)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    call(pg_ctl, "-D", data, "-w", "-t", "60", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield f"postgresql://desk@127.0.0.1:{port}/postgres"
    finally:
        call(pg_ctl, "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
