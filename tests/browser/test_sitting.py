"""Sitting a quiz in a real browser: nothing that was chosen is lost to the network, the session or a second window."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, give_credentials

pytestmark = pytest.mark.browser

UNLIMITED = "from quizzes.models import QuizPage; QuizPage.objects.update(attempts_allowed=None)"
START_PAGE = """
from tests.browser.inhabitants import the_quiz
print("/" + the_quiz().url_path.split("/", 2)[2])
"""


@pytest.fixture(scope="module")
def quiz(site):
    site.shell(UNLIMITED)
    return site.shell(START_PAGE).strip().splitlines()[-1]


@pytest.fixture
def begin(people, quiz):
    """A learner in front of the first question."""

    def begin(**options):
        page = people.sign_in("hocvien", viewport=PHONE, **options)
        page.goto(quiz)
        page.locator("main").get_by_role("button", name="Bắt đầu").or_(
            page.get_by_role("link", name="Làm tiếp bài đang mở")
        ).click()
        page.wait_for_url("**/lam-bai/**")
        return page

    return begin


def go_to(page, number):
    page.locator(".map a").nth(number - 1).click()
    page.locator(f"#cau-{number}.is-current").wait_for()


def pick(page, option):
    page.locator(".question.is-current .opt").nth(option).click()


def pick_another(page):
    """Choose an option that is not chosen yet."""
    page.locator(".question.is-current .opt:not(:has(:checked))").first.click()


def chosen(page, number):
    return page.locator(f"#cau-{number} [name=chosen]:checked").evaluate_all(
        "all => all.map(one => one.value)"
    )


def is_saved(page):
    page.locator("#da-luu[data-state=saved]").wait_for()


def kept_here(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('bai-lam:')).length")


def cut_off(page):
    """No request of this page arrives until it is opened again: what it sends while it is being closed would escape."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')) }")


def hand_in(page):
    page.locator("#xem-lai").click()
    page.wait_for_url("**/xem-lai/")
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua/")


def test_an_answer_is_saved_as_it_is_chosen(begin):
    page = begin()
    assert page.locator(".question:visible").count() == 1
    go_to(page, 2)
    pick_another(page)
    is_saved(page)
    assert "Đã lưu" in page.locator("#da-luu").inner_text()
    assert kept_here(page) == 0
    mine = chosen(page, 2)
    page.reload()
    assert chosen(page, 2) == mine
    assert page.locator(".map li").nth(1).evaluate("item => item.className").strip().startswith("is-answered")
    hand_in(page)


def test_the_keyboard_is_enough(begin):
    page = begin()
    go_to(page, 1)
    page.locator("#cau-1 [name=chosen]").first.focus()
    page.keyboard.press("Space")
    is_saved(page)
    page.locator("#cau-1 [name=next]").focus()
    page.keyboard.press("Enter")
    page.locator("#cau-2.is-current").wait_for()
    assert page.evaluate("document.activeElement.id") == "cau-2"
    hand_in(page)


def test_without_network_one_goes_on_and_everything_arrives(begin):
    page = begin()
    page.context.set_offline(True)
    for number in (1, 2, 3):
        go_to(page, number)
        pick(page, 0)
    page.locator("#chua-gui:not([hidden])").wait_for()
    assert "3" in page.locator("#da-luu").inner_text()
    assert kept_here(page) == 3
    page.context.set_offline(False)
    page.locator("#da-luu[data-state=saved]").wait_for()
    assert kept_here(page) == 0
    mine = [chosen(page, number) for number in (1, 2, 3)]
    page.reload()
    assert [chosen(page, number) for number in (1, 2, 3)] == mine
    hand_in(page)
    assert "3 trên 10" in page.locator("[data-handed-in]").inner_text()


def test_what_is_not_sent_survives_a_reload_and_a_warning_comes_before_it(begin):
    page = begin()
    go_to(page, 1)
    page.route("**/cau/**", lambda route: route.abort())
    pick(page, 1)
    page.locator("#da-luu[data-state=waiting]").wait_for()
    mine, asked = chosen(page, 1), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    assert chosen(page, 1) == mine
    page.unroute("**/cau/**")
    is_saved(page)
    page.reload()
    assert asked == ["beforeunload"]
    assert chosen(page, 1) == mine
    hand_in(page)


def test_handing_in_waits_for_what_is_not_sent(begin):
    page = begin()
    go_to(page, 1)
    page.route("**/cau/**", lambda route: route.abort())
    pick(page, 0)
    page.locator("#da-luu[data-state=waiting]").wait_for()
    with page.expect_request("**/cau/**"):  # it tries again before it lets anybody go
        page.locator("#xem-lai").click()
    assert "/xem-lai/" not in page.url
    page.unroute("**/cau/**")
    page.wait_for_url("**/xem-lai/")
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua/")
    assert "1 trên 10" in page.locator("[data-handed-in]").inner_text()
    assert kept_here(page) == 0


def test_two_windows_are_asked_which_answer_counts(begin):
    page = begin()
    go_to(page, 1)
    second = page.context.new_page()
    second.goto(page.url)
    go_to(second, 1)
    pick(second, 0)
    is_saved(second)
    pick(page, 1)
    note = page.locator("#cau-1 .conflict")
    note.wait_for()
    assert note.inner_text().count(":") >= 2
    mine = chosen(page, 1)
    note.get_by_role("button").first.click()
    is_saved(page)
    page.reload()
    assert chosen(page, 1) == mine
    second.locator("#cau-1 .flag").click()
    second.locator("#cau-1 .conflict").get_by_role("button").last.click()
    assert chosen(second, 1) == mine
    second.close()
    hand_in(page)


def test_a_session_that_ends_is_renewed_on_the_spot(begin):
    page = begin()
    go_to(page, 1)
    page.context.clear_cookies(name="sessionid")
    pick(page, 0)
    dialog = page.locator("#dang-nhap-lai[open]")
    dialog.wait_for()
    frame = page.frame_locator("#dang-nhap-lai iframe")
    frame.locator("input[name=login]").fill("hocvien")
    frame.locator("input[name=password]").fill("hoc-de-lam-2026")
    frame.locator("input[name=password]").press("Enter")
    dialog.wait_for(state="detached")
    is_saved(page)
    assert kept_here(page) == 0
    hand_in(page)


def test_somebody_else_cannot_send_what_is_kept(begin, people, site):
    page = begin()
    go_to(page, 1)
    page.context.clear_cookies(name="sessionid")
    pick(page, 0)
    page.locator("#dang-nhap-lai[open]").wait_for()
    stranger = page.context.new_page()
    stranger.goto("/tai-khoan/dang-nhap/")
    username = (
        site.shell(
            "from accounts.models import User; u = User.objects.exclude(username='hocvien').filter(is_superuser=False, "
            "administrations=None, groups=None).first(); print(u.username)"
        )
        .strip()
        .splitlines()[-1]
    )
    give_credentials(stranger, username)
    stranger.close()
    page.locator("#dang-nhap-lai").evaluate("dialog => dialog.close()")
    pick(page, 1)
    page.locator("#nguoi-khac:not([hidden])").wait_for()
    assert kept_here(page) == 1
    site.signed_in.pop("hocvien", None)


def test_without_scripts_one_question_stands_on_a_page_and_every_way_from_it_saves(begin):
    page = begin(scripts=False)
    page.wait_for_url("**/?cau=1")
    total = page.locator(".map ol button").count()
    assert page.locator(".question").count() == 1
    page.locator("#cau-1 .opt").first.click()
    page.locator("#cau-1 [name=next]").click()
    page.locator("#cau-2 .opt").first.click()
    page.locator("#cau-2 [name=next]").first.click()
    expect(page.locator("#cau-1 :checked")).to_have_count(1)
    page.locator(".map ol button").nth(total - 1).click()
    page.locator(f"#cau-{total} .opt").first.click()
    page.locator(".sit-side").get_by_role("button", name="Xem lại và nộp bài").click()
    page.wait_for_url("**/xem-lai/?cau")
    expect(page.locator(".answers .none")).to_have_count(total - 3)
    page.locator(".answers a").first.click()
    page.wait_for_url("**/?cau=3")
    assert page.locator(".question").count() == 1
    page.locator(".sit-side").get_by_role("button", name="Xem lại và nộp bài").click()
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua/")
    assert page.locator(".reviewed > li").count() == total


def test_with_scripts_the_page_of_one_question_gives_way_to_all(begin):
    page = begin()
    page.goto(page.url.split("#")[0] + "?cau=3")
    page.locator("#cau-3.is-current").wait_for()
    assert page.locator(".question").count() == page.locator(".map ol a").count()
    assert "?" not in page.url
    hand_in(page)


# Signing out while this device holds answers that were not sent.


def holds_an_answer(begin):
    """A learner among the courses whose device holds one answer: the network lets only that not through."""
    page = begin()
    go_to(page, 2)
    page.context.route("**/cau/**", lambda route: route.abort())
    cut_off(page)
    pick_another(page)
    page.locator("#da-luu[data-state=waiting]").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    mine, sitting = chosen(page, 2), page.url
    page.goto("/khoa-hoc/")
    return page, mine, sitting


def signs_out(page):
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Đăng xuất", exact=True).click()


def is_signed_out(page, site):
    site.signed_in.pop("hocvien", None)
    page.get_by_role("link", name="Đăng nhập").first.wait_for()


def test_signing_out_names_what_is_not_sent_and_one_may_stay(begin, site):
    page, mine, sitting = holds_an_answer(begin)
    signs_out(page)
    dialog = page.locator("#con-chua-gui")
    expect(dialog.locator("li")).to_have_text(re.compile(r"^.+: 1 câu trả lời chưa gửi$"))
    dialog.get_by_role("button", name="Không đăng xuất").click()
    assert kept_here(page) == 1
    page.context.unroute("**/cau/**")
    page.goto(dialog.locator("a").get_attribute("href"))
    page.wait_for_url("**/lam-bai/**")
    is_saved(page)
    assert chosen(page, 2) == mine
    hand_in(page)


def test_signing_out_sends_first_what_can_be_sent(begin, site):
    page, mine, sitting = holds_an_answer(begin)
    page.context.unroute("**/cau/**")
    with page.expect_response("**/cau/2/") as sent:
        signs_out(page)
    assert sent.value.status == 200
    is_signed_out(page, site)
    assert kept_here(page) == 0
    page = begin()
    assert chosen(page, 2) == mine
    hand_in(page)


def test_whoever_signs_out_all_the_same_leaves_nothing_on_the_device(begin, site):
    page, mine, sitting = holds_an_answer(begin)
    other = page.context.new_page()
    other.on("dialog", lambda dialog: dialog.accept())
    other.goto(sitting)
    other.locator("#da-luu[data-state=waiting]").wait_for()
    signs_out(page)
    page.locator("#con-chua-gui").get_by_role("button", name="Đăng xuất và xóa").click()
    is_signed_out(page, site)
    other.wait_for_url(lambda url: "/lam-bai/" not in url)
    assert kept_here(page) == 0
    page.context.unroute("**/cau/**")
    other.close()
    page = begin()
    assert chosen(page, 2) == []
    hand_in(page)


def test_without_network_nobody_is_signed_out_and_nothing_is_wiped(begin):
    page, mine, sitting = holds_an_answer(begin)
    page.context.set_offline(True)
    signs_out(page)
    dialog = page.locator("#con-chua-gui")
    dialog.get_by_role("button", name="Đăng xuất và xóa").click()
    expect(dialog.get_by_role("alert")).to_contain_text("không có mạng")
    assert kept_here(page) == 1
    page.context.set_offline(False)
    page.context.unroute("**/cau/**")
    page.goto(sitting)
    is_saved(page)
    assert chosen(page, 2) == mine
    hand_in(page)


def test_what_another_person_left_is_neither_sent_nor_shown_when_one_signs_out(begin, site):
    page, mine, sitting = holds_an_answer(begin)
    page.evaluate(
        """() => {
             for (const key of Object.keys(localStorage).filter((key) => key.startsWith("bai-lam:"))) {
               const parts = key.split(":");
               localStorage.setItem([parts[0], "0".repeat(64), ...parts.slice(2)].join(":"), localStorage.getItem(key));
               localStorage.removeItem(key);
             }
           }"""
    )
    page.context.unroute("**/cau/**")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/cau/" in request.url else None)
    signs_out(page)
    is_signed_out(page, site)
    assert sent == []
    page = begin()
    assert chosen(page, 2) == []
    hand_in(page)
