"""The demo's people: five whose sign-ins are printed, one administrator a commune or department, and the staff."""

import datetime
import random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from courses.shelves import trainers_of
from organisation.models import Administration, Category, Membership, Post, Unit
from starter.demo.names import invented_name
from starter.province import EMULATION_DIVISION, HOME_AFFAIRS, PROVINCE

PASSWORD = "hoc-de-lam-2026"  # noqa: S105 - printed on the demo's first page, worth nothing elsewhere
HAC_THANH = "X14797"
SINCE = datetime.date(2025, 7, 1)
POSTS = [
    "Công chức phụ trách thi đua, khen thưởng",
    "Công chức văn phòng – thống kê",
    "Viên chức",
    "Giáo viên",
    "Trưởng phòng",
    "Phó Chủ tịch Ủy ban nhân dân",
    "Cán bộ công đoàn",
]
CATEGORY_OF_POST = {
    "Công chức phụ trách thi đua, khen thưởng": Category.PART_TIME,
    "Giáo viên": Category.TEACHER,
    "Trưởng phòng": Category.LEADER,
    "Phó Chủ tịch Ủy ban nhân dân": Category.LEADER,
}

NAMED = [
    ("hocvien", "Lê Thị Hạnh", f"{HAC_THANH}-3", "Công chức phụ trách thi đua, khen thưởng"),
    ("giangvien", "Trịnh Thu Hà", EMULATION_DIVISION, "Viên chức"),
    ("quantri.hacthanh", "Nguyễn Văn Minh", f"{HAC_THANH}-1", "Công chức văn phòng – thống kê"),
    ("quantri.tinh", "Trần Văn Dũng", EMULATION_DIVISION, "Trưởng phòng"),
    ("admin", "Phạm Quốc Khánh", f"{HOME_AFFAIRS}-1", "Công chức văn phòng – thống kê"),
]


@transaction.atomic
def add_named_people() -> dict[str, User]:
    """The five people whose sign-ins the demo prints; the same again returns them."""
    password = make_password(PASSWORD)
    people = {}
    for number, (username, full_name, unit_code, post) in enumerate(NAMED, 1):
        person = User.objects.filter(username=username).first()
        if person is None:
            person = User(
                username=username,
                full_name=full_name,
                staff_code=f"TH{number:06d}",
                password=password,
                is_demo=True,
            )
            person.is_superuser = username == "admin"
            person.save()
            Membership.objects.create(
                user=person,
                unit=Unit.objects.get(code=unit_code),
                post=post_called(post),
                category=category_of(post),
                valid_from=SINCE,
            )
        people[username] = person
    Administration.objects.get_or_create(user=people["quantri.tinh"], unit=Unit.objects.get(code=PROVINCE))
    Administration.objects.get_or_create(
        user=people["quantri.hacthanh"], unit=Unit.objects.get(code=HAC_THANH)
    )
    people["giangvien"].groups.add(trainers_of(Unit.objects.get(code=HOME_AFFAIRS)))
    return people


def category_of(post: str) -> str:
    return CATEGORY_OF_POST.get(post, Category.STAFF)


def post_called(name: str) -> Post:
    return Post.objects.get_or_create(name=name)[0]


@transaction.atomic
def add_staff(count: int, units: list[Unit], chance: random.Random) -> list[tuple[User, Unit]]:
    """So many people over these units, one of each commune or department its administrator; one password hash for all."""
    password = make_password(PASSWORD)
    first = User.objects.count() + 1
    posts = [post_called(name) for name in POSTS]
    places = spread(count, units, chance)
    people = [invented_person(first + offset, password, chance) for offset in range(count)]
    User.objects.bulk_create(people, batch_size=1000)
    Membership.objects.bulk_create(
        (
            Membership(user=person, unit=unit, post=post, category=category_of(post.name), valid_from=SINCE)
            for person, unit, post in zip(people, places, chance.choices(posts, k=count), strict=True)
        ),
        batch_size=1000,
    )
    appoint_administrators(people, places)
    return list(zip(people, places, strict=True))


def invented_person(number: int, password: str, chance: random.Random) -> User:
    person = User(
        username=f"cb{number:06d}",
        full_name=invented_name(chance),
        staff_code=f"TH{number:06d}",
        password=password,
        is_demo=True,
    )
    if chance.random() < 0.35:
        person.email = f"cb{number:06d}@demo.invalid"
    person.derive_from_name()
    return person


def spread(count: int, units: list[Unit], chance: random.Random) -> list[Unit]:
    """Where each works: every unit has somebody as long as there are people, larger bodies have more."""
    weights = [chance.uniform(0.5, 3.0) for _ in units]
    places = list(units[:count]) + chance.choices(units, weights, k=max(0, count - len(units)))
    chance.shuffle(places)
    return places


def appoint_administrators(people: list[User], places: list[Unit]) -> None:
    """The first person met in each commune and department administers it."""
    tops = {unit.path: unit for unit in Unit.objects.filter(depth=2)}
    taken = set(Administration.objects.values_list("unit__path", flat=True))
    appointed = []
    for person, unit in zip(people, places, strict=True):
        top = tops.get(unit.path[: 2 * unit.steplen])
        if top is not None and top.path not in taken:
            taken.add(top.path)
            appointed.append(Administration(user=person, unit=top))
    Administration.objects.bulk_create(appointed)
