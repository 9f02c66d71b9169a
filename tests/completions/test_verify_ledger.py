"""What the operator is told."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from completions.ledger import public_key
from completions.models import CompletionRecord
from completions.sealing import write_heads
from tests.completions.forging import superuser
from tests.factories import a_sealed_record

pytestmark = pytest.mark.django_db


def verify(**options):
    out, err = StringIO(), StringIO()
    try:
        with translation.override("en"):
            call_command("verify_ledger", stdout=out, stderr=err, **options)
        return 0, out.getvalue(), err.getvalue()
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()


def test_a_sound_ledger_is_said_to_be_sound():
    a_sealed_record()
    write_heads()
    code, out, err = verify()
    assert (code, err) == (0, "")
    assert "1 records, 1 entries, 1 seals" in out
    assert "The ledger is sound." in out


def test_a_changed_row_is_named_and_the_command_fails():
    record = a_sealed_record()
    write_heads()
    with superuser():
        CompletionRecord.objects.update(post="Giám đốc")
    code, out, err = verify()
    assert code == 1
    assert out.startswith(f"record {record.pk}: ")
    assert "1 finding" in err


def test_the_key_that_checks_the_seals_can_be_published():
    code, out, _ = verify(public_key=True)
    assert (code, out.strip()) == (0, public_key())
    assert len(public_key()) == 64
