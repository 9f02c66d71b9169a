"""What a report can be about, and the columns of each: people, what they learn, units, courses, activities, attempts.

Each subject begins with what the reader may see; filters narrow it. To offer a new column, add it to one of these lists.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from completions.models import ActivityProgress
from enrolments.models import Enrolment
from organisation.models import Category, Membership, Unit
from quizzes.models import Attempt, Result
from reports.builder import columns
from reports.builder.columns import Column
from reports.rollup import conditions


@dataclass(frozen=True)
class Subject:
    """`rows(question)`: the lines the reader may see, filtered; None where they are added up in memory (`units`).

    `keys`: where a line is a sum, what it is a sum of. `numbers`: what a group of lines is counted by.
    `filters`: the fields of the form that narrow it; `order`: the fields its lines stand in the order of.
    """

    key: str
    label: str | Promise
    rows: Callable[[object], QuerySet] | None
    columns: tuple[Column, ...]
    first: tuple[str, ...]
    order: tuple[str, ...]
    filters: tuple[str, ...]
    keys: tuple[str, ...] = ()
    numbers: tuple[Column, ...] = ()


def number(key: str, label, value) -> Column:
    return Column(key, label, value, "number", 12)


def counted(key: str, label) -> Column:
    """One of the numbers of enrolments, as everywhere in the reports."""
    return number(key, label, lambda question: Count("pk", filter=conditions(question.day)[key]))


COUNTED = (
    number("required", _("Have to learn"), Count("pk")),
    counted("done", _("Finished")),
    counted("learning", _("Is learning")),
    counted("waiting", _("Not begun")),
    counted("soon", _("Due within 7 days")),
    counted("late", _("Overdue")),
)


def share(done, required) -> Case:
    """Done of required, a share of one; nothing where nothing is required."""
    return Cast(done, FloatField()) / NullIf(Cast(required, FloatField()), Value(0.0))


# People


def people(question) -> QuerySet:
    found = Membership.objects.present().primary().filter(question.branch("unit__path"), user__is_active=True)
    if question.asked["loai_nv"]:
        found = found.filter(category=question.asked["loai_nv"])
    if question.asked["q"]:
        found = found.filter(
            user__in=get_user_model().objects.matching(question.asked["q"]).order_by().values("pk")
        )
    if question.asked["trang_thai"]:
        learns = duties_of(question, OuterRef("user")).filter(question.state())
        found = found.filter(Exists(learns))
    return found


def duties_of(question, user) -> QuerySet:
    """The enrolments of one person that the filters leave."""
    return question.of_course(Enrolment.objects.counted().filter(user=user))


def how_many(key: str, label) -> Column:
    """How many of a person's enrolments are in a state."""

    def counted_of(question):
        found = duties_of(question, OuterRef("user"))
        if key != "required":
            found = found.filter(conditions(question.day)[key])
        rows = found.order_by().values("user").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(rows), 0)

    return number(key, label, counted_of)


PERSON = (
    Column("ten", _("Full name"), "user__full_name", width=30, sorts_by="user__sort_key"),
    Column("ma", _("Staff code"), "user__staff_code", width=14),
)


def unit_column(path: str) -> Column:
    return Column(
        "don_vi",
        _("Unit"),
        f"{path}_id",
        width=40,
        words=columns.place_of_unit,
        sorts_by=f"{path}__sort_key",
        groups=True,
    )


OF_PEOPLE = (
    *PERSON,
    Column("chuc_vu", _("Post"), "post__name", width=28, groups=True),
    Column(
        "loai_nv",
        _("Category of staff"),
        "category",
        width=28,
        words=columns.choice(Category.choices),
        groups=True,
    ),
    unit_column("unit"),
    Column("dang_nhap", _("Last signed in"), "user__last_login", "datetime", 18),
    how_many("required", _("Have to learn")),
    how_many("done", _("Finished")),
    how_many("waiting", _("Not begun")),
    how_many("late", _("Overdue")),
)


# What people learn: one line a person, course and round


def learning(question) -> QuerySet:
    found = question.of_course(Enrolment.objects.counted().filter(question.branch("unit__path")))
    found = question.within(found, "closed_at")
    if question.asked["trang_thai"]:
        found = found.filter(question.state())
    if question.asked["loai_nv"]:
        work = Membership.objects.present().primary().filter(category=question.asked["loai_nv"])
        found = found.filter(Exists(work.filter(user=OuterRef("user"))))
    if question.asked["q"]:
        people_called = get_user_model().objects.matching(question.asked["q"])
        found = found.filter(user__in=people_called.order_by().values("pk"))
    return found


STATE = Case(
    When(closed_as="completed", then=Value("completed")),
    When(started_at__isnull=False, then=Value("begun")),
    default=Value(""),
)
OF_LEARNING = (
    *PERSON,
    unit_column("unit"),
    Column("khoa", _("Course"), "course__title", width=44, groups=True),
    Column("ky", _("Plan"), "assignment__plan__title", width=36, groups=True),
    Column(
        "dien",
        _("Duty"),
        "is_mandatory",
        words=columns.yes_or_no(_("mandatory"), _("chosen")),
        groups=True,
    ),
    Column("trang_thai", _("State"), STATE, words=columns.state, groups=True),
    Column("han", _("Due on"), "due_on", "date", 13, groups=True),
    Column("mo", _("First opened"), "started_at", "datetime", 18),
    Column("xong", _("Finished at"), "closed_at", "datetime", 18),
    Column("diem", _("Result"), share(F("record__score"), Value(100)), "percent", 12),
    Column("chung_nhan", _("Certificate"), "record__certificate__number", width=20),
    Column("tiet", _("Periods"), "record__certificate__credited_periods", "number", 10),
)


# Units, courses, activities: sums


OF_UNITS = (
    Column("don_vi", _("Unit"), "", width=48),
    Column("loai", _("Kind of unit"), "", width=18, words=columns.choice(Unit.Kind.choices)),
    *COUNTED,
    Column("ty_le", _("Share finished"), "", "percent", 12),
)


def courses(question) -> QuerySet:
    found = Enrolment.objects.counted().filter(question.branch("unit__path"))
    return question.within(question.of_course(found), "closed_at")


OF_COURSES = (
    Column("khoa", _("Course"), "course__title", width=48),
    *COUNTED,
    Column(
        "ty_le",
        _("Share finished"),
        lambda question: share(Count("pk", filter=Q(closed_as="completed")), Count("pk")),
        "percent",
        12,
    ),
)


def activities(question) -> QuerySet:
    held = question.of_course(Enrolment.objects.counted().filter(question.branch("unit__path")))
    return ActivityProgress.objects.filter(enrolment__in=held.order_by().values("pk"))


OF_ACTIVITIES = (
    Column("khoa", _("Course"), "enrolment__course__title", width=40),
    Column("hoat_dong", _("Activity"), "activity__title", width=48),
    number("mo", _("Opened"), Count("pk")),
    number("xong", _("Finished"), Count("done_at")),
)


# Attempts


def attempts(question) -> QuerySet:
    """Of the people who work in the branch today, as on a person's page."""
    found = Attempt.objects.filter(
        question.branch("user__memberships__unit__path"),
        user__memberships__valid_to=None,
        user__memberships__is_primary=True,
    )
    if question.asked["khoa"]:
        found = found.filter(enrolment__course=int(question.asked["khoa"]))
    if question.asked["q"]:
        people_called = get_user_model().objects.matching(question.asked["q"])
        found = found.filter(user__in=people_called.order_by().values("pk"))
    return question.within(found, "started_at").annotate(**newest_result())


def newest_result() -> dict[str, Subquery]:
    newest = Result.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    return {
        name: Subquery(newest.values(name)[:1])
        for name in ("score", "maximum", "has_passed", "is_provisional")
    }


OF_ATTEMPTS = (
    *PERSON,
    unit_column("user__memberships__unit"),
    Column("khoa", _("Course"), "enrolment__course__title", width=40, groups=True),
    Column("bai", _("Quiz"), "quiz__title", width=40, groups=True),
    number("lan", _("Attempt"), "number"),
    Column(
        "trang_thai",
        _("State"),
        "state",
        words=columns.choice(Attempt.State.choices),
        groups=True,
    ),
    Column("bat_dau", _("Begun at"), "started_at", "datetime", 18),
    Column("nop", _("Handed in at"), "closed_at", "datetime", 18),
    Column("diem", _("Result"), share(F("score"), F("maximum")), "percent", 12),
    Column(
        "dat",
        _("Passed"),
        "has_passed",
        words=columns.yes_or_no(_("yes"), _("no")),
        groups=True,
    ),
)


NUMBERS_OF_ATTEMPTS = (
    number("luot", _("Attempts"), Count("pk")),
    number("nguoi", _("People"), Count("user", distinct=True)),
    number("dat", _("Passed"), Count("pk", filter=Q(has_passed=True))),
)


NUMBERS_OF_PEOPLE = (number("so", _("People"), Count("pk")),)


PEOPLE_ORDER = ("user__sort_key", "user_id", "pk")
OF_LEARNING_FILTERS = ("khoa", "ky", "dien", "trang_thai", "loai_nv", "tu", "den", "q")

SUBJECTS = {
    subject.key: subject
    for subject in (
        Subject(
            "luot-hoc",
            _("Who learns what"),
            learning,
            OF_LEARNING,
            ("ten", "ma", "don_vi", "khoa", "trang_thai", "han", "xong"),
            PEOPLE_ORDER,
            OF_LEARNING_FILTERS,
            numbers=COUNTED,
        ),
        Subject(
            "nguoi",
            _("People"),
            people,
            OF_PEOPLE,
            ("ten", "ma", "chuc_vu", "don_vi", "required", "done", "late"),
            PEOPLE_ORDER,
            ("khoa", "ky", "dien", "trang_thai", "loai_nv", "q"),
            numbers=NUMBERS_OF_PEOPLE,
        ),
        Subject(
            "don-vi",
            _("Units"),
            None,
            OF_UNITS,
            ("don_vi", "loai", "required", "done", "late", "ty_le"),
            (),
            ("khoa", "ky", "dien", "tu", "den"),
        ),
        Subject(
            "khoa",
            _("Courses"),
            courses,
            OF_COURSES,
            ("khoa", "required", "done", "late", "ty_le"),
            ("course__title", "course_id"),
            ("khoa", "ky", "dien", "tu", "den"),
            keys=("course_id",),
        ),
        Subject(
            "hoat-dong",
            _("Activities"),
            activities,
            OF_ACTIVITIES,
            ("khoa", "hoat_dong", "mo", "xong"),
            ("enrolment__course__title", "activity__path", "activity_id"),
            ("khoa", "ky", "dien"),
            keys=("activity_id",),
        ),
        Subject(
            "luot-lam",
            _("Attempts"),
            attempts,
            OF_ATTEMPTS,
            ("ten", "don_vi", "bai", "lan", "nop", "diem", "dat"),
            PEOPLE_ORDER,
            ("khoa", "tu", "den", "q"),
            numbers=NUMBERS_OF_ATTEMPTS,
        ),
    )
}
