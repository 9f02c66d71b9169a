"""What a learner does in a browser, step by step, with and without JavaScript."""

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

KEYS = """
import json
from quizzes.models import Attempt, KeyRevision
attempt = Attempt.objects.get(uuid="{uuid}")
keys = {{key.version_id: key.right for key in KeyRevision.objects.order_by("number")}}
print(json.dumps({{slot: keys[line["version"]] for slot, line in enumerate(attempt.paper, 1)}}))
"""


def finish_lessons(page: Page) -> int:
    """From a lesson, answer what is asked and finish each until something else comes; returns how many."""
    finished = 0
    while re.search(r"/bai-\d+-\d+/", page.url):
        question = page.locator("form:has(fieldset.try)")
        if question.count():
            question.locator("input[name=chosen]").first.check()
            question.get_by_role("button", name="Kiểm tra câu trả lời").click()
            expect(page.locator("section.try")).to_be_visible()
        page.locator("form.finish button").click()
        page.wait_for_load_state()
        finished += 1
    return finished


def right_answers(site: Site, page: Page) -> dict[int, list[str]]:
    """The right options of the attempt on this page, by question number."""
    uuid = re.search(r"/lam-bai/([0-9a-f-]{36})/", page.url)[1]
    return {int(slot): right for slot, right in json.loads(site.shell(KEYS.format(uuid=uuid))).items()}


def choose(page: Page, slot: int, options: list[str]) -> None:
    for option in options:
        page.locator(f'#cau-{slot} input[value="{option}"]').check()


def save_by_post(page: Page, right: dict[int, list[str]]) -> None:
    """Without JavaScript: each answer is saved by its own button; the last leads to checking."""
    for slot, options in right.items():
        choose(page, slot, options)
        page.locator(f'#cau-{slot} button[name="next"]').last.click()
        page.wait_for_load_state()
    expect(page).to_have_url(re.compile("/xem-lai/"))
