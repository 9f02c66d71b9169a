"""A province with two wards, each with its administrator, and whom else the pages are asked by."""

from dataclasses import dataclass

import pytest

from accounts.models import User
from organisation.models import Unit
from tests.factories import a_person, a_unit, an_administrator


@dataclass
class Scene:
    """`ward` is administered by `chief` and read by `observer`; `other` is its sibling."""

    province: Unit
    ward: Unit
    office: Unit
    other: Unit
    head: User
    chief: User
    observer: User
    sibling: User
    person: User
    stranger: User


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def scene(db) -> Scene:
    province = a_unit("Tỉnh Thanh Hóa", kind="province")
    ward = a_unit("Phường Hạc Thành", province, kind="ward")
    office = a_unit("Phòng Văn hóa – Xã hội", ward, kind="division")
    province.refresh_from_db()
    other = a_unit("Phường Sầm Sơn", province, kind="ward")
    ward.refresh_from_db()
    return Scene(
        province=province,
        ward=ward,
        office=office,
        other=other,
        head=an_administrator(province, full_name="Lê Văn Tỉnh"),
        chief=an_administrator(ward, full_name="Trần Văn Dũng"),
        observer=an_administrator(ward, role="observer", full_name="Phạm Quan Sát"),
        sibling=an_administrator(other, full_name="Vũ Văn Bên"),
        person=a_person("Nguyễn Thị Ngọc Ánh", unit=office, staff_code="TH-ANH"),
        stranger=a_person("Hoàng Xa Lạ", unit=other, staff_code="TH-LA"),
    )


@pytest.fixture
def signed_in(client):
    """Sign in and return the client: `signed_in(scene.chief).get(…)`."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
