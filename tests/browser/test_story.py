"""The whole story: a trainer publishes a change, the province assigns, a learner learns, loses the network in the quiz,
comes back and is certified; ward and province see it, a sibling ward does not, and anybody can verify it."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.learning import choose, finish_lessons, right_answers, save_by_post

pytestmark = pytest.mark.browser

COURSE = "Nền tảng pháp luật thi đua, khen thưởng"
HAC_THANH, HAM_RONG = "X14797", "X14758"


def unit_id(site, code: str) -> str:
    return site.shell(
        f"from organisation.models import Unit; print(Unit.objects.get(code='{code}').pk)"
    ).strip()


def full_name(site, username: str) -> str:
    return site.shell(
        f"from accounts.models import User; print(User.objects.get(username='{username}'))"
    ).strip()


def publish_a_change(page: Page, site, summary: str) -> None:
    """The trainer gives the course a new summary in the editor and publishes it."""
    course = site.shell(
        "from courses.models import CoursePage; print(CoursePage.objects.get(slug='nen-tang').pk)"
    ).strip()
    page.goto(f"/quan-tri/pages/{course}/edit/")
    page.fill("textarea[name=summary]", summary)
    page.locator("footer [data-w-dropdown-target='toggle']").first.click()
    page.locator("button[name=action-publish]").click()
    expect(page.locator(".messages")).to_contain_text("xuất bản")


def assign_to_ward(page: Page, due: date, scripts: bool = True) -> None:
    """The province assigns the course to the ward by a day, after seeing whom it reaches."""
    page.goto("/giao-hoc/moi/")
    page.select_option("select[name=course]", label=COURSE)
    page.fill("main input[name=q]", "hac thanh")
    page.locator("button[name=buoc][value=tim]").click()
    page.get_by_label("Ủy ban nhân dân phường Hạc Thành").first.check()
    page.select_option("select[name=course]", label=COURSE)
    page.fill("input[name=due_on]", due.isoformat())
    page.locator("button[name=buoc][value=xem]").click()
    expect(page.locator("main")).to_contain_text("chưa giao")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text(f"{due:%d/%m}")


def sit_with_lost_network(page: Page, site) -> None:
    """Answer all questions rightly; the network goes after the first and comes back after the fourth."""
    page.get_by_role("button", name="Bắt đầu").click()
    right = right_answers(site, page)
    choose(page, 1, right[1])
    expect(page.locator("#da-luu")).to_contain_text("Đã lưu")
    page.context.set_offline(True)
    for slot in range(2, 5):
        page.locator(f'#cau-{slot - 1} button[name="next"]').click()
        choose(page, slot, right[slot])
    expect(page.locator("#chua-gui")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#chua-gui")).to_be_hidden()
    for slot in range(5, len(right) + 1):
        page.locator(f'#cau-{slot - 1} button[name="next"]').click()
        choose(page, slot, right[slot])
    page.locator("#xem-lai").click()


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("#bien-nhan")).to_be_visible()
    page.get_by_role("link", name=re.compile("giấy chứng nhận", re.IGNORECASE)).first.click()


def certificate_code(page: Page) -> str:
    return re.search(r"/chung-nhan/([0-9A-Z]{26})/", page.url)[1]


def verify(page: Page, code: str, course: str = COURSE) -> None:
    """A stranger types the code with hyphens and in small letters."""
    page.goto("/xac-minh/")
    page.fill("input[name=ma]", "-".join(code[at : at + 5] for at in range(0, 26, 5)).lower())
    page.get_by_role("button", name="Xác minh").click()
    expect(page.locator("main")).to_contain_text(course)
    expect(page.locator("main")).to_contain_text("Giấy chứng nhận này là thật")


def see_person_done(page: Page, site, unit: str, name: str) -> None:
    """From the branch's dashboard to the list of those who finished, and there the person."""
    page.goto("/bao-cao/")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"/bao-cao/{unit_id(site, unit)}/nguoi/?q={name}")
    page.get_by_role("link", name=name).first.click()
    expect(page.locator("h1")).to_contain_text(name)
    expect(page.locator("main")).to_contain_text("Giấy chứng nhận")


def begin_lessons(page: Page) -> None:
    """From the front page or the course to its first open lesson, by the button that stands first."""
    page.locator("main a.btn, main button.btn").first.click()
    page.wait_for_load_state()
    if "/bai-" not in page.url:
        page.locator("main a.btn, main button.btn").first.click()
    page.wait_for_url(re.compile(r"/bai-\d+-\d+/"))


@pytest.mark.parametrize(
    ("viewport", "username", "lessons", "days"),
    [(PHONE, "hocvien", 10, 3), (DESKTOP, "hocvien.hai", 12, 2)],
    ids=["phone", "desktop"],
)
def test_the_whole_story(site, people, viewport, username, lessons, days):
    """Everybody in it has the same width of screen; the first learner has finished two lessons before."""
    summary = f"Khóa mở đầu, đã được giảng viên cập nhật; hạn học là {days} ngày."
    publish_a_change(people.sign_in("giangvien", viewport=viewport), site, summary)
    province = people.sign_in("quantri.tinh", viewport=viewport)
    assign_to_ward(province, date.today() + timedelta(days=days))

    page = people.sign_in(username, viewport=viewport)
    expect(page.locator("main")).to_contain_text(f"còn {days} ngày")
    page.goto("/khoa-hoc/")
    page.locator("main").get_by_role("link", name=COURSE).first.click()
    expect(page.locator("main")).to_contain_text(summary)
    begin_lessons(page)
    assert finish_lessons(page) == lessons
    sit_with_lost_network(page, site)
    hand_in(page)
    code = certificate_code(page)

    name = full_name(site, username)
    see_person_done(people.sign_in("quantri.hacthanh", viewport=viewport), site, HAC_THANH, name)
    see_person_done(province, site, HAC_THANH, name)
    sibling = people.sign_in("quantri.hamrong", viewport=viewport)
    assert sibling.goto("/bao-cao/").status == 200
    assert sibling.goto(f"/bao-cao/{unit_id(site, HAC_THANH)}/").status == 404
    verify(people.visitor(viewport=viewport), code)


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_learner_administrator_and_public_without_scripts(site, people, viewport):
    username = "hocvien.ba"
    page = people.sign_in(username, viewport=viewport, scripts=False)
    begin_lessons(page)
    assert finish_lessons(page) == 12
    page.get_by_role("button", name="Bắt đầu").click()
    save_by_post(page, right_answers(site, page))
    hand_in(page)
    code = certificate_code(page)

    name = full_name(site, username)
    administrator = people.sign_in("quantri.tinh", viewport=viewport, scripts=False)
    see_person_done(administrator, site, HAC_THANH, name)
    assign_to_ward(administrator, date.today() + timedelta(days=4))
    verify(people.visitor(viewport=viewport, scripts=False), code)
