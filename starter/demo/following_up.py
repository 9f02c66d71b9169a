"""What the demo's administrators have done besides: exemptions and more time, training elsewhere, a merger, saved views."""

import datetime
import random
from decimal import Decimal

from django.db import transaction

import clock
from accounts.models import User
from completions.outside import decide_training, enter_training
from enrolments.actions import ask_dispensation, decide_dispensation, grant_dispensation
from enrolments.models import Enrolment
from organisation.actions.reorganising import draw_up, plan_reorganisation
from organisation.models import Unit
from reports.builder.ready import READY
from reports.keeping import save_view
from starter.demo.people import HAC_THANH
from starter.province import PROVINCE

EXEMPTIONS = ["Nghỉ thai sản", "Nghỉ ốm dài ngày, có giấy của cơ sở y tế", "Đi học tập trung ở nước ngoài"]
EXTENSIONS = ["Đi công tác vùng lũ", "Bàn giao công việc sau sắp xếp đơn vị", "Chăm người thân nằm viện"]
TRAININGS = [
    ("Bồi dưỡng ngạch chuyên viên", "Trường Chính trị tỉnh", 40),
    ("Tập huấn nghiệp vụ thi đua, khen thưởng", "Sở Nội vụ", 16),
    ("Bồi dưỡng kỹ năng số cho cán bộ cấp xã", "Sở Khoa học và Công nghệ", 24),
    ("Bồi dưỡng lãnh đạo cấp phòng", "Trường Chính trị tỉnh", 80),
]
MERGED, INTO, ALSO, LATER = "DN08", "DN07", "DN06", "DN05"
"""Invented enterprises: nothing is said of real units that did not happen."""


@transaction.atomic
def follow_up(*, named: dict[str, User], chance: random.Random) -> int:
    """Do all of it; returns how many exemptions, extensions and trainings there are."""
    province = named["quantri.tinh"]
    made = dispense(by=province, chance=chance) + train_elsewhere(by=province, chance=chance)
    merge(by=province)
    keep_views(named)
    return made


def dispense(*, by: User, chance: random.Random) -> int:
    """Some were exempt or given more time, some were refused, some wait for an answer, two of them in Hạc Thành."""
    idle = Enrolment.objects.open().filter(started_at=None, user__is_active=True).exclude(user=by)
    learning = Enrolment.objects.open().filter(started_at__isnull=False).exclude(user=by)
    for enrolment in some(idle, 6, chance):
        grant_dispensation(
            enrolment=enrolment, kind="exemption", reason=chance.choice(EXEMPTIONS), until=None, by=by
        )
    asked = [*some(learning, 6, chance), *some(learning.filter(unit__code__startswith=HAC_THANH), 2, chance)]
    for place, enrolment in enumerate({one.pk: one for one in asked}.values()):
        until = max(enrolment.due_on, clock.today()) + datetime.timedelta(days=14)
        dispensation = ask_dispensation(
            enrolment=enrolment, kind="extension", reason=chance.choice(EXTENSIONS), until=until
        )
        if place < 4:
            is_granted = place < 3
            answer = "Đồng ý." if is_granted else "Đơn vị đã bố trí người làm thay."
            decide_dispensation(dispensation=dispensation, is_granted=is_granted, answer=answer, by=by)
    return 6 + len(asked)


def train_elsewhere(*, by: User, chance: random.Random) -> int:
    """Training that people entered with its evidence: most approved, one refused, the rest waiting."""
    people = some(User.objects.filter(is_demo=True, is_active=True).exclude(pk=by.pk), 20, chance)
    for place, person in enumerate(people):
        title, organiser, periods = chance.choice(TRAININGS)
        training = enter_training(
            user=person,
            title=title,
            organiser=organiser,
            finished_on=clock.today() - datetime.timedelta(days=chance.randint(5, 40)),
            periods=Decimal(periods),
            evidence=f"Giấy chứng nhận số {chance.randint(100, 999)} (bản trình diễn)",
        )
        if place < 14:
            answer = "" if place else "Chưa kèm bản chụp giấy chứng nhận."
            decide_training(training=training, is_approved=place > 0, answer=answer, by=by)
    return len(people)


def some(found, number: int, chance: random.Random) -> list:
    """So many of these rows, the same for the same seed."""
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    chosen = chance.sample(keys, min(number, len(keys)))
    return list(found.model.objects.filter(pk__in=chosen).order_by("pk"))


def merge(*, by: User) -> None:
    """One merger is in force for three weeks, so that there is a former unit and a structure of then; one is to come."""
    province = Unit.objects.get(code=PROVINCE)
    for decision, days, former, into in [
        ("Quyết định số 01 (bản trình diễn)", -21, MERGED, INTO),
        ("Quyết định số 02 (bản trình diễn)", 35, LATER, ALSO),
    ]:
        drawn = draw_up(
            decision=decision,
            title="Sắp xếp doanh nghiệp",
            effective_on=clock.today() + datetime.timedelta(days=days),
            made_for=province,
            by=by,
            changes=[{"kind": "merge", "units": [former], "into": into}],
        )
        plan_reorganisation(reorganisation=drawn, by=by)


def keep_views(named: dict[str, User]) -> None:
    """Views that the province shares with all its units, and one that a ward keeps for itself."""
    ready = {str(one.query): f"/bao-cao/tu-lap/?{one.query}" for one in READY}
    idle, late, units, certificates, *_ = ready.values()
    province = Unit.objects.get(code=PROVINCE)
    chief = named["quantri.tinh"]
    save_view(
        by=chief, name="Ai quá hạn – xem đầu tuần", address=late, shared_with=province, schedule="weekly"
    )
    save_view(by=chief, name="Kết quả từng đơn vị", address=units, shared_with=province, audience="everybody")
    save_view(by=chief, name="Chứng nhận năm nay", address=certificates, schedule="monthly")
    save_view(by=named["quantri.hacthanh"], name="Phường: ai chưa học", address=idle)
