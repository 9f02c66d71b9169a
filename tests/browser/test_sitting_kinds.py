"""Sitting a quiz with a question of every kind in a real browser, under every rule of answering."""

import io
import json
import re
import time

import pytest
from playwright.sync_api import Error, expect
from pypdf import PdfReader

from tests.browser.conftest import PHONE
from tests.browser.test_sitting import cut_off

pytestmark = pytest.mark.browser

KINDS = ["single", "multiple", "true_false", "matching", "ordering", "numeric", "short", "blanks", "essay"]
PLACE = {kind: place for place, kind in enumerate(KINDS, 1)}
SITTING = """
import uuid
from accounts.models import User
from enrolments.models import Enrolment
from quizzes.actions import start_attempt
from quizzes.models import Category, QuizPage, QuizQuestion
from tests.browser.inhabitants import the_course
from tests.factories import an_enrolment
from tests.factories.kinds import a_question_of
learner, category = User.objects.get(username="hocvien"), Category.objects.first()
quiz = QuizPage(title="Kiểm tra các dạng câu hỏi", slug=str(uuid.uuid4()), shuffles_options=False, **{rules})
quiz.fixed_questions = [
    QuizQuestion(question=a_question_of(kind, category=category), sort_order=place)
    for place, kind in enumerate({kinds})
]
the_course().get_children().first().add_child(instance=quiz)
enrolment = Enrolment.objects.filter(user=learner, course=the_course()).last() or an_enrolment(learner, the_course())
print(start_attempt(enrolment=enrolment, quiz=QuizPage.objects.get(pk=quiz.pk)).uuid)
"""
GIVEN = """
import json
from quizzes.models import Attempt
sitting = Attempt.objects.get(uuid="{uuid}")
print(json.dumps({{answer.slot: answer.chosen for answer in sitting.answers.all()}}))
"""
DEADLINE = """
from datetime import timedelta
import clock
from quizzes.models import Attempt
Attempt.objects.filter(uuid="{uuid}").update(deadline_at=clock.now() + timedelta(seconds={seconds}))
"""
LATE = """
from quizzes.models import LateAnswer
print([late.chosen for late in LateAnswer.objects.filter(attempt__uuid="{uuid}")])
"""


@pytest.fixture
def sit(people, site):
    """`sit(kinds, rules…)`: a learner on a phone in front of an open attempt of these questions."""

    def sit(kinds=KINDS, viewport=PHONE, **rules):
        uuid = site.shell(SITTING.format(kinds=list(kinds), rules=rules)).split()[-1]
        page = people.sign_in("hocvien", viewport=viewport)
        page.goto(f"/lam-bai/{uuid}/")
        return page

    return sit


def uuid_of(page) -> str:
    return re.search(r"[0-9a-f-]{36}", page.url)[0]


def given(site, page) -> dict:
    """What the database holds of this attempt, by question."""
    found = json.loads(site.shell(GIVEN.format(uuid=uuid_of(page))).strip().splitlines()[-1])
    return {int(slot): chosen for slot, chosen in found.items()}


def go_to(page, number):
    page.locator(".map a").nth(number - 1).click()
    page.locator(f"#cau-{number}.is-current").wait_for()


def kept_here(page) -> list:
    return page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('bai-lam:'))"
        ".map(key => JSON.parse(localStorage.getItem(key)).chosen)"
    )


def is_saved(page):
    expect(page.locator("#da-luu")).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"))
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('bai-lam:'))")


def answer_all(page):
    """Every question, each in the way its kind takes."""
    for kind in KINDS:
        go_to(page, PLACE[kind])
        own = page.locator(f"#cau-{PLACE[kind]}").locator(
            "[name=text], [name=unit], [name=chosen], [name^=piece-]"
        )
        match kind:
            case "single" | "true_false":
                own.nth(1).check()
            case "multiple":
                own.nth(0).check()
                own.nth(1).check()
            case "matching":
                for place in range(3):
                    own.nth(place).select_option(index=place + 1)
            case "ordering":
                for place in range(4):
                    own.nth(place).select_option(str(4 - place))
            case "numeric":
                own.nth(0).press_sequentially("98765,5")
                own.nth(1).select_option(index=1)
            case "short":
                own.press_sequentially("sáng kiến")
            case "blanks":
                own.nth(0).select_option(label="24")
                own.nth(1).press_sequentially("25")
                own.nth(2).press_sequentially("Chủ tịch nước")
            case "essay":
                own.press_sequentially("Căn cứ một.\nCăn cứ hai.")


def values(page):
    """What stands in every field of the page."""
    return page.locator("form.question").evaluate_all(
        """forms => forms.map(form => [...form.elements]
             .filter(one => /^(text|unit|chosen|piece-.*)$/.test(one.name))
             .map(one => one.name === 'chosen' ? one.checked : one.value))"""
    )


def printed(page) -> str:
    """The words of the page as it is printed."""
    page.emulate_media(media="print")
    sheets = PdfReader(io.BytesIO(page.pdf())).pages
    page.emulate_media(media="screen")
    return "\n".join(sheet.extract_text() for sheet in sheets)


def test_every_kind_is_saved_as_it_is_answered(sit, site):
    page = sit()
    answer_all(page)
    is_saved(page)
    before, held = values(page), given(site, page)
    assert sorted(held) == list(range(1, 10))
    assert held[PLACE["numeric"]]["text"] == "98765,5"
    assert held[PLACE["short"]] == {"text": "sáng kiến"}
    assert held[PLACE["essay"]] == {"text": "Căn cứ một.\nCăn cứ hai."}
    assert list(held[PLACE["blanks"]].values())[1:] == ["25", "Chủ tịch nước"]
    assert len(held[PLACE["ordering"]]) == 4 and None not in held[PLACE["ordering"]]
    page.reload()
    assert values(page) == before
    assert page.locator(".map ol li.is-answered").count() == 9
    assert "Căn cứ một." in printed(page) and "GIAITHICH" not in printed(page)
    page.locator("#xem-lai").click()
    page.get_by_role("button", name="Nộp bài").click()
    page.wait_for_url("**/ket-qua/")
    assert "GIAITHICH" in printed(page), "what a print could have told before"


def test_what_is_typed_without_network_is_sent_in_order_once_the_page_can_be_opened_again(sit, site):
    page, sent = sit(), []
    address = page.url
    page.context.set_offline(True)
    page.on("dialog", lambda dialog: dialog.accept())
    answer_all(page)
    go_to(page, 1)
    page.locator("#cau-1 [name=chosen]").nth(2).check()
    before = values(page)
    assert given(site, page) == {}
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.close()
    page = page.context.new_page()
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(address)
    page.context.set_offline(False)
    page.on("request", lambda request: sent.extend(re.findall(r"/cau/(\d+)/", request.url)))
    page.goto(address)
    assert values(page) == before
    is_saved(page)
    assert sent == ["2", "3", "4", "5", "6", "7", "8", "9", "1"]
    page.reload()
    assert values(page) == before
    assert sorted(given(site, page)) == list(range(1, 10))


def test_without_the_store_a_reload_would_lose_it(sit, site):
    page = sit(["short"])
    cut_off(page)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full') } }")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[name=text]").press_sequentially("sáng kiến")
    expect(page.locator("#chua-gui")).to_contain_text("trình duyệt này không cho lưu trên thiết bị")
    page.reload()
    assert page.locator("[name=text]").input_value() == ""
    assert given(site, page) == {}


FORBIDDEN = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"


def test_where_storage_is_forbidden_answers_are_saved_all_the_same(sit, site):
    page = sit(["single"])
    page.add_init_script(FORBIDDEN)
    page.reload()
    option = page.locator("[name=chosen]").nth(1)
    option.check()
    expect(page.locator("#da-luu")).to_have_attribute("data-state", "saved")
    assert given(site, page) == {1: [option.get_attribute("value")]}


TWO_WINDOWS = """async () => {
  const { drop, held, hold, note, release } = await import("/static/js/held.js");
  const entry = (packet, order, mine = []) => ({ packet, order, mine });
  const now = () => held((one) => one.person === "p").map((one) => [one.slot, one.entry.packet]);
  const seen = [];
  hold("p", "a", 1, entry("first", 3));
  hold("p", "a", 2, entry("second", 2));
  localStorage.setItem("bai-lam:p:a:3", "{half of one");
  seen.push(now());
  hold("p", "a", 1, entry("of another window", 4));
  note("p", "a", 1, entry("first", 3));
  release("p", "a", 1, entry("first", 3));
  seen.push(now());
  release("p", "a", 1, entry("newer", 5, ["of another window"]));
  seen.push(now());
  Object.keys(localStorage).forEach(drop);
  return seen;
}"""


def test_what_one_window_sent_takes_nothing_from_another_window_of_the_same_paper(people):
    page = people.visitor()
    page.goto("/xac-minh/")
    both, newer, sent = page.evaluate(TWO_WINDOWS)
    assert both == [[2, "second"], [1, "first"]]
    assert newer == [[2, "second"], [1, "of another window"]]
    assert sent == [[2, "second"]]


def test_a_crash_in_the_middle_of_a_word_loses_no_letter(sit):
    page = sit(["essay"])
    page.locator("textarea").press_sequentially("Căn cứ Luật Thi đ")
    assert kept_here(page) == [{"text": "Căn cứ Luật Thi đ"}]
    is_saved(page)


def test_letters_typed_while_a_packet_is_on_its_way_arrive_too(sit, site):
    page, held, is_free = sit(["short"]), [], []
    page.route("**/cau/**", lambda route: route.continue_() if is_free else held.append(route))
    field = page.locator("[name=text]")
    field.press_sequentially("sáng")
    page.wait_for_timeout(1500)
    field.press_sequentially(" kiến")
    assert len(held) == 1
    is_free.append(True)
    held[0].continue_()
    is_saved(page)
    assert page.locator(".conflict").count() == 0
    assert given(site, page) == {1: {"text": "sáng kiến"}}


def change_an_answer_that_waits_behind_another(page) -> list[str]:
    """Both questions wait in one round; while the first one's packet is on its way, the second one is changed.

    Returns the ids of what was chosen last.
    """
    held, is_free = [], []
    first, second = page.locator("#cau-1 [name=chosen]"), page.locator("#cau-2 [name=chosen]")

    def on_its_way():
        until = time.monotonic() + 20
        while not held and time.monotonic() < until:
            page.wait_for_timeout(20)
        return held.pop()

    page.route("**/cau/*/", lambda route: route.continue_() if is_free else held.append(route))
    first.nth(0).check()
    request = on_its_way()
    first.nth(1).check()
    go_to(page, 2)
    second.nth(0).check()
    request.continue_()
    request = on_its_way()
    second.nth(2).check()
    is_free.append(True)
    request.continue_()
    is_saved(page)
    return [first.nth(1).get_attribute("value"), second.nth(2).get_attribute("value")]


def test_an_answer_that_changes_while_another_is_on_its_way_arrives_as_it_is(sit, site):
    page = sit(["single", "single"])
    first, second = change_an_answer_that_waits_behind_another(page)
    assert given(site, page) == {1: [first], 2: [second]}


def test_sent_as_it_was_when_the_round_began_it_would_be_lost(sit, site):
    page = sit(["single", "single"])
    rewrite(
        page,
        ("const entry = waiting.get(slot);", "const entry = send.round.get(slot);"),
        ("for (const slot of", "send.round = new Map(waiting); for (const slot of"),
    )
    first, second = change_an_answer_that_waits_behind_another(page)
    assert given(site, page)[1] == [first]
    assert given(site, page)[2] != [second]


def rewrite(page, *changes) -> None:
    """Load the page again with these changes in its script: (as it is, as it would be)."""

    def changed(route):
        response = route.fetch()
        body = response.text()
        for is_now, would_be in changes:
            assert is_now in body
            body = body.replace(is_now, would_be)
        route.fulfill(response=response, body=body)

    page.route("**/js/quiz/saving*.js", changed)
    page.reload()


def test_checking_at_once_saves_first_and_shows_what_is_right(sit, site):
    page = sit(["short", "single"], behaviour="immediate")
    page.locator("#cau-1 [name=text]").press_sequentially("sai")
    page.locator("#cau-1 [name=do][value=check]").click()
    expect(page.locator("section#cau-1.is-current")).to_contain_text("KHOABIMAT")
    assert given(site, page) == {1: {"text": "sai"}}
    assert "GIAITHICH" not in page.locator("#cau-2").inner_html()
    page.locator("section#cau-1 a[href='#cau-2']").click()
    expect(page.locator("#cau-2")).to_be_visible()
    assert page.locator(".question:visible").count() == 1


def test_checking_without_network_waits_for_it(sit, site):
    page = sit(["short"], behaviour="immediate")
    page.context.set_offline(True)
    page.locator("[name=text]").press_sequentially("sai")
    page.locator("[name=do][value=check]").click()
    expect(page.locator("#chua-gui")).to_be_visible()
    assert page.locator("form#cau-1").count() == 1
    page.context.set_offline(False)
    page.locator("section#cau-1").wait_for()
    assert given(site, page) == {1: {"text": "sai"}}


def test_a_wrong_try_may_be_repeated_or_given_up(sit):
    page = sit(["single", "short"], behaviour="retries")
    page.locator("#cau-1 [name=chosen]").nth(0).check()
    page.locator("#cau-1 [name=do][value=check]").click()
    page.locator("#cau-1 [value=give_up]").wait_for()
    page.locator("#cau-1 [name=chosen]").nth(1).check()
    page.locator("#cau-1 [name=do][value=check]").click()
    page.locator("section#cau-1").wait_for()
    go_to(page, 2)
    page.locator("#cau-2 [name=text]").press_sequentially("sai")
    page.locator("#cau-2 [name=do][value=check]").click()
    page.locator("#cau-2 [value=give_up]").click()
    page.locator("section#cau-2").wait_for()


def test_forward_only_there_is_one_question_and_no_way_back(sit, site):
    page = sit(["short", "numeric", "single"], navigation="forward")
    assert page.locator(".question").count() == 1
    page.locator("[name=text]").press_sequentially("sáng kiến")
    page.locator("[value=leave]").click()
    page.locator("#cau-2 [name=text]").press_sequentially("7")
    page.locator("[value=leave]").click()
    page.locator("#cau-3").wait_for()
    assert {slot: one["text"] for slot, one in given(site, page).items()} == {1: "sáng kiến", 2: "7"}
    page.locator("[value=leave]").click()
    page.wait_for_url("**/xem-lai/")


ENTER = [("forward", "deferred"), ("forward", "immediate"), ("free", "retries"), ("free", "deferred")]


@pytest.mark.parametrize(("navigation", "behaviour"), ENTER)
def test_enter_in_a_field_neither_leaves_a_question_nor_checks_it(sit, site, navigation, behaviour):
    page = sit(["short", "numeric", "single"], navigation=navigation, behaviour=behaviour)
    page.locator("#cau-1 [name=text]").press_sequentially("sáng kiến")
    with page.expect_response("**/cau/1/"):
        page.keyboard.press("Enter")
    is_saved(page)
    assert page.locator("form#cau-1").is_visible()
    assert page.locator(".notice").count() == 0
    assert given(site, page) == {1: {"text": "sáng kiến"}}
    page.reload()
    assert page.locator("form#cau-1 [name=text]").input_value() == "sáng kiến"


def test_without_scripts_neither(people, site):
    uuid = site.shell(SITTING.format(kinds=["short", "single"], rules={"navigation": "forward"})).split()[-1]
    page = people.sign_in("hocvien", viewport=PHONE, scripts=False)
    page.goto(f"/lam-bai/{uuid}/")
    page.locator("#cau-1 [name=text]").fill("sáng kiến")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.locator("#cau-1 [name=text]").input_value() == "sáng kiến"
    assert given(site, page) == {}


def test_with_a_button_that_can_be_pressed_enter_would_leave_the_question(sit):
    page = sit(["short", "single"], navigation="forward")
    page.locator("#cau-1 button[disabled]").evaluate("button => button.remove()")
    page.locator("#cau-1 [name=text]").press_sequentially("sáng kiến")
    page.keyboard.press("Enter")
    page.locator("#cau-2").wait_for()


def test_what_is_refused_is_said(sit):
    """The question was checked in another window: what is chosen here does not count, and the page says so."""
    page = sit(["single"], behaviour="immediate")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("[name=chosen]").nth(0).check()
    other.locator("[name=do][value=check]").click()
    other.locator("section#cau-1").wait_for()
    other.close()
    with page.expect_response("**/cau/**"):
        page.locator("[name=chosen]").nth(1).check()
    page.wait_for_timeout(500)
    assert page.locator("#chua-gui").inner_text() != ""
    assert "Đã lưu" not in page.locator("#da-luu").inner_text()


def goes_over_without_network(sit, site):
    """An answer is given without network and the tab closed; when the network is back, the time is over.

    Returns page, address of the result, and what arrived late.
    """
    page = sit(["short"], time_limit=30)
    uuid = uuid_of(page)
    cut_off(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[name=text]").press_sequentially("sáng kiến")
    expect(page.locator("#chua-gui")).to_be_visible()
    page.goto("about:blank")
    site.shell(DEADLINE.format(uuid=uuid, seconds=-60))
    return page, f"/lam-bai/{uuid}/ket-qua/", lambda: site.shell(LATE.format(uuid=uuid)).split("\n")[-2]


def test_what_could_not_be_sent_in_time_is_sent_late(sit, site):
    page, result, late = goes_over_without_network(sit, site)
    page.goto(result)
    expect(page.locator("[data-late]")).to_be_visible()
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('bai-lam:'))")
    assert late() == "[{'text': 'sáng kiến'}]"


def test_without_the_script_of_a_closed_attempt_nothing_would_arrive_late(sit, site):
    page, result, late = goes_over_without_network(sit, site)
    page.route("**/unsent*.js", lambda route: route.abort())
    page.goto(result)
    page.wait_for_load_state("networkidle")
    assert late() == "[]"
    assert kept_here(page) == [{"text": "sáng kiến"}]


def test_the_page_goes_on_to_the_result_when_the_time_is_over(sit, site):
    page = sit(["short"], time_limit=30)
    page.locator("[name=text]").press_sequentially("sáng kiến")
    is_saved(page)
    site.shell(DEADLINE.format(uuid=uuid_of(page), seconds=8))
    page.reload()
    page.wait_for_url("**/ket-qua/")


def test_time_that_is_given_back_stands_on_the_page_when_it_seems_over(sit, site):
    page = sit(["short"], time_limit=30)
    site.shell(DEADLINE.format(uuid=uuid_of(page), seconds=20))
    page.reload()
    site.shell(DEADLINE.format(uuid=uuid_of(page), seconds=3000))
    expect(page.locator("#dong-ho span")).to_have_text(re.compile(r"^4\d:\d\d$"))
