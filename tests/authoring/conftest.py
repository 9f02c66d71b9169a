"""Two shelves with a trainer each, and the people around them."""

import pytest

from courses.models import CoursePage
from courses.shelves import open_shelf, trainers_of
from tests.factories import a_person, a_unit, the_catalogue


def a_trainer(unit, **fields):
    """A member of the trainers' group of a unit that has a shelf."""
    person = a_person(unit=unit, **fields)
    person.groups.add(trainers_of(unit))
    return person


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def unit(db):
    return a_unit(name="Sở Nội vụ", kind="department")


@pytest.fixture
def shelf(unit):
    return open_shelf(unit=unit, catalogue=the_catalogue(), slug="so-noi-vu")


@pytest.fixture
def foreign_unit(db):
    return a_unit(name="Sở Y tế", kind="department")


@pytest.fixture
def foreign_shelf(foreign_unit, shelf):
    return open_shelf(unit=foreign_unit, catalogue=the_catalogue(), slug="so-y-te")


@pytest.fixture
def trainer(unit, shelf):
    return a_trainer(unit, full_name="Lê Thị Giảng")


@pytest.fixture
def foreign_trainer(foreign_unit, foreign_shelf):
    return a_trainer(foreign_unit, full_name="Phạm Văn Khác")


@pytest.fixture
def chief(db):
    """A superuser."""
    return a_person(full_name="Quản Trị Tỉnh", is_superuser=True)


@pytest.fixture
def as_trainer(client, trainer):
    client.force_login(trainer)
    return client


@pytest.fixture
def as_foreign_trainer(client, foreign_trainer):
    client.force_login(foreign_trainer)
    return client


@pytest.fixture
def as_chief(client, chief):
    client.force_login(chief)
    return client


@pytest.fixture
def draft_course(shelf) -> CoursePage:
    """A course nobody has published, without modules."""
    return shelf.add_child(
        instance=CoursePage(title="Khóa đang soạn", slug="dang-soan", summary="Đang soạn.", live=False)
    )
