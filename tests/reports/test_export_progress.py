"""How far a long file is can be noted while its lines are read, whoever else writes meanwhile. Commits are real here."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections

import clock
from reports import large_exports
from reports.large_exports import Progress, ask_for_export, file_asked
from reports.models import LargeExport
from reports.people import People
from tests.databases import committed_database  # noqa: F401
from tests.factories import an_administrator
from tests.reports.scenes import NOW, Wards


@pytest.fixture
def as_in_production(committed_database, vendor):  # noqa: F811
    """SQLite with its journal beside it, as a site has it: whoever reads stops nobody from writing."""
    if vendor == "sqlite":
        options = connections.settings["default"]["OPTIONS"] | {"init_command": "PRAGMA journal_mode=WAL;"}
        connections.settings["default"] = connections.settings["default"] | {"OPTIONS": options}
        connections["default"] = connections.create_connection("default")


@pytest.fixture
def in_the_middle(as_in_production):
    """A file that is being written: its lines are half read, and somebody has written since they began to be."""
    with clock.frozen_at(NOW):
        wards = Wards()
        wards.learners("Hạc Một", waiting=3)
        chief = an_administrator(wards.hac)
        asked = f"/bao-cao/{wards.hac.pk}/xuat/?bang=nguoi"
        wanted = file_asked(chief, asked)
        made = ask_for_export(by=chief, address=asked, wanted=wanted)
        LargeExport.objects.update(stage=LargeExport.Stage.WRITING)
        lines = People(wanted.inquiry).lines().iterator(1)
        next(lines)
        assert elsewhere(lambda: LargeExport.objects.update(title="Khác")) == 1
        yield made
        assert len(list(lines)) == 2


def elsewhere(act):
    """What it returns in a thread, and so on a connection, of its own."""

    def acted():
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as another:
        return another.submit(acted).result()


def test_progress_is_noted_while_lines_are_read(in_the_middle):
    with Progress(in_the_middle) as progress:
        for number in range(1, 2 * large_exports.STEP + 2):
            progress(number)
    assert elsewhere(lambda: LargeExport.objects.get().done) == 2 * large_exports.STEP


def test_on_sqlite_the_connection_that_reads_could_not_note_it(in_the_middle, vendor):
    if vendor == "postgresql":
        assert large_exports._end(in_the_middle, done=1)
    else:
        with pytest.raises(OperationalError):
            large_exports._end(in_the_middle, done=1)
