"""Opening one's account by the link in a mail: once, in time, the newest one only, and by nobody else."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

import clock
from accounts import actions
from accounts.actions import LINKS_A_DAY, ask_for_links, claim_link, issue_code, open_account, redeem_code
from accounts.links import digest_of
from accounts.models import ActivationLink, SignInCode, Slowdown, User
from audit.models import Entry
from tests.databases import at_once
from tests.factories import a_person, a_unit, an_administrator

PAGE = reverse("activate")
NEW = "Con sông Mã chảy qua làng tôi"
MORNING = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)


@pytest.fixture
def person(db):
    return a_person("Nguyễn Thị Ngọc Ánh", username="ngocanh", email="anh@thanhhoa.gov.vn", password=None)


@pytest.fixture
def chief(db):
    return an_administrator(a_unit())


def ask(people, by) -> int:
    ids = [one.pk for one in people]
    return ask_for_links(people=User.objects.filter(pk__in=ids), asked_by=by)


def mailed(person, by) -> str:
    """The token of a link as the mailer sends it."""
    assert ask([person], by) == 1
    return claim_link(link=ActivationLink.objects.waiting().get(user=person))


def follow(client, token):
    """What the reader of the mail sees."""
    return client.get(reverse("open_activation_link", args=[token]), follow=True)


def choose(client, password=NEW):
    return client.post(PAGE, {"password1": password})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_the_link_leads_to_a_password_and_in(client, person, chief):
    token = mailed(person, chief)
    response = follow(client, token)
    assert response.redirect_chain == [(PAGE, 302)], "the token leaves the address"
    shown = response.content.decode()
    assert "Nguyễn T. N. Á." in shown and token not in shown
    assert choose(client)["Location"] == "/"
    assert is_signed_in(client)
    person.refresh_from_db()
    assert person.check_password(NEW)
    entry = Entry.objects.get(verb="activation_link.used")
    assert (entry.actor, entry.object_id) == (person, str(person.pk))


def test_only_the_digest_is_kept(person, chief):
    token = mailed(person, chief)
    assert ActivationLink.objects.get().digest == digest_of(token)
    assert token not in str(list(ActivationLink.objects.values())) + str(list(Entry.objects.values()))


def test_looking_uses_nothing_up(client, person, chief):
    token = mailed(person, chief)
    for _ in range(3):
        follow(Client(), token)
    assert choose(client).status_code == 404, "a browser that never came by the link"
    follow(client, token)
    assert choose(client).status_code == 302


def test_a_poor_password_leaves_the_link_good(client, person, chief):
    follow(client, mailed(person, chief))
    assert choose(client, "ngocanh1").context["form"].errors
    assert choose(client).status_code == 302


def state_shown(client) -> tuple[str, int]:
    response = client.get(PAGE)
    return response.context["state"], response.status_code


def test_a_used_link_says_so(client, person, chief):
    token = mailed(person, chief)
    for number in range(2):
        visitor = Client()
        follow(visitor, token)
        if number:
            assert state_shown(visitor) == ("used", 410)
        choose(visitor, f"{NEW} {number}")
        assert is_signed_in(visitor) is (number == 0)
    person.refresh_from_db()
    assert person.check_password(f"{NEW} 0")


def test_an_old_link_says_so(client, person, chief):
    with clock.frozen_at(MORNING):
        token = mailed(person, chief)
    with clock.frozen_at(MORNING + datetime.timedelta(hours=71, minutes=59)):
        follow(client, token)
        assert state_shown(client) == ("open", 200)
    with clock.frozen_at(MORNING + datetime.timedelta(hours=72)):
        assert state_shown(client) == ("expired", 410)
        choose(client)
    assert not is_signed_in(client)


def test_a_newer_link_ends_the_older_once_it_is_mailed(client, person, chief):
    older = mailed(person, chief)
    follow(client, older)
    ask([person], chief)
    assert state_shown(client) == ("open", 200), "the newer one is not on its way yet"
    newer = claim_link(link=ActivationLink.objects.waiting().get())
    assert state_shown(client) == ("ended", 410)
    choose(client)
    assert not is_signed_in(client)
    follow(client, newer)
    assert choose(client).status_code == 302


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"is_active": False}, "void"),
        ({"email": "khac@thanhhoa.gov.vn"}, "void"),
        ({"last_login": MORNING}, "needless"),
    ],
)
def test_a_link_is_no_better_than_the_account_it_was_for(client, person, chief, change, state):
    follow(client, mailed(person, chief))
    User.objects.filter(pk=person.pk).update(**change)
    assert state_shown(client) == (state, 410)
    choose(client)
    assert not is_signed_in(client)
    assert not User.objects.get(pk=person.pk).check_password(NEW)


def test_whoever_is_somebody_else_closes_it(client, person, chief):
    follow(client, mailed(person, chief))
    assert client.post(PAGE, {"khong_phai_toi": "1"}).context["state"] == "disowned"
    assert state_shown(client) == ("ended", 410)
    assert Entry.objects.filter(verb="activation_link.disowned", object_id=person.pk).count() == 1


def test_an_unknown_link_is_held_against_its_address(client, person, chief):
    good = mailed(person, chief)
    follow(client, "x" * 43)
    assert state_shown(client) == ("unknown", 404)
    assert Slowdown.objects.get().failures == 2
    Slowdown.objects.update(wait_until=clock.now() + datetime.timedelta(minutes=1))
    assert follow(client, good).status_code == 429


def test_whoever_is_signed_in_is_asked_first(client, person, chief):
    client.force_login(a_person())
    assert follow(client, mailed(person, chief)).context["state"] == "signed_in"
    assert choose(client).context["state"] == "signed_in"
    assert not User.objects.get(pk=person.pk).has_usable_password()


def test_the_printed_code_ends_with_the_link(client, person, chief):
    code = issue_code(user=person, issued_by=chief)
    assert SignInCode.objects.filter(used_at=None).count() == 1
    follow(client, mailed(person, chief))
    choose(client)
    assert redeem_code(name="ngocanh", code=code) is None


def test_nobody_is_asked_for_twice_nor_without_need(person, chief):
    others = {
        "no address": a_person(),
        "signed in": a_person(email="a@x.vn", last_login=MORNING),
        "locked": a_person(email="b@x.vn", is_active=False),
    }
    assert ask([person, *others.values()], chief) == 1
    assert ask([person], chief) == 0, "one waits already"
    assert ActivationLink.objects.get().user == person
    assert Entry.objects.filter(verb="activation_link.asked").count() == 1


def test_a_person_is_sent_three_a_day(person, chief):
    with clock.frozen_at(MORNING):
        for _ in range(LINKS_A_DAY):
            mailed(person, chief)
        assert ask([person], chief) == 0
    with clock.frozen_at(MORNING + datetime.timedelta(days=1)):
        assert ask([person], chief) == 1


# Two who read the same open link before either uses it.


def opened_by_two(person, chief) -> list[bool]:
    mailed(person, chief)
    first, second = (ActivationLink.objects.get() for _ in range(2))
    assert {one.state(clock.now()) for one in (first, second)} == {"open"}
    return [open_account(link=one, password=NEW) is not None for one in (first, second)]


def test_of_two_who_have_the_link_open_one_gets_in(person, chief):
    assert opened_by_two(person, chief) == [True, False]


def test_without_the_condition_both_get_in(person, chief, monkeypatch):
    def use_up(link, moment):
        return bool(ActivationLink.objects.filter(pk=link.pk).update(used_at=moment))

    monkeypatch.setattr(actions, "_use_up", use_up)
    assert opened_by_two(person, chief) == [True, True]


def test_of_many_who_open_an_account_at_once_one_does(real_database):
    person = a_person(username="ngocanh", email="anh@thanhhoa.gov.vn")
    mailed(person, an_administrator(a_unit()))
    link = ActivationLink.objects.get()
    found = at_once(8, lambda number: open_account(link=link, password=f"{NEW} {number}"))
    assert [one for one in found if one] == [person]
    assert Entry.objects.filter(verb="activation_link.used").count() == 1
