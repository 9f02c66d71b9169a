import datetime

import pytest

import clock
from accounts.actions import issue_code
from accounts.codes import ALPHABET, digest_of, grouped, normalised
from accounts.models import SignInCode
from audit.models import Entry
from tests.factories import a_person, a_unit, an_administrator

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)


def test_only_the_digest_of_a_code_is_kept():
    person, administrator = a_person(), an_administrator(a_unit())
    with clock.frozen_at(MORNING):
        code = issue_code(user=person, issued_by=administrator)
    kept = SignInCode.objects.get()
    assert len(code) == 10
    assert set(code) <= set(ALPHABET)
    assert kept.digest == digest_of(code) != code
    assert kept.expires_at == MORNING + datetime.timedelta(hours=72)
    assert code not in str(list(Entry.objects.values()))


def test_a_new_code_ends_the_earlier_ones_of_this_person_only():
    person, other, administrator = a_person(), a_person(), an_administrator(a_unit())
    with clock.frozen_at(MORNING):
        issue_code(user=person, issued_by=administrator)
        issue_code(user=other, issued_by=administrator)
    later = MORNING + datetime.timedelta(hours=1)
    with clock.frozen_at(later):
        issue_code(user=person, issued_by=administrator)
    valid = SignInCode.objects.filter(used_at=None, expires_at__gt=later)
    assert valid.filter(user=person).count() == 1
    assert valid.filter(user=other).count() == 1


@pytest.mark.parametrize("typed", ["ABCDE-FGHJ0", " abcde fghjo ", "abcdefghj0"])
def test_a_code_is_read_as_people_type_it(typed):
    assert normalised(typed) == "ABCDEFGHJ0"
    assert digest_of(typed) == digest_of("ABCDEFGHJ0")


def test_a_code_is_printed_in_two_groups():
    assert grouped("ABCDEFGHJ0") == "ABCDE-FGHJ0"
