"""The certificate, on its page and to whoever verifies it."""

import datetime

import pytest
from django.urls import reverse

import clock
from audit.models import Entry
from completions.actions import forget_name
from completions.codes import grouped, random_code
from completions.models import Certificate, Revocation
from tests.factories import a_course, a_person, a_record, a_revocation, a_unit, an_administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    province = a_unit(name="Tỉnh Thanh Hóa", kind="province")
    commune = a_unit(name="Ủy ban nhân dân phường Hạc Thành", parent=province)
    return a_record(
        user=a_person("Nguyễn Thị Ngọc Ánh", unit=commune), course=a_course("Khóa nền tảng", lessons=1)
    )


def page(client, record, name="certificate"):
    return client.get(reverse(f"completions:{name}", args=[record.certificate.code]))


def text_of(response):
    return " ".join(response.content.decode().split())


# Who may see it


def test_its_owner_sees_the_certificate(client, record):
    client.force_login(record.user)
    response = page(client, record)
    assert response.status_code == 200
    for words in (
        "Nguyễn Thị Ngọc Ánh",
        "Khóa nền tảng",
        "Ủy ban nhân dân phường Hạc Thành",
        "ỦY BAN NHÂN DÂN TỈNH THANH HÓA",
    ):
        assert words in text_of(response)
    assert response["Cache-Control"] == "private, no-store"


def test_the_branch_of_the_record_and_the_branch_of_the_person_see_it(client, record, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    elsewhere = a_unit(name="Xã khác")
    for administrator in (
        an_administrator(record.unit),
        an_administrator(record.unit.get_parent(), role="observer"),
    ):
        client.force_login(administrator)
        assert page(client, record).status_code == 200
        assert page(client, record, "certificate_pdf").status_code == 200
    new_head = an_administrator(elsewhere)
    client.force_login(new_head)
    assert page(client, record).status_code == 404
    membership = record.user.memberships.get()
    membership.unit = elsewhere
    membership.save()
    assert page(client, record).status_code == 200


def test_the_certificate_of_somebody_else_is_not_found(client, record, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    for other in (a_person(unit=record.unit), an_administrator(a_unit(parent=record.unit.get_parent()))):
        client.force_login(other)
        for name in ("certificate", "certificate_pdf", "revoke"):
            assert page(client, record, name).status_code == 404


def test_a_stranger_signs_in_first(client, record):
    for name in ("certificate", "certificate_pdf", "revoke"):
        assert page(client, record, name)["Location"].startswith(reverse("account_login"))


def test_the_code_may_be_typed_in_groups(client, record):
    client.force_login(record.user)
    code = grouped(record.certificate.code).lower()
    assert client.get(reverse("completions:certificate", args=[code])).status_code == 200


# What it says


def test_it_says_what_was_true_when_it_was_issued(client, record):
    record.user.full_name = "Tên Mới"
    record.user.save()
    type(record.course).objects.filter(pk=record.course_id).update(title="Tên khóa mới")
    type(record.unit).objects.filter(pk=record.unit_id).update(name="Xã Mới")
    client.force_login(record.user)
    words = text_of(page(client, record))
    article = words[words.index("<article") : words.index("</article>")]
    assert "Nguyễn Thị Ngọc Ánh" in article
    assert "Khóa nền tảng" in article
    assert "Ủy ban nhân dân phường Hạc Thành" in article
    assert "Mới" not in article


def test_a_revoked_certificate_shows_it_at_once(client, record):
    client.force_login(record.user)
    assert "ĐÃ THU HỒI" not in text_of(page(client, record))
    with clock.frozen_at(datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC)):
        a_revocation(record, reason="Ghi nhầm người.")
    words = text_of(page(client, record))
    assert "ĐÃ THU HỒI 24/11/2026" in words
    assert "Ghi nhầm người." in words


def test_names_are_text(client, record):
    Certificate.objects.update(full_name='"><script>alert(1)</script>', unit_name="{{ 7|add:7 }}")
    client.force_login(record.user)
    words = text_of(page(client, record))
    assert "<script>alert" not in words
    assert "{{ 7|add:7 }}" in words


# Taking it back


def test_whoever_acts_for_the_branch_takes_it_back_with_a_reason(client, record, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    administrator = an_administrator(record.unit)
    client.force_login(administrator)
    url = reverse("completions:revoke", args=[record.certificate.code])
    assert url in text_of(page(client, record))
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": "  "}).status_code == 200
    assert not Revocation.objects.exists()
    assert client.post(url, {"reason": "Ghi nhầm người."})["Location"] == reverse(
        "completions:certificate", args=[record.certificate.code]
    )
    revocation = Revocation.objects.get()
    assert (revocation.record, revocation.revoked_by, revocation.reason) == (
        record,
        administrator,
        "Ghi nhầm người.",
    )
    assert Entry.objects.get(verb="record.revoked").address == "127.0.0.1"
    assert client.post(url, {"reason": "Lần nữa"}).status_code == 404


def test_observers_and_the_person_themself_take_nothing_back(client, record, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    observer = an_administrator(record.unit, role="observer")
    own = a_record(user=an_administrator(record.unit), course=record.course)
    for person, theirs in ((observer, record), (own.user, own)):
        client.force_login(person)
        url = reverse("completions:revoke", args=[theirs.certificate.code])
        assert url not in text_of(page(client, theirs))
        assert client.post(url, {"reason": "x"}).status_code == 404
    assert not Revocation.objects.exists()


# Verifying it


def verify(client, code):
    return client.get(reverse("completions:verify_code", args=[code]))


def test_a_genuine_certificate_is_confirmed_to_anybody(client, record):
    response = verify(client, record.certificate.code)
    words = text_of(response)
    assert response.status_code == 200
    assert "Nguyễn T. N. Á." in words
    for shown in ("Khóa nền tảng", record.certificate.number, "Ủy ban nhân dân phường Hạc Thành"):
        assert shown in words
    for hidden in ("Nguyễn Thị Ngọc Ánh", record.user.username, record.user.staff_code):
        assert hidden not in words
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_a_revoked_certificate_is_said_to_be_revoked_without_the_reason(client, record):
    a_revocation(record, reason="Ghi nhầm người.")
    words = text_of(verify(client, record.certificate.code))
    assert "23/11/2026" in words or "/20" in words
    assert "Ghi nhầm người." not in words
    assert 'class="notice late"' in words


def test_a_certificate_whose_name_was_forgotten_is_still_confirmed(client, record):
    forget_name(user=record.user)
    words = text_of(verify(client, record.certificate.code))
    assert "Nguyễn" not in words
    assert record.certificate.number in words


def test_an_unknown_code_is_not_found_and_shown_with_a_way_on(client, record):
    response = verify(client, random_code())
    assert response.status_code == 404
    assert 'name="ma"' in text_of(response)
    assert "Ánh" not in text_of(response)


def test_the_form_reads_a_code_however_it_was_typed(client, record):
    typed = f" {grouped(record.certificate.code).lower().replace('0', 'o')} "
    response = client.get(reverse("completions:verify"), {"ma": typed})
    assert response["Location"] == reverse("completions:verify_code", args=[record.certificate.code])


@pytest.mark.parametrize("typed", ["", "ABC", "U" * 26, "7Q2MZ" * 6, "<script>" * 3, "x" * 300])
def test_what_is_no_code_is_explained_beside_the_field(client, typed):
    response = client.get(reverse("completions:verify"), {"ma": typed})
    assert response.status_code == 200
    assert 'class="errors"' in text_of(response)
    assert "<script>" not in text_of(response).split("<main")[1].split("</main>")[0]


def test_the_empty_form_shows_no_error(client):
    assert 'class="errors"' not in text_of(client.get(reverse("completions:verify")))


def test_trying_codes_soon_has_to_wait(client, record):
    for _ in range(19):
        assert verify(client, random_code()).status_code == 404
    assert verify(client, record.certificate.code).status_code == 200
    assert verify(client, random_code()).status_code == 404
    assert verify(client, random_code()).status_code == 429
    assert verify(client, record.certificate.code).status_code == 429
    assert client.get(reverse("completions:verify")).status_code == 200
    with clock.frozen_at(clock.now() + datetime.timedelta(minutes=11)):
        assert verify(client, record.certificate.code).status_code == 200


def test_right_codes_never_have_to_wait(client, record):
    for _ in range(60):
        assert verify(client, record.certificate.code).status_code == 200


def test_verifying_costs_few_queries(client, record, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        verify(client, record.certificate.code)


def test_a_certificate_page_costs_few_queries(client, record, django_assert_max_num_queries):
    client.force_login(record.user)
    with django_assert_max_num_queries(9):
        page(client, record)
