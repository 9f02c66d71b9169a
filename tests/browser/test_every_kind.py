"""A learner's way through a question of every kind on a phone: with nothing but the keyboard, and without scripts."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

QUIZ = """
import uuid
from accounts.models import User
from enrolments.models import Enrolment
from quizzes.kinds import ASKED
from quizzes.models import Category, QuizPage, QuizQuestion
from tests.browser.inhabitants import the_course
from tests.factories import an_enrolment
from tests.factories.kinds import a_case, a_question_of
learner, category = User.objects.get(username="hocvien"), Category.objects.first()
asked = [a_question_of(kind, category=category) for kind in ASKED]
asked.append(a_case(a_question_of("short", category=category), category=category))
quiz = QuizPage(title="Mọi dạng câu hỏi", slug=str(uuid.uuid4()), shuffles_options=False, attempts_allowed=None)
quiz.fixed_questions = [QuizQuestion(question=question, sort_order=place) for place, question in enumerate(asked)]
the_course().get_children().first().add_child(instance=quiz)
Enrolment.objects.filter(user=learner, course=the_course()).exists() or an_enrolment(learner, the_course())
import json
print(json.dumps(["/" + quiz.url_path.split("/", 2)[2], ASKED]))
"""
HELD = """
import json
from quizzes.models import Attempt, EssayFile
sitting = Attempt.objects.get(uuid="{uuid}")
result = sitting.results.get()
files = [file.name for file in EssayFile.objects.filter(attempt=sitting)]
marks = {{str(mark["slot"]): mark["score"] for mark in result.marks}}
print(json.dumps([str(result.score), str(result.maximum), result.is_provisional, files, marks]))
"""
PDF = {
    "name": "bài làm.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
}
ORDER = ["Đề nghị", "Thẩm định", "Quyết định", "Trao tặng"]
PAIRS = {
    "Huân chương Sao vàng": "Chủ tịch nước",
    "Giấy khen": "Chủ tịch xã",
    "Huy chương": "Chủ tịch nước",
}
EARNED = {
    "single": "1",
    "multiple": "1/2",
    "true_false": "1",
    "matching": "1",
    "ordering": "1",
    "numeric": "1",
    "short": "1/2",
    "blanks": "5/6",
    "essay": "0",
    "case": "1",
}
"""What the answers below earn of one point: one of two right options; a form worth half, in a text and in one of three
gaps; the essay waits for its marker."""


class Keyboard:
    """Somebody who has no mouse: what is focused can be seen, and every step is a key."""

    def __init__(self, page: Page):
        self.page = page

    def to(self, wanted) -> None:
        """Press Tab until the focus is there."""
        for _ in range(60):
            if wanted.evaluate("element => element === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        assert wanted.evaluate("element => element === document.activeElement"), wanted
        assert wanted.evaluate(
            """element => {
                 const box = element.getBoundingClientRect(), y = (box.top + box.bottom) / 2;
                 const header = document.querySelector(".exam")?.getBoundingClientRect().bottom ?? 0;
                 return y > header && y < innerHeight;
               }"""
        ), "what is focused cannot be seen"

    def press(self, wanted) -> None:
        self.to(wanted)
        self.page.keyboard.press("Enter")

    def tick(self, fields, place: int) -> None:
        """A radio button is reached by arrows from the first of its group, a box by Tab."""
        if fields.first.get_attribute("type") == "radio":
            self.to(fields.first)
            self.page.keyboard.press("Space")
            for _ in range(place):
                self.page.keyboard.press("ArrowDown")
        else:
            self.to(fields.nth(place))
            self.page.keyboard.press("Space")
        expect(fields.nth(place)).to_be_checked()

    def choose(self, select, words: str) -> None:
        self.to(select)
        place = select.evaluate("(one, words) => [...one.options].findIndex(o => o.text === words)", words)
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")

    def write(self, field, words: str) -> None:
        self.to(field)
        self.page.keyboard.type(words)

    def attach(self, form) -> None:
        self.to(form.locator("[type=file]"))
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Enter")
        asked.value.set_files(PDF)
        self.press(form.locator("[data-attach]"))


class WithoutScripts:
    """The same steps in a browser that runs no script."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, wanted) -> None:
        wanted.click()

    def tick(self, fields, place: int) -> None:
        fields.nth(place).check()

    def choose(self, select, words: str) -> None:
        select.select_option(label=words)

    def write(self, field, words: str) -> None:
        field.fill(words)

    def attach(self, form) -> None:
        form.locator("[type=file]").set_input_files(PDF)
        form.locator("[data-attach]").click()


def answer(by, form, kind: str) -> None:
    """What earns EARNED."""
    chosen, text, pieces = (form.locator(f"[name{name}]") for name in ("=chosen", "=text", "^=piece-"))
    match kind:
        case "single" | "true_false":
            by.tick(chosen, 1)
        case "multiple":
            by.tick(chosen, 0)
        case "matching" | "ordering":
            labels = form.locator(".pieces label").all_inner_texts()
            for place, label in enumerate(labels):
                wanted = PAIRS[label] if kind == "matching" else str(ORDER.index(label) + 1)
                by.choose(pieces.nth(place), wanted)
        case "numeric":
            by.write(text, "98.765,5")
            by.choose(form.locator("[name=unit]"), "đồng")
        case "short":
            by.write(text, "KHOAMOTPHAN")
        case "case":
            by.write(text, "KHOABIMAT gì đó")
        case "blanks":
            by.choose(pieces.nth(0), "24")
            by.write(pieces.nth(1), "98765")
            by.write(pieces.nth(2), "KHOAKHAC")
        case "essay":
            by.write(text, "Căn cứ một. Căn cứ hai.")
            by.attach(form)
            expect(form.locator(".attached a")).to_have_text("bài làm.pdf")
            expect(text).to_have_value("Căn cứ một. Căn cứ hai.")


def journey(by, page: Page, site) -> None:
    """From the start page of the quiz to the result; what was earned is exactly what was to be earned."""
    quiz, kinds = json.loads(site.shell(QUIZ).strip().splitlines()[-1])
    kinds.append("case")
    assert set(kinds) == set(EARNED), "say what the new kind is answered with, and what that earns"
    page.goto(quiz)
    by.press(page.get_by_role("button", name="Bắt đầu", exact=True))
    for slot, kind in enumerate(kinds, 1):
        form = page.locator(f"form#cau-{slot}")
        form.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], kind
        answer(by, form, kind)
        by.press(form.locator("[name=next]").last)
    page.wait_for_url("**/xem-lai/**")
    expect(page.locator(".answers .none")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    by.press(page.get_by_role("button", name="Nộp bài"))
    page.wait_for_url("**/ket-qua/")
    expect(page.locator(".score")).to_contain_text("7,83 / 10 điểm")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    uuid = re.search(r"[0-9a-f-]{36}", page.url)[0]
    held = json.loads(site.shell(HELD.format(uuid=uuid)).strip().splitlines()[-1])
    assert held[:4] == ["7.8333", "10.0000", True, ["bài làm.pdf"]]
    assert {kind: held[4][str(slot)] for slot, kind in enumerate(kinds, 1)} == EARNED


def test_the_keyboard_is_enough_for_every_kind(people, site):
    page = people.sign_in("hocvien", viewport=PHONE)
    page.on("filechooser", lambda chooser: None)
    journey(Keyboard(page), page, site)


def test_no_script_is_needed_for_any_kind(people, site):
    page = people.sign_in("hocvien", viewport=PHONE, scripts=False)
    journey(WithoutScripts(page), page, site)


def test_arrow_keys_that_pass_through_a_place_leave_it_to_the_item_that_has_it(people, site):
    quiz, kinds = json.loads(site.shell(QUIZ).strip().splitlines()[-1])
    slot = kinds.index("ordering") + 1
    page = people.sign_in("hocvien", viewport=PHONE)
    page.goto(quiz)
    page.get_by_role("button", name="Bắt đầu", exact=True).click()
    page.locator(f".map a[href='#cau-{slot}']").click()
    selects = page.locator(f"#cau-{slot} select")
    for place, steps in ((0, 1), (1, 2), (2, 4)):
        selects.nth(place).focus()
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
    assert [selects.nth(place).input_value() for place in range(4)] == ["1", "2", "4", ""]
    selects.nth(3).focus()
    page.keyboard.press("ArrowDown")
    assert [selects.nth(place).input_value() for place in range(4)] == ["", "2", "4", "1"]
