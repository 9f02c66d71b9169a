"""Many at once: one code lets one in, and guesses made at the same moment are all counted."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from accounts import throttle
from accounts.actions import issue_code, redeem_code
from accounts.models import Slowdown
from audit.models import Entry
from tests.factories import a_person, a_unit, an_administrator


def at_once(act, times):
    """What `act` answers when several threads call it, each with a connection of its own."""

    def in_thread(number):
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(in_thread, range(times)))


def test_of_many_who_use_a_code_at_once_one_gets_in(real_database):
    person = a_person(username="ngocanh")
    code = issue_code(user=person, issued_by=an_administrator(a_unit()))
    found = at_once(lambda _: redeem_code(name="ngocanh", code=code), 16)
    assert [one for one in found if one] == [person]
    assert Entry.objects.filter(verb="sign_in_code.used").count() == 1


def test_of_many_codes_issued_at_once_one_is_good(real_database):
    person, administrator = a_person(username="ngocanh"), an_administrator(a_unit())
    codes = at_once(lambda _: issue_code(user=person, issued_by=administrator), 8)
    found = [redeem_code(name="ngocanh", code=code) for code in codes]
    assert [one for one in found if one] == [person]


def test_of_many_guesses_at_once_five_are_made(real_database):
    made = at_once(lambda _: throttle.begin_try("person:1", throttle.FOR_A_NAME), 24)
    assert sum(made) == 5
    assert Slowdown.objects.get().failures == 5
