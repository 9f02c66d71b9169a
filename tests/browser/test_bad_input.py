"""What goes wrong is said in Vietnamese, on a page of ours, with a way on: by its status, heading and links, and axe.

The session that ends in the middle of a quiz is played in test_sitting.py; here is what it looks like.
"""

import re
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import findings

pytestmark = pytest.mark.browser

ENGLISH = re.compile(
    r"\b(not found|forbidden|error|server|denied|traceback|exception|django|page|request|please|the|none)\b",
    re.I,
)
CLOSE = "from courses.models import CoursePage; CoursePage.objects.update(is_closed=True)"
UNPUBLISH = (
    "from courses.models import CoursePage; [course.unpublish() for course in CoursePage.objects.all()]"
)
BREAK = "from django.db import connection; connection.cursor().execute('ALTER TABLE {} RENAME TO {}')"
TABLE = "legislation_legaldocument"
TRIED = """
from accounts import throttle
while throttle.begin_try("address:{}", throttle.FOR_AN_ADDRESS):
    pass
from accounts.models import Slowdown
from clock import now
from datetime import timedelta
Slowdown.objects.update(wait_until=now() + timedelta(minutes=1))
"""

WALK = [
    ("a page that is not there", None, "/khong-co-trang-nay/", 404, "Không tìm thấy trang này"),
    ("another's attempt", "hocvien", "/lam-bai/{open_attempt}/", 404, "Không tìm thấy trang này"),
    ("no permission", "hocvien", "/bao-cao/", 403, "Tài khoản của anh/chị không được mở trang này"),
    ("nothing found", None, "/khoa-hoc/?q=zzqx", 200, "Khóa học"),
    ("a wrong code", None, "/xac-minh/AAAAABBBBBCCCCCDDDDDEEEEEF/", 404, "Xác minh giấy chứng nhận"),
    ("no unit: front page", "hocvien.le", "/", 200, "Chào anh/chị Lẻ"),
    ("no unit: account", "hocvien.le", "/tai-khoan/", 200, "Tài khoản của tôi"),
    ("no staff: report", "quantri.hacthanh", "/bao-cao/{empty_unit}/", 200, "Ban Chỉ đạo liên ngành"),
    ("no staff: people", "quantri.hacthanh", "/bao-cao/{empty_unit}/nguoi/", 200, "Ban Chỉ đạo liên ngành"),
    ("no staff: unit", "quantri.hacthanh", "/don-vi/{empty_unit}/", 200, "Ban Chỉ đạo liên ngành"),
]


def said(page: Page, status: int, heading: str, answered: int) -> list[str]:
    """What is wrong with a page that says that something went wrong."""
    main = page.locator("main")
    words = main.inner_text()
    faults = [] if answered == status else [f"  answered {answered}, not {status}"]
    title = main.locator("h1").first.inner_text().replace("\n", " ")
    faults += [] if heading in title else [f"  heading {title!r}"]
    faults += [] if main.locator("a[href], form button").count() else ["  no way on"]
    faults += [f"  English: {found[0]!r}" for found in ENGLISH.finditer(words)]
    return faults + findings(page)


def test_each_bad_input_has_a_clear_page(looking, places):
    found, pages = [], {}
    for name, who, address, status, heading in WALK:
        page = pages.get(who) or pages.setdefault(who, looking.as_(who))
        answered = page.goto(address.format(**places)).status
        faults = said(page, status, heading, answered)
        found += [name, *faults] if faults else []
    assert not found, "\n".join(found)


def test_a_closed_course_and_an_empty_catalogue_say_so(people, site):
    course = site.places()["course"]
    site.shell(CLOSE)
    page = people.sign_in("hocvien.le")
    answered = page.goto(course).status
    assert said(page, 200, "Nền tảng pháp luật", answered) == []
    expect(page.locator("main")).to_contain_text("Khóa học này đã đóng")
    site.shell(UNPUBLISH)
    assert said(page, 404, "Không tìm thấy trang này", page.goto(course).status) == []
    assert said(page, 200, "Khóa học", page.goto("/khoa-hoc/").status) == []
    expect(page.locator("main .empty")).to_be_visible()


def test_a_fault_tells_no_secrets(people, site):
    page = people.visitor()
    site.shell(BREAK.format(TABLE, "gone"))
    try:
        answered = page.goto("/van-ban/").status
        assert said(page, 500, "Hệ thống gặp sự cố", answered) == []
        assert "legaldocument" not in page.content()
    finally:
        site.shell(BREAK.format("gone", TABLE))
    assert page.goto("/van-ban/").status == 200


def test_too_many_wrong_codes_are_told_to_wait(people, site):
    wrong = f"{site.url}/xac-minh/AAAAABBBBBCCCCCDDDDDEEEEEF/"
    for _ in range(200):
        try:
            urlopen(wrong).close()
        except HTTPError as refused:
            if refused.code == 429:
                break
    page = people.visitor()
    answered = page.goto(wrong).status
    assert said(page, 429, "", answered) == []


def test_too_many_sign_ins_are_told_to_wait(people, site):
    """The address has made so many wrong tries that its next one has to wait."""
    page = people.visitor()
    page.goto("/tai-khoan/dang-nhap/")
    site.shell(TRIED.format("127.0.0.1"))
    try:
        page.fill("input[name=login]", "khong.co.ai")
        page.fill("input[name=password]", "khong-dung")
        with page.expect_navigation() as answer:
            page.press("input[name=password]", "Enter")
        assert said(page, 429, "Thử quá nhiều lần", answer.value.status) == []
        expect(page.locator("main")).to_contain_text("khoảng một phút")
    finally:
        site.shell("from accounts.models import Slowdown; Slowdown.objects.all().delete()")
