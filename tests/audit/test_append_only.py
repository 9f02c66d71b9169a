"""The database itself keeps what is written once, whoever asks it to change a row."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField
from django.urls import reverse

import clock
from audit.actions import log
from audit.append_only import create_triggers, drop_triggers, missing_triggers, protected_tables
from audit.models import Entry
from classes.models import AttendanceMark
from completions.models import CompletionRecord
from quizzes.actions import submit_attempt
from quizzes.decisions.regrades import regrade
from quizzes.essays.marking import mark_essay
from quizzes.models import ArchivedSitting
from tests.factories import a_person, a_revocation, a_sealed_record
from tests.factories.classes import a_class, a_registration
from tests.factories.kinds import a_question_of, a_sitting_of, the_right_answer
from tests.quizzes.test_essays import give


def rows_of_every_protected_table():
    log(actor=a_person(), verb="report.exported")
    a_revocation()
    a_sealed_record()
    a_marked_essay()
    an_archived_sitting()
    a_mark_of_attendance()


def a_mark_of_attendance():
    registration = a_registration(a_class())
    AttendanceMark.objects.create(
        registration=registration,
        session=registration.training_class.sessions.get(),
        number=1,
        is_present=True,
        way=AttendanceMark.Way.LIST,
        marked_by=registration.user,
        marked_at=clock.now(),
    )


def a_marked_essay():
    essay = a_question_of("essay")
    attempt = a_sitting_of(essay)
    give(attempt, 1, the_right_answer(essay))
    submit_attempt(attempt=attempt)
    said = {criterion["id"]: 0 for criterion in essay.current.body["rubric"]}
    marker = a_person()
    mark_essay(attempt=attempt, slot=1, levels=said, comment="", by=marker)
    regrade(quiz=attempt.quiz, question=essay, rule="full", reason="Câu hỏi sai", by=marker)


def an_archived_sitting():
    ArchivedSitting.objects.create(
        source="cũ",
        number=1,
        username="canbo",
        quiz_title="Kiểm tra",
        score=1,
        possible=2,
        pass_mark=50,
        is_complete=True,
        has_passed=True,
        answers=[],
        imported_at=clock.now(),
        imported_by=a_person(),
    )


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_or_remove_what_is_written_once(change):
    rows_of_every_protected_table()
    assert protected_tables()
    for table in protected_tables():
        before = count(table)
        assert before, f"no row of {table} to try it on"
        with connection.cursor() as cursor:
            column = connection.introspection.get_table_description(cursor, table)[0].name
            with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
                cursor.execute(change.format(table=table, column=column))
        assert count(table) == before


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_database_refuses_to_empty_a_table_at_once():
    for table in protected_tables():
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="written once"),
            transaction.atomic(),
        ):
            cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_the_refusal_holds_through_the_models_too():
    rows_of_every_protected_table()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        Entry.objects.update(verb="nothing.happened")
    record = CompletionRecord.objects.first()
    record.post = "Chủ tịch"
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        record.save()


@pytest.mark.django_db
def test_a_missing_trigger_is_named_and_made_again():
    assert missing_triggers() == []
    drop_triggers()
    assert "completions_completionrecord_refuses_update" in missing_triggers()
    assert len(missing_triggers()) == len(protected_tables()) * (
        3 if connection.vendor == "postgresql" else 2
    )
    create_triggers()
    assert missing_triggers() == []


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_trigger_that_was_switched_off_counts_as_missing():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_refuses_delete")
    assert missing_triggers() == ["audit_entry_refuses_delete"]


@pytest.mark.django_db
def test_a_trigger_of_the_same_name_on_another_table_does_not_count():
    drop_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE TRIGGER audit_entry_refuses_update BEFORE UPDATE ON wagtailcore_page "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        else:
            cursor.execute(
                "CREATE TRIGGER audit_entry_refuses_update BEFORE UPDATE ON wagtailcore_page "
                "BEGIN SELECT 1; END"
            )
    assert "audit_entry_refuses_update" in missing_triggers()


def test_the_triggers_survive_a_migration_that_remakes_a_table(real_database, monkeypatch):
    field = Entry._meta.get_field("verb")
    longer = CharField(max_length=90)
    longer.set_attributes_from_name("verb")
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, field, longer)
    if connection.vendor == "sqlite":
        assert missing_triggers() == ["audit_entry_refuses_update", "audit_entry_refuses_delete"]
    call_command("migrate", verbosity=0)
    assert missing_triggers() == []
    log(actor=None, verb="x" * 80)
    with pytest.raises(DatabaseError, match="written once"):
        Entry.objects.filter(at__lte=clock.now()).delete()


@pytest.mark.django_db
def test_a_site_without_its_triggers_says_that_it_is_not_ready(client):
    assert client.get(reverse("ready")).json() == {"ready": True, "problems": []}
    drop_triggers()
    create_triggers()
    with connection.cursor() as cursor:
        on = " ON audit_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_entry_refuses_delete{on}")
    answer = client.get(reverse("ready"))
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "problems": ["trigger audit_entry_refuses_delete"]}
