"""The inbox and the count in the frame of every page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reminders.actions import write_messages
from reminders.models import Message
from reminders.planning import note_reminders

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(people, assign):
    """Two people who were told of a course each."""
    everybody = people(2)
    assign(everybody, days=1)
    note_reminders()
    write_messages()
    return everybody


def test_one_sees_ones_own_messages_and_nobody_elses(client, told):
    mine, theirs = told
    client.force_login(mine)
    shown = client.get(reverse("reminders:inbox")).context["page"].object_list
    assert list(shown) == list(Message.objects.to(mine))
    assert Message.objects.to(theirs).exists()


def test_looking_marks_nothing_the_button_marks_ones_own(client, told):
    mine, theirs = told
    client.force_login(mine)
    client.get(reverse("reminders:inbox"))
    assert Message.objects.unread().count() == 2
    client.post(reverse("reminders:mark_read"))
    assert list(Message.objects.unread()) == list(Message.objects.to(theirs))


def test_the_count_stands_in_the_frame_until_read(client, told):
    client.force_login(told[0])
    assert 'class="count"' in client.get(reverse("help")).content.decode()
    client.post(reverse("reminders:mark_read"))
    assert 'class="count"' not in client.get(reverse("help")).content.decode()


def test_the_inbox_asks_the_same_for_one_and_three(client, told):
    client.force_login(told[0])
    counts = []
    for day in ("2026-11-01", "2026-11-02"):
        client.get(reverse("reminders:inbox"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("reminders:inbox"))
        counts.append(len(asked))
        Message.objects.create(user=told[0], day=day, subject="Thử", lines=[], made_at="2026-11-01T00:00Z")
    assert counts[0] == counts[1]
