"""Activation links by mail: each at most once, with two mailers and one that is killed; with each protection its twin."""

import re
import smtplib

import pytest
from django.core import mail

import clock
from accounts import actions
from accounts.actions import ask_for_links
from accounts.links import digest_of
from accounts.models import ActivationLink, User
from reminders import activating
from reminders.activating import deliver_link, deliver_links, links_waiting
from reminders.channels import EmailChannel
from tests.factories import a_unit, an_administrator
from tests.reminders.test_once import Killed, refuse

LINK = re.compile(r"/tai-khoan/kich-hoat/([\w-]{43})/")


@pytest.fixture
def asked(people):
    """`asked(3)`: links asked for, for so many people."""

    def made(number):
        some = people(number)
        chief = an_administrator(a_unit())
        found = User.objects.filter(pk__in=[one.pk for one in some])
        assert ask_for_links(people=found, asked_by=chief) == number
        return some

    return made


@pytest.mark.django_db
def test_everybody_gets_a_link_of_their_own_and_no_password(asked):
    people = asked(3)
    assert deliver_links() == 3
    assert deliver_links() == 0
    assert [one.to for one in mail.outbox] == [[one.email] for one in people]
    for letter, link in zip(mail.outbox, ActivationLink.objects.order_by("pk"), strict=True):
        [token] = LINK.findall(letter.body)
        assert digest_of(token) == link.digest
        assert (link.outcome, link.expires_at) == ("sent", clock.now() + actions.CODE_LIFETIME)
    assert "09:00, 27/11/2026" in mail.outbox[0].body


@pytest.mark.django_db
def test_whoever_needs_none_any_more_gets_none(asked):
    signed_in, moved, waits = asked(3)
    User.objects.filter(pk=signed_in.pk).update(last_login=clock.now())
    User.objects.filter(pk=moved.pk).update(email="moi@thanhhoa.gov.vn")
    assert deliver_links() == 1
    assert [one.to for one in mail.outbox] == [[waits.email]]
    assert ActivationLink.objects.filter(outcome="needless").count() == 2


# Two mailers have the same links before them.


def mailed_by_two() -> int:
    channel = EmailChannel()
    channel.open()
    for first, second in zip(links_waiting(), links_waiting(), strict=True):
        deliver_link(first, channel)
        deliver_link(second, channel)
    return len(mail.outbox)


@pytest.mark.django_db
def test_two_mailers_send_a_link_once(asked):
    asked(3)
    assert mailed_by_two() == 3


@pytest.mark.django_db
def test_without_the_claim_two_mailers_send_it_twice(asked, monkeypatch):
    asked(3)
    everything = ActivationLink.objects.all
    monkeypatch.setattr(activating, "claim_link", unconditionally(everything))
    assert mailed_by_two() == 6


def unconditionally(links):
    def claim_link(*, link):
        token = actions.random_token()
        links().filter(pk=link.pk).update(
            begun_at=clock.now(), digest=digest_of(token), expires_at=clock.now() + actions.CODE_LIFETIME
        )
        return token

    return claim_link


# A mailer is killed before or after handing the second mail over; another one takes over.


@pytest.mark.parametrize(("handed_over", "mails"), [(True, 4), (False, 3)])
def test_after_a_mailer_was_killed_nobody_is_mailed_twice(
    real_database, asked, monkeypatch, handed_over, mails
):
    asked(4)
    send = EmailChannel.mail

    def dying(self, **letter):
        if len(mail.outbox) == 1 and not handed_over:
            raise Killed
        send(self, **letter)
        if len(mail.outbox) == 2 and handed_over:
            raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(EmailChannel, "mail", dying)
        deliver_links()
    deliver_links()
    deliver_links()
    sent = [one.to[0] for one in mail.outbox]
    assert len(sent) == len(set(sent)) == mails
    assert ActivationLink.objects.filter(outcome="begun").count() == 1, "its administrator sees the doubt"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "outcomes"),
    [
        (smtplib.SMTPRecipientsRefused({}), {"refused": 2}),
        (smtplib.SMTPServerDisconnected(), {"begun": 1, "": 1}),
        (ConnectionResetError(), {"begun": 1, "": 1}),
    ],
)
def test_a_refusal_is_one_persons_a_broken_line_is_everybodys(asked, monkeypatch, error, outcomes):
    def fail(*_):
        raise error

    asked(2)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    assert deliver_links() == 0
    found = list(ActivationLink.objects.values_list("outcome", flat=True))
    assert {outcome: found.count(outcome) for outcome in found} == outcomes


@pytest.mark.django_db
def test_a_server_that_does_not_answer_takes_nothing(asked, monkeypatch):
    asked(2)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.open", refuse, raising=False)
        assert deliver_links() == 0
    assert deliver_links() == 2
