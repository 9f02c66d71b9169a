"""The demo's face-to-face classes: one that was held, two to come of which one is full, one that was called off."""

import datetime
import random

from django.db import transaction
from django.utils import timezone

import clock
from accounts.models import User
from classes.actions import add_session, cancel_class, make_class, note_attendance, register
from classes.models import ClassPage, Registration, TrainingClass
from courses.actions import content_changed
from courses.models import CoursePage, ModulePage
from organisation.models import Membership, Unit
from starter.demo.people import HAC_THANH
from starter.province import PROVINCE

HALL = "Hội trường tầng 2, Sở Nội vụ, phường Hạc Thành"
WARD_HALL = "Phòng họp tầng 3, Ủy ban nhân dân phường Hạc Thành"
DAY = datetime.timedelta(days=1)
WAITING = 3
"""How many find the ward's class full."""

PRESENT = 0.88
"""The share of people who came to a session."""


@transaction.atomic
def add_classes(*, named: dict[str, User], people: list[tuple[User, Unit]], chance: random.Random) -> int:
    """Make the classes with their people; returns how many."""
    province, ward = Unit.objects.get(code=PROVINCE), Unit.objects.get(code=HAC_THANH)
    head, trainer, chief = (named[name] for name in ("quantri.tinh", "giangvien", "quantri.hacthanh"))
    everybody = [person for person, _ in people]
    chance.shuffle(everybody)
    own = Membership.objects.present().within(ward).exclude(user__in=named.values())
    neighbours = list(User.objects.filter(pk__in=own.values("user")).order_by("pk")[:15])
    activity = class_activity()
    held = _held(province, head, trainer, everybody[:36], chance)
    coming = _class(
        "Tập huấn thẩm định hồ sơ khen thưởng cấp xã, đợt 2",
        *(province, head, 60, 9),
        session={"place": HALL, "trainers": [trainer], "topic": "Thực hành trên hồ sơ thật"},
        activity=activity,
        decision="Kế hoạch (bản trình diễn)",
        note="Mang theo một bộ hồ sơ của đơn vị. Có chỗ để xe ở sân sau.",
    )
    for person in [named["hocvien"], *everybody[36:70]]:
        register(training_class=coming, user=person, by=person)
    full = _class(
        "Viết báo cáo thành tích: từ số liệu đến câu chữ",
        *(ward, chief, max(1, len(neighbours) - WAITING), 5),
        session={"place": WARD_HALL, "speaker": "Báo cáo viên Trường Chính trị tỉnh"},
    )
    for person in neighbours:
        register(training_class=full, user=person, by=person)
    off = _class("Sơ kết phong trào thi đua quý IV", *(ward, chief, 40, 12), session={"place": WARD_HALL})
    cancel_class(training_class=off, by=chief, reason="Gộp với hội nghị tổng kết năm.")
    return len([held, coming, full, off])


def class_activity() -> ClassPage | None:
    """A class as an optional activity of the course about dossiers: its page shows which classes are held for it."""
    course = CoursePage.objects.live().filter(title__startswith="Hồ sơ").first()
    module = ModulePage.objects.live().child_of(course).last() if course else None
    if module is None:
        return None
    page = module.add_child(
        instance=ClassPage(
            title="Lớp thực hành thẩm định hồ sơ",
            slug="lop-thuc-hanh",
            introduction="Thẩm định theo nhóm một bộ hồ sơ thật, có giảng viên của Sở Nội vụ.",
            periods=4,
            is_required=False,
        )
    )
    page.save_revision().publish()
    content_changed(path=page.path)
    return page


def _held(province, head, trainer, people, chance) -> TrainingClass:
    """A class of three weeks ago with two sessions: most came, by code or by the trainer's list."""
    with clock.frozen_at(clock.now() - 30 * DAY):
        held = _class(
            "Tập huấn nghiệp vụ thi đua, khen thưởng cho cán bộ cấp xã, đợt 1",
            *(province, head, 40, 9),
            session={"place": HALL, "trainers": [trainer], "topic": "Điểm mới của pháp luật"},
            decision="Kế hoạch (bản trình diễn)",
            periods=8,
        )
        morning = held.sessions.get()
        afternoon = {
            "starts_at": morning.starts_at + datetime.timedelta(hours=6),
            "ends_at": morning.ends_at + datetime.timedelta(hours=6),
            "place": HALL,
            "topic": "Hồ sơ và thủ tục",
            "speaker": "",
            "trainers": [trainer],
        }
        add_session(training_class=held, by=head, **afternoon)
        for person in people:
            register(training_class=held, user=person, by=person)
    for session in held.sessions.all():
        seated = list(Registration.objects.seated().filter(training_class=held).order_by("pk"))
        present = {one.pk: True for one in seated if chance.random() < PRESENT}
        with clock.frozen_at(session.starts_at + datetime.timedelta(minutes=10)):
            note_attendance(session=session, present=present, by=trainer, way="list")
    return held


def _class(title, unit, by, seats, days, *, session, **terms) -> TrainingClass:
    """A class with one session, a morning so many days from now; registration ends two days before."""
    morning = timezone.localtime(clock.now()).replace(hour=7, minute=30, second=0, microsecond=0)
    starts = morning + days * DAY
    ends = starts.replace(hour=23, minute=59, second=59) - DAY
    return make_class(
        title=title,
        unit=unit,
        by=by,
        seats=seats,
        open_to=[unit],
        session={
            "starts_at": starts,
            "ends_at": starts + datetime.timedelta(hours=4),
            "topic": "",
            "speaker": "",
            "trainers": [],
            "place": "",
            **session,
        },
        entry=TrainingClass.Entry.OPEN,
        register_until=ends - DAY,
        cancel_until=ends,
        **{"activity": None, "decision": "", "periods": None, "note": "", **terms},
    )
