"""The doors beside reports and lists of people: learning files and their PDFs, past training, classes, saved views. For random
trees, rights and moves each shows what a walk up the tree says, and nothing else."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

import clock
from accounts.models import User
from classes.models import Registration, Seat, Session, TrainingClass
from completions.past_actions import rows_of, upload_past_training
from reports.models import SavedView
from tests.completions.test_past_training import a_list
from tests.organisation.trees import rolled_back
from tests.security.doors import DAY, MOMENT, Reader, build
from tests.security.test_scope_of_doors import course, page, people_in, provinces  # noqa: F401

pytestmark = pytest.mark.django_db
CLASS, VIEW = re.compile(r"Lớp ở (\d)\b"), re.compile(r"Xem (\d)\b")


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(**provinces)
def test_every_further_door_shows_what_a_walk_up_the_tree_says(course, **drawn):  # noqa: F811
    with clock.frozen_at(MOMENT), rolled_back():
        try_further_doors(build(**drawn, course=course))


def try_further_doors(reader: Reader) -> None:
    client = Client()
    client.force_login(reader.user)
    try_files(client, reader)
    hold_classes(reader)
    share_views(reader)
    if reader.units():
        try_classes(client, reader)
        try_views(client, reader)
    else:
        for name in ("classes:organised", "reports:saved_views"):
            assert client.get(reverse(name)).status_code == 403
    if reader.acting:
        try_past_training(reader)


def try_files(client, reader: Reader) -> None:
    """Learning files, on screen for everybody, as PDF and workbook for one whose file opens and one whose does not."""
    files = reader.files()
    for place, person in enumerate(reader.made.people):
        answer = client.get(reverse("completions:dossier", args=[person.pk]))
        assert (answer.status_code == 200) == (place in files)
    hidden = set(range(len(reader.made.people))) - files
    for places, status in ((files, 200), (hidden, 404)):
        for place in sorted(places)[:1]:
            for kind in ("pdf", "xlsx"):
                address = reverse("completions:dossier_file", args=[reader.made.people[place].pk, kind])
                assert client.get(address).status_code == status


def hold_classes(reader: Reader) -> None:
    """A class of each of the first three units, for its own people, with everybody who works anywhere on its list."""
    by = User.objects.get(username="goc")
    for place, unit in enumerate(reader.made.units[:3]):
        made = TrainingClass.objects.create(
            title=f"Lớp ở {place}",
            unit=unit,
            register_until=MOMENT - DAY,
            cancel_until=MOMENT - DAY,
            made_by=by,
            made_at=MOMENT,
        )
        made.open_to.add(unit)
        Session.objects.create(
            training_class=made, starts_at=MOMENT + DAY, ends_at=MOMENT + 2 * DAY, place="Hội trường"
        )
        for number, person in enumerate(reader.made.people, 1):
            seat = Seat.objects.create(training_class=made, number=number)
            Registration.objects.create(
                training_class=made, user=person, seat=seat, registered_at=MOMENT, registered_by=by
            )


def try_classes(client, reader: Reader) -> None:
    """The branch's own classes with everybody on the list; those of units above, with the own people alone; no others."""
    made, own = reader.made, reader.units()
    invited = {unit.pk for unit in made.units if any(made.is_within(seen, unit.pk) for seen in own)}
    shown = {int(one) for one in CLASS.findall(page(client, "classes:organised"))}
    assert shown == {place for place, unit in enumerate(made.units[:3]) if unit.pk in own | invited}
    for place, unit in enumerate(made.units[:3]):
        one = TrainingClass.objects.get(title=f"Lớp ở {place}")
        answer = client.get(reverse("classes:manage", args=[one.pk]))
        assert (answer.status_code == 200) == (place in shown)
        if place in shown:
            everybody = set(range(len(made.people)))
            expected = everybody if unit.pk in own else reader.working(own)
            assert people_in(answer.content.decode()) == expected
        acting = unit.pk in reader.units(acting=True)
        changed = client.get(reverse("classes:change", args=[one.pk])).status_code
        assert (changed == 200) == acting


def share_views(reader: Reader) -> None:
    """A view shared with each of the first three units, in turn with its administrators and with everybody."""
    by = User.objects.get(username="goc")
    for place, unit in enumerate(reader.made.units[:3]):
        SavedView.objects.create(
            name=f"Xem {place}",
            address="/bao-cao/",
            owner=by,
            shared_with=unit,
            audience=["administrators", "everybody"][place % 2],
            made_at=MOMENT,
        )


def try_views(client, reader: Reader) -> None:
    """Shared views are found by those who have a right in the branch: to act, or any, as the sharing says."""
    rights = [reader.acting, reader.seeing]
    expected = {
        place
        for place, unit in enumerate(reader.made.units[:3])
        if any(reader.made.is_within(right, unit.pk) for right in rights[place % 2])
    }
    assert {int(one) for one in VIEW.findall(page(client, "reports:saved_views"))} == expected
    for view in SavedView.objects.all():
        answer = client.get(reverse("reports:saved_view", args=[view.pk]))
        assert (answer.status_code != 404) == (int(view.name[-1]) in expected)


def try_past_training(reader: Reader) -> None:
    """A list that names everybody takes those whom the reader is in charge of; every other row is wrong."""
    for place, person in enumerate(reader.made.people):
        User.objects.filter(pk=person.pk).update(staff_code=f"MA-{place}")
    rows = [
        (f"MA-{place}", person.full_name, "Bồi dưỡng 2023", "Học viện", "12/05/2023", "8", "1")
        for place, person in enumerate(reader.made.people)
    ]
    if not rows:
        return
    made = upload_past_training(content=a_list(*rows), file_name="cu.xlsx", source="Sổ cũ", by=reader.user)
    taken = {int(row.staff_code[3:]) for row in rows_of(made) if row.group == "new"}
    assert taken == reader.working(reader.units(acting=True))


# The doors are watched: each of them, opened wider by the test, is found out.


def everything(queryset, *_args, **_kwargs):
    return queryset


@pytest.mark.parametrize(
    "door",
    [
        ("completions.dossier.visible_people", lambda *_: User.objects.all()),
        ("completions.past_training.people_in_charge", lambda *_: User.objects.all()),
        ("classes.querysets.TrainingClassQuerySet.visible_to", everything),
        ("classes.querysets.TrainingClassQuerySet.organised_by", everything),
        ("classes.managing.visible_people", lambda *_: User.objects.all()),
        ("reports.querysets.SavedViewQuerySet.found_by", everything),
    ],
    ids=lambda door: door[0],
)
def test_a_further_door_that_opens_wider_is_found_out(course, monkeypatch, door):  # noqa: F811
    # A root with a child and a stranger's root; the reader administers the child; somebody works in each.
    drawn = {"shape": ([6, 2, 6], [1, 2, 9]), "rights": [1], "finishers": [], "moves": [], "merge": None}
    with clock.frozen_at(MOMENT):
        with rolled_back():
            reader = build(**drawn, course=course)
            assert (len(reader.units()), len(reader.made.units)) == (1, 3)
            try_further_doors(reader)
        with rolled_back():
            reader = build(**drawn, course=course)
            monkeypatch.setattr(*door)
            with pytest.raises(AssertionError):
                try_further_doors(reader)
