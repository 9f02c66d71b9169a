"""The year of an administrator: staff from a spreadsheet, a plan, a course for four communes, reminders, three of them merged
mid-way; then the reports by the units of then and of now, against a table computed by hand, and the documents to be sent."""

import datetime
import io
import json

import pytest
from docx import Document
from openpyxl import Workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TITLES = ["Mã cán bộ", "Họ và tên", "Mã đơn vị", "Chức vụ", "Thư điện tử", "Từ ngày"]
COMMUNES = {
    "DH1": "Xã Đông Hòa Một",
    "DH2": "Xã Đông Hòa Hai",
    "DH3": "Xã Đông Hòa Ba",
    "DH4": "Xã Đông Hòa Bốn",
}
STAFF = {"DH1": 600, "DH2": 500, "DH3": 400, "DH4": 500}
FINISH_BEFORE = {"DH1": 420, "DH2": 300, "DH3": 80, "DH4": 400}
FINISH_AFTER = {"DH1": 30, "DH2": 0, "DH3": 20, "DH4": 0}
"""How many finish before the merger and after it, 1.200 before. By hand, after it:

                     have to learn   finished
    Đông Hòa Một               600        450
    Đông Hòa Hai               500        300
    Đông Hòa Ba                400        100
    the three, merged        1.500        850
    Đông Hòa Bốn               500        400
"""
BY_THEN = {"DH1": (600, 450), "DH2": (500, 300), "DH3": (400, 100), "DH4": (500, 400)}
BY_NOW = {"DHM": (1500, 850), "DH4": (500, 400)}
ALL = (2000, 1250)
NEW_NAME = "Xã Đông Hòa"
WRONG = {"DH1": ["TH7-0001", "", "DH1", "", "", ""], "DH2": ["TH7-0002", "Lê Văn Sai", "XX9", "", "", ""]}

SCENE = """
from organisation.models import Unit
from courses.shelves import open_shelf
from tests.factories import a_course, the_catalogue
from courses.models import OwnerIndexPage
top = Unit.get_first_root_node()
for code, name in {communes!r}.items():
    top.add_child(instance=Unit(name=name, code=code, kind="commune"))
    top.refresh_from_db()
a_course(title={course!r}, lessons=1, shelf=OwnerIndexPage.objects.first())
"""
LATE = """
import datetime
from enrolments.models import Assignment, Enrolment
for model in (Assignment, Enrolment):
    model.objects.filter(course__title={course!r}).update(due_on=datetime.date.today() - datetime.timedelta(days=1))
"""
"""Eight days go by."""

COURSE = "Những điểm mới về thi đua, khen thưởng ở cấp xã"

FINISHING = """
from collections import Counter
from completions.actions import complete_activity
from enrolments.models import Enrolment
left = Counter({how_many!r})
for enrolment in Enrolment.objects.open().filter(course__title={course!r}).select_related("user", "edition").order_by("user__staff_code"):
    commune = enrolment.user.staff_code.split("-")[0]
    if left[commune]:
        left[commune] -= 1
        for activity in enrolment.edition.required:
            complete_activity(enrolment=enrolment, activity_id=activity)
assert not +left, left
"""

REMINDING = """
import datetime, json
from django.utils import timezone
import clock
from reminders.actions import write_messages
from reminders.models import Message
from reminders.planning import note_reminders
morning = timezone.make_aware(datetime.datetime.combine(clock.today(), datetime.time(9)))
with clock.frozen_at(morning):
    for _ in range(2):
        note_reminders()
        write_messages()
told = Message.objects.filter(user__staff_code__startswith="DH", day=clock.today())
done = told.filter(user__enrolments__course__title={course!r}, user__enrolments__closed_as="completed")
print(json.dumps([told.count(), done.count()]))
"""


def a_list(*wrong: list[str]) -> bytes:
    """2.000 people of four communes, and rows that cannot be taken among them."""
    book = Workbook()
    sheet = book.active
    sheet.append(TITLES)
    for code, number in STAFF.items():
        for place in range(1, number + 1):
            name = f"{('Lê Thị', 'Nguyễn Văn', 'Lường Bá', 'Hà Thị Ngọc')[place % 4]} {('Ánh', 'Bình', 'Đức', 'Yến')[place // 4 % 4]}"
            sheet.append([f"{code}-{place:04}", name, code, "Công chức", "", "01/07/2025"])
    for row in wrong:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(page: Page, site, content: bytes) -> None:
    """Upload a list and let the worker read it; the page looks again by itself."""
    page.goto("/don-vi/nhap/")
    page.set_input_files(
        "input[name=file]",
        {
            "name": "can-bo-dong-hoa.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": content,
        },
    )
    page.get_by_role("button", name="Đọc tệp").click()
    work(site)


def work(site) -> None:
    site.manage("db_worker", "--batch", "--no-startup-delay", "-v0")


def import_staff(page: Page, site) -> None:
    """Three rows are wrong at first: nothing can be written; the corrected file is agreed to."""
    twice = ["DH3-0001", "Phạm Thị Lặp", "DH3", "", "", ""]
    upload(page, site, a_list(*WRONG.values(), twice))
    expect(page.locator("main")).to_contain_text("4 dòng bị lỗi")  # of a code that comes twice both rows are
    expect(page.get_by_role("button", name="Đồng ý")).to_have_count(0)
    upload(page, site, a_list())
    expect(page.locator("main")).to_contain_text("2.000 người mới")
    page.get_by_role("button", name="Đồng ý").click()
    work(site)
    expect(page.locator("main")).to_contain_text("Đã ghi: 2.000")


def make_plan(page: Page) -> str:
    """Issue a plan; its id."""
    page.goto("/ke-hoach/moi/")
    page.fill("input[name=title]", "Kế hoạch bồi dưỡng cán bộ các xã Đông Hòa")
    page.fill("input[name=decision]", "88/KH-UBND")
    page.get_by_role("button", name="Lưu kế hoạch").click()
    expect(page.locator("h1")).to_contain_text("các xã Đông Hòa")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def assign(page: Page, plan: str) -> None:
    """The course, to the four communes, under the plan, in seven days; the preview says how many it reaches."""
    page.goto(f"/giao-hoc/moi/?plan={plan}")
    page.select_option("select[name=course]", label=COURSE)
    page.fill("main input[name=q]", "dong hoa")
    page.locator("button[name=buoc][value=tim]").click()
    for name in COMMUNES.values():
        page.get_by_label(name).first.check()
    page.fill("input[name=due_on]", (datetime.date.today() + datetime.timedelta(days=7)).isoformat())
    page.locator("button[name=buoc][value=xem]").click()
    expect(page.locator("h1")).to_contain_text("2.000 người")
    page.get_by_role("button", name="Giao cho 2.000 người").click()
    expect(page.locator("main")).to_contain_text(COURSE)


def merge(page: Page, site) -> None:
    """Three communes become one today; the dry run says whom it moves before anything is moved."""
    page.goto("/don-vi/sap-xep/")
    page.fill("input[name=decision]", "Nghị quyết 99/NQ-HĐND")
    page.fill("input[name=effective_on]", datetime.date.today().isoformat())
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("link", name="Sáp nhập").click()
    page.fill("textarea[name=units]", "\n".join(["Xã Đông Hòa Một", "DH2", "xa dong hoa ba"]))
    page.fill("input[name=name]", NEW_NAME)
    page.fill("input[name=new_code]", "DHM")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator("main")).to_contain_text("1.500 người")
    assert units_named(site, NEW_NAME) == 0
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.locator(".tag").first).to_contain_text("hiệu lực")
    assert units_named(site, NEW_NAME) == 1


def units_named(site, name: str) -> int:
    return int(
        site.shell(f"from organisation.models import Unit; print(Unit.objects.filter(name={name!r}).count())")
    )


def table(page: Page) -> dict[str, tuple[int, int]]:
    """Unit → have to learn, finished, as the dashboard's table says."""
    number = lambda text: int(text.replace(".", ""))  # noqa: E731
    rows = page.locator("table.units tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(0, 3).map(cell => cell.textContent.trim()))"
    )
    return {
        row[0]: (number(row[1]), number(row[2])) for row in rows if len(row) == 3 and row[1][:1].isdigit()
    }


def sum_of(page: Page) -> tuple[int, int]:
    cells = page.locator("table.units tfoot td").all_inner_texts()
    return tuple(int(cell.strip().replace(".", "")) for cell in cells[:2])


def download(page: Page, address: str, addressee: str = "") -> str:
    """The document that a report makes of its figures: all that it says."""
    page.goto(address)
    page.fill("input[name=addressee]", addressee)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải văn bản").click()
    document = Document(waiting.value.path())
    said = [paragraph.text for paragraph in document.paragraphs]
    said += [" | ".join(cell.text for cell in row.cells) for found in document.tables for row in found.rows]
    return "\n".join(said)


def test_the_year_of_an_administrator(site, people):
    site.shell(SCENE.format(communes=COMMUNES, course=COURSE))
    page = people.sign_in("quantri.tinh")
    import_staff(page, site)
    plan = make_plan(page)
    assign(page, plan)
    site.shell(FINISHING.format(how_many=FINISH_BEFORE, course=COURSE))
    told, told_though_done = json.loads(site.shell(REMINDING.format(course=COURSE)).strip().splitlines()[-1])
    assert (told, told_though_done) == (2000 - sum(FINISH_BEFORE.values()), 0)

    merge(page, site)
    site.shell(FINISHING.format(how_many=FINISH_AFTER, course=COURSE))

    page.goto(f"/bao-cao/?ky={plan}")
    names = COMMUNES | {"DHM": NEW_NAME}
    by_now = {names[code]: numbers for code, numbers in BY_NOW.items()}
    assert table(page) == by_now
    assert sum_of(page) == ALL
    page.locator("details:has(select[name=co_cau]) summary").click()
    page.select_option("select[name=co_cau]", index=1)
    page.locator("form:has(select[name=co_cau])").get_by_role("button").first.click()
    page.wait_for_url("**co_cau=*")
    assert table(page) == {names[code]: numbers for code, numbers in BY_THEN.items()}
    assert sum_of(page) == ALL

    site.shell(LATE.format(course=COURSE))
    unit = page.evaluate("document.querySelector('a[href*=\"/van-ban/\"]').getAttribute('href')")
    address = unit.split("?")[0] + f"?ky={plan}&van-ban="
    report = download(page, address + "year")
    assert f"{COURSE} | 2.000 | 1.250 | 63\u00a0% | 750" in report
    assert f"{NEW_NAME} | 1.500 | 850 | 57\u00a0% | 650" in report
    letter = download(page, address + "letter", "Ủy ban nhân dân các xã có tên dưới đây")
    assert f"{NEW_NAME} | 1.500 | 650" in letter and f"{COMMUNES['DH4']} | 500 | 100" in letter
