"""A backup is one tar file: the database, the files people uploaded, the seal heads, and a manifest with their digests.

SQLite is copied with its own backup interface while people work; PostgreSQL by `pg_dump` (its client tools must be
installed, or stand in the folder PG_BIN). A restore checks every digest before it touches anything.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess  # noqa: S404 - pg_dump and pg_restore with fixed arguments
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, connections

import clock

FORMAT = 1
DATABASE = "database"
SEAL_HEADS = "seal-heads.log"


class UnusableBackup(Exception):
    """The file is no backup of this site, or was damaged; nothing was changed."""


def make_backup(target: Path) -> dict:
    """Write a backup to `target` (a new file) and return its manifest."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        work = Path(folder)
        dump_database(work / DATABASE)
        files = {DATABASE: work / DATABASE}
        if Path(settings.SEAL_HEADS).exists():
            files[SEAL_HEADS] = Path(settings.SEAL_HEADS)
        for folder, root in uploads().items():
            for path in sorted(root.rglob("*")) if root.exists() else []:
                if path.is_file():
                    files[f"{folder}/{path.relative_to(root).as_posix()}"] = path
        manifest = {
            "format": FORMAT,
            "vendor": connection.vendor,
            "made_at": clock.now().isoformat(),
            "files": {name: digest(path) for name, path in files.items()},
        }
        (work / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        unfinished = target.with_suffix(target.suffix + ".part")
        with tarfile.open(unfinished, "w:gz") as archive:
            archive.add(work / "manifest.json", "manifest.json")
            for name, path in files.items():
                archive.add(path, name)
        unfinished.rename(target)
    return manifest


def restore_backup(source: Path) -> dict:
    """Put back what a backup holds: the database replaced, media files added or replaced. Returns the manifest."""
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        work = Path(folder)
        manifest = unpack(source, work)
        if manifest["vendor"] != connection.vendor:
            raise UnusableBackup(
                f"it is of a {manifest['vendor']} database, this site has {connection.vendor}"
            )
        load_database(work / DATABASE)
        if (work / SEAL_HEADS).exists():
            shutil.copy2(work / SEAL_HEADS, settings.SEAL_HEADS)
        for folder, root in uploads().items():
            if (work / folder).exists():
                shutil.copytree(work / folder, root, dirs_exist_ok=True)
    return manifest


def uploads() -> dict[str, Path]:
    """The folders of what people uploaded, by their name in a backup: public files, and those only views hand out."""
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(storages["private"].location)}


def unpack(source: Path, work: Path) -> dict:
    """Unpack a backup into an empty folder and check that every file is what the manifest says."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(work, filter="data")
        manifest = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise UnusableBackup(f"it cannot be read: {error}") from error
    if manifest.get("format") != FORMAT:
        raise UnusableBackup("its format is not known to this release")
    for name, expected in manifest["files"].items():
        path = work / name
        if not path.is_file() or digest(path) != expected:
            raise UnusableBackup(f"{name} is missing or was changed")
    return manifest


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def dump_database(target: Path) -> None:
    """One consistent copy of the whole database, taken while people work."""
    if connection.vendor == "postgresql":
        run_client("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    copy = sqlite3.connect(target)
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.close()


def load_database(source: Path) -> None:
    """Replace the whole database. The site must be stopped; readiness answers 503 until it is started again."""
    if connection.vendor == "postgresql":
        connections.close_all()
        run_client("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source))
        return
    copy = sqlite3.connect(source)
    connection.ensure_connection()
    copy.backup(connection.connection)
    copy.close()
    connections.close_all()


def run_client(program: str, *arguments: str) -> None:
    """Run a PostgreSQL client program against this site's database; the password goes by the environment."""
    database = settings.DATABASES["default"]
    name = connection.settings_dict["NAME"]
    folder = os.environ.get("PG_BIN", "")
    executable = shutil.which(program, path=folder or None)
    if executable is None:
        raise UnusableBackup(
            f"{program} is not installed (Debian: postgresql-client), or set PG_BIN to its folder"
        )
    target = ["--dbname"] if program == "pg_restore" else []
    connect = [f"--host={database['HOST']}"] if database["HOST"] else []
    connect += [f"--port={database['PORT']}"] if database["PORT"] else []
    connect += [f"--username={database['USER']}"] if database["USER"] else []
    ran = subprocess.run(  # noqa: S603
        [executable, *connect, *target, *([name] if target else []), *arguments, *([] if target else [name])],
        env=os.environ | {"PGPASSWORD": database["PASSWORD"]},
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        raise UnusableBackup(f"{program}: {ran.stderr.strip()}")
