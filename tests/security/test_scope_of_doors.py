"""Through every door the reader reaches what a walk up the tree says, and nothing else: lists, searches, filters, pages,
spreadsheets, numbers, requests, mail. For random trees, rights (with roles and last days), records, moves and mergers."""

import io
import re
import zipfile

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
from organisation.models import Unit
from reminders.actions import write_messages
from reminders.delivering import deliver_messages
from reminders.planning import note_reminders
from tests.factories import a_course
from tests.organisation.trees import rolled_back, shapes
from tests.security.doors import MOMENT, Reader, build

pytestmark = pytest.mark.django_db
NAME = re.compile(r"Người (\d)\b")
UNIT = re.compile(r"Đơn vị (\d) /_%")
number = st.integers(min_value=0, max_value=99)
provinces = {
    "shape": shapes(max_units=7, max_people=7),
    "rights": st.lists(number, max_size=3),
    "finishers": st.lists(number, max_size=3),
    "moves": st.lists(st.tuples(number, number), max_size=3),
    "merge": st.none() | number,
}


@pytest.fixture
def course(db, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    with clock.frozen_at(MOMENT):
        return a_course(lessons=1)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(**provinces)
def test_every_door_shows_what_a_walk_up_the_tree_says(course, **drawn):
    with clock.frozen_at(MOMENT), rolled_back():
        try_every_door(build(**drawn, course=course))


def try_every_door(reader: Reader) -> None:
    client = Client()
    client.force_login(reader.user)
    if not reader.units():
        for name in ("organisation:people", "reports:dashboard", "reports:requests"):
            assert client.get(reverse(name)).status_code == 403
    else:
        try_lists(client, reader)
        try_requests(client, reader)
    try_units(client, reader)
    try_people(client, reader)
    try_mail(reader)


def people_in(text: str) -> set[int]:
    return {int(found) for found in NAME.findall(text)}


def page(client, name, *args, **query) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, (name, args)
    return response.content.decode()


def cells(response) -> str:
    """Everything that is written in a workbook."""
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))


def try_lists(client, reader: Reader) -> None:
    """The list of people, whole, searched and narrowed; the list of those in charge."""
    working = reader.working(reader.units())
    assert people_in(page(client, "organisation:people")) == working
    assert people_in(page(client, "organisation:people", q="nguoi")) == working
    for place in range(len(reader.made.people)):
        found = people_in(page(client, "organisation:people", q=f"Người {place}").split("</form>")[-1])
        assert found == working & {place}
    assert people_in(page(client, "organisation:people", trang_thai="chua")) == working
    assert people_in(page(client, "organisation:administrators")) == set()
    seen = {place for place, unit in enumerate(reader.made.units) if unit.pk in reader.units()}
    assert {int(one) for one in UNIT.findall(page(client, "organisation:administrators"))} <= seen
    if reader.acting:
        offered = page(client, "organisation:add_person", q="don vi")
        live = set(Unit.objects.filter(valid_to=None).values_list("pk", flat=True))
        acting = {
            place
            for place, unit in enumerate(reader.made.units)
            if unit.pk in reader.units(acting=True) & live
        }
        assert {int(one) for one in UNIT.findall(offered)} >= acting
        assert set(re.findall(r"\?don_vi=(\d+)", offered)) == {
            str(reader.made.units[place].pk) for place in acting
        }


def try_requests(client, reader: Reader) -> None:
    """Whatever people ask for stands before those who see them, counted and by name."""
    working = reader.working(reader.units())
    unfinished = working - reader.finished()
    for kind, expected in (("", working), ("sai", working), ("dao-tao", working), ("mien", unfinished)):
        shown = client.get(reverse("reports:requests"), {"loai": kind})
        assert people_in(shown.content.decode()) == expected, kind
        deciding = reader.working(reader.units(acting=True))
        may = {NAME.search(str(row.person))[1] for row in shown.context["rows"] if row.form}
        assert may == {str(place) for place in expected & deciding}, kind
        assert shown.context["waiting"] == 2 * len(working) + len(unfinished)


def try_units(client, reader: Reader) -> None:
    """Pages, numbers and spreadsheets of each unit: not found, or exactly what counts there."""
    seen = reader.units()
    for unit in reader.made.units:
        status = 200 if unit.pk in seen else 404
        refused = status if seen else 403
        assert client.get(reverse("organisation:unit", args=[unit.pk])).status_code == refused
        assert client.get(reverse("organisation:people"), {"don_vi": unit.pk}).status_code == refused
        shown = client.get(reverse("reports:unit", args=[unit.pk]))
        assert shown.status_code == status
        if unit.pk not in seen:
            for name in ("reports:people", "reports:export", "reports:volume_workbook"):
                answer = client.get(reverse(name, args=[unit.pk]), {"bang": "nguoi"})
                assert answer.status_code in (403, 404), name
            continue
        below = reader.below(unit.pk)
        counting = reader.counting(below)
        tally = shown.context["tally"]
        assert (tally.required, tally.done) == (len(counting), len(counting & reader.finished()))
        assert people_in(page(client, "reports:people", unit.pk)) == counting
        narrowed = page(client, "organisation:people", don_vi=unit.pk)
        assert people_in(narrowed) == reader.working(below)
        exported = client.get(reverse("reports:export", args=[unit.pk]), {"bang": "nguoi"})
        assert people_in(cells(exported)) == counting
        table = client.get(reverse("reports:volume_workbook", args=[unit.pk]))
        assert people_in(cells(table)) == reader.active(reader.working(below))


def try_people(client, reader: Reader) -> None:
    """The pages of each person: seen, changed, or not found."""
    seen, acted_on = reader.working(reader.units()), reader.working(reader.units(acting=True))
    files = reader.files()
    for place, person in enumerate(reader.made.people):

        def status(name, pk=person.pk):
            return client.get(reverse(name, args=[pk])).status_code

        assert (status("organisation:person") == 200) == (place in seen)
        assert (status("reports:person") == 200) == (place in files)
        for name in ("organisation:leave", "organisation:correct_person", "enrolments:transfer"):
            assert (status(name) == 200) == (place in acted_on), name


def try_mail(reader: Reader) -> None:
    """The digest of the week names nobody, and counts who is overdue where its reader acts."""
    mail.outbox.clear()
    note_reminders()
    write_messages()
    deliver_messages()
    late = reader.active(reader.counting(reader.units(acting=True)) - reader.finished())
    bodies = [one.body for one in mail.outbox if one.to == [reader.user.email]]
    assert [re.findall(r"^(\d+) ", body, re.MULTILINE) for body in bodies] == (
        [[str(len(late))]] if late else []
    )
    assert not people_in("".join(bodies))


# The doors are watched: each of them, opened wider by the test, is found out.


def whole_province(user, acting=False) -> list[str]:
    return list(Unit.objects.filter(depth=1).values_list("path", flat=True))


def everybody(user, acting=False):
    from accounts.models import User

    return User.objects.all()


@pytest.mark.parametrize(
    "door",
    [
        ("organisation.scope.branches_of", whole_province),
        ("organisation.scope.visible_people", everybody),
        ("organisation.scope.manageable_people", everybody),
        ("enrolments.querysets.visible_people", everybody),
        ("completions.querysets.visible_people", everybody),
        ("completions.querysets.branches_of", whole_province),
        ("reminders.words.branches_of", whole_province),
        ("reports.tree.visible_units", lambda user: Unit.objects.all()),
    ],
    ids=lambda door: door[0],
)
def test_a_door_that_opens_wider_is_found_out(course, monkeypatch, door):
    # A root with two children; the reader administers the first, where one works; two work beside it, one has finished.
    drawn = {
        "shape": ([6, 2, 4], [1, 2, 8]),
        "rights": [7],
        "finishers": [1],
        "moves": [],
        "merge": None,
    }
    with clock.frozen_at(MOMENT):
        with rolled_back():
            reader = build(**drawn, course=course)
            assert (len(reader.units()), len(reader.made.units)) == (1, 3)
            try_every_door(reader)
        with rolled_back():
            reader = build(**drawn, course=course)
            monkeypatch.setattr(*door)
            with pytest.raises(AssertionError):
                try_every_door(reader)
