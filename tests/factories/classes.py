"""Builders of classes."""

import datetime

from django.utils import timezone

import clock
from classes.actions import make_class, register
from classes.models import ClassPage, Registration, TrainingClass
from courses.actions import content_changed
from tests.factories import a_person, a_unit, an_administrator

DAY = datetime.timedelta(days=1)
HALF_DAY = datetime.timedelta(hours=4)


def a_session(days=7, hours=0, place="Hội trường tầng 2, UBND phường", trainers=(), **fields) -> dict:
    """A session so many days from now, at half past seven and so many hours, as actions take it."""
    morning = timezone.localtime(clock.now()).replace(hour=7, minute=30, second=0, microsecond=0)
    starts = morning + days * DAY + datetime.timedelta(hours=hours)
    return {
        "starts_at": starts,
        "ends_at": starts + HALF_DAY,
        "place": place,
        "topic": "",
        "speaker": "",
        "trainers": list(trainers),
        **fields,
    }


def a_class(unit=None, by=None, seats=2, days=7, title="Tập huấn nghiệp vụ", **fields) -> TrainingClass:
    """A class with one session in a week, open to the unit that organises it."""
    unit = unit or a_unit()
    session = fields.pop("session", None) or a_session(days)
    return make_class(
        unit=unit,
        by=by or an_administrator(unit, is_active=False),
        seats=seats,
        title=title,
        session=session,
        open_to=fields.pop("open_to", [unit]),
        activity=fields.pop("activity", None),
        entry=fields.pop("entry", "open"),
        register_until=fields.pop("register_until", clock.now() + (days - 1) * DAY),
        cancel_until=fields.pop("cancel_until", clock.now() + (days - 1) * DAY),
        decision=fields.pop("decision", ""),
        note=fields.pop("note", ""),
        periods=fields.pop("periods", None),
        **fields,
    )


def a_registration(training_class: TrainingClass, user=None) -> Registration:
    """Somebody of the organising unit registers."""
    user = user or a_person(unit=training_class.unit)
    return register(training_class=training_class, user=user, by=user)


def a_class_activity(course, title="Lớp tập huấn trực tiếp", share=80, **fields) -> ClassPage:
    """A class activity in the first module of a course, which the course's newest edition requires."""
    module = course.get_first_child()
    page = module.add_child(instance=ClassPage(title=title, slug="lop", share=share, **fields))
    content_changed(path=page.path)
    return page
