"""The audit log as the province reads it."""

import ast
import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from audit.actions import log
from audit.models import Entry
from reports.audit_log import PAGE
from reports.audit_words import VERBS
from tests.factories import a_person, a_unit, an_administrator, signed_in
from tests.reports.scenes import NOW, Wards

pytestmark = pytest.mark.django_db
DOOR = "/bao-cao/nhat-ky/"


@pytest.fixture
def province():
    return a_unit("Tỉnh Thử", kind="province")


@pytest.fixture
def reader(client, province):
    return signed_in(client, an_administrator(province))


def acts(response) -> list[tuple[str, str]]:
    return [(line.who, line.act) for line in response.context["page"].lines]


def test_entries_stand_in_words_the_newest_first(reader, province):
    lan, minh = a_person("Lê Thị Lan"), a_person("Phạm Văn Minh")
    log(actor=lan, verb="person.moved", target=minh, unit_id=province.pk, reason="Luân chuyển")
    log(actor=minh, verb="report.exported", rows=12)
    response = reader.get(DOOR)
    found = acts(response)
    assert found[:3] == [
        (found[0][0], str(VERBS["audit.read"])),
        ("Phạm Văn Minh", str(VERBS["report.exported"])),
        ("Lê Thị Lan", str(VERBS["person.moved"])),
    ]
    moved = response.context["page"].lines[2]
    assert moved.unit == "Tỉnh Thử" and ("reason", "Luân chuyển") in moved.detail


def test_it_is_searched_by_person_without_tones_by_act_and_by_day(reader):
    lan, minh = a_person("Lê Thị Đào"), a_person("Phạm Văn Minh")
    with clock.frozen_at(NOW - datetime.timedelta(days=2)):
        log(actor=lan, verb="sign_out")
    with clock.frozen_at(NOW):
        log(actor=lan, verb="password.changed")
        log(actor=minh, verb="sign_out")
    assert {who for who, _ in acts(reader.get(DOOR, {"q": "dao"}))} == {"Lê Thị Đào"}
    assert {who for who, _ in acts(reader.get(DOOR, {"viec": "sign_out"}))} == {"Lê Thị Đào", "Phạm Văn Minh"}
    assert acts(reader.get(DOOR, {"q": "dao", "den": "2026-11-21"})) == [
        ("Lê Thị Đào", str(VERBS["sign_out"]))
    ]
    assert acts(reader.get(DOOR, {"q": "dao", "tu": "2026-11-23", "den": "2026-11-23"})) == [
        ("Lê Thị Đào", str(VERBS["password.changed"]))
    ]
    assert acts(reader.get(DOOR, {"q": "khong-ai"})) == []


def test_pages_follow_one_another_without_gap_or_repeat(reader):
    lan = a_person("Lê Thị Lan")
    made = [log(actor=lan, verb="sign_out", number=number).pk for number in range(PAGE + 3)]
    first = reader.get(DOOR, {"viec": "sign_out"})
    second = reader.get(first.context["next_url"])
    assert len(first.context["page"].lines) == PAGE
    assert len(second.context["page"].lines) == 3 and second.context["next_url"] == ""
    numbers = [dict(line.detail)["number"] for page in (first, second) for line in page.context["page"].lines]
    assert numbers == [str(number) for number in reversed(range(len(made)))]


def test_a_page_asks_the_same_for_one_entry_and_for_three(reader):
    counts = []
    for _ in range(2):
        log(actor=a_person(), verb="sign_out", unit_id=a_unit("Xã Thử").pk)
        with CaptureQueriesContext(connection) as asked:
            reader.get(DOOR, {"viec": "sign_out"})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_only_who_sees_the_whole_province_reads_it(client):
    wards = Wards()
    for person in (a_person(), an_administrator(wards.hac)):
        assert signed_in(client, person).get(DOOR).status_code == 403
    assert signed_in(client, an_administrator(wards.province, role="observer")).get(DOOR).status_code == 200


def test_a_bad_day_is_said_and_shows_everything(reader):
    response = reader.get(DOOR, {"tu": "hôm qua"})
    assert response.status_code == 422 and response.context["page"].lines


def test_hostile_text_stays_text(reader):
    log(actor=a_person("<b>Lan"), verb="person.moved", reason="<script>alert(1)</script>")
    said = reader.get(DOOR).content.decode()
    assert "<script>alert" not in said and "&lt;script&gt;alert" in said


def test_opening_a_persons_file_is_noted(client):
    wards = Wards()
    person = wards.learners("Hạc Một", done=1)[0].user
    chief = signed_in(client, an_administrator(wards.hac))
    chief.get(reverse("reports:person", args=[person.pk]))
    assert Entry.objects.filter(verb="person.seen", object_id=str(person.pk)).count() == 1


def verbs_in_code() -> set[str]:
    """Every verb that a call names as a plain word."""
    found = set()
    for path in Path(settings.BASE_DIR).glob("[a-z]*/**/*.py"):
        if path.parts[len(Path(settings.BASE_DIR).parts)] in {"tests", "bench", "var"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "verb":
                chosen = (
                    [node.value.body, node.value.orelse]
                    if isinstance(node.value, ast.IfExp)
                    else [node.value]
                )
                found |= {verb.value for verb in chosen if isinstance(verb, ast.Constant)}
    return found


def test_every_verb_has_words():
    found = verbs_in_code()
    assert len(found) > 30
    assert found - set(VERBS) == set()
