"""The pages of reorganisations: from the decision to what stands afterwards, within one's own branch."""

import pytest
from django.urls import reverse

from organisation.models import Reorganisation, Unit
from tests.organisation.test_reorganising import TODAY, reorganised

pytestmark = pytest.mark.django_db


def address(name, *args) -> str:
    return reverse(f"organisation:{name}", args=args)


def drawn_up(client, on=TODAY) -> Reorganisation:
    client.post(address("reorganisations"), {"decision": "QĐ 12/QĐ-UBND", "effective_on": on.isoformat()})
    return Reorganisation.objects.latest("pk")


def test_from_the_decision_to_the_merged_unit(scene, signed_in):
    client = signed_in(scene.head)
    made = drawn_up(client)
    add = address("add_change", made.pk, "sap-nhap")
    filled = {"units": f"{scene.ward.code}\nphường sầm sơn", "name": "Phường Mới", "new_code": "MOI"}
    shown = client.post(add, filled, follow=True).content.decode()
    assert "Sáp nhập vào Phường Mới (MOI)" in shown and "2 đơn vị kết thúc" in shown
    assert not Unit.objects.filter(code="MOI").exists()
    done = client.post(address("plan_reorganisation", made.pk), follow=True).content.decode()
    assert "đúng theo quyết định" in done
    new = Unit.objects.get(code="MOI")
    assert (new.kind, new.get_parent()) == ("ward", scene.province)
    unit = client.get(address("unit", scene.ward.pk)).content.decode()
    assert "Phường Mới" in unit
    assert client.get(address("add_change", made.pk, "doi-ten")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "filled", "words"),
    [
        ("sap-nhap", {"units": "Xã Không Có", "into": "{other}"}, "Không có đơn vị tên"),
        ("sap-nhap", {"units": "{ward}"}, "đặt tên và mã cho đơn vị mới"),
        ("sap-nhap", {"units": "{province}", "into": "{ward}"}, "cao nhất anh/chị quản lý"),
        ("chia-tach", {"unit": "{ward}", "heirs": "{ward}"}, "chia tách thành các đơn vị khác"),
        ("doi-ten", {"unit": "{ward}"}, "nhập tên mới"),
        ("chuyen", {"unit": "{ward}", "under": "{office}"}, "không thể đảo ngược"),
        ("sap-nhap", {"units": "{ward}", "name": "X", "new_code": "{other}"}, "đã có đơn vị dùng"),
    ],
)
def test_a_wrong_change_says_why(scene, signed_in, kind, filled, words):
    client = signed_in(scene.head)
    made = drawn_up(client)
    codes = {name: getattr(scene, name).code for name in ("province", "ward", "office", "other")}
    filled = {name: text.format(**codes) for name, text in filled.items()}
    shown = client.post(address("add_change", made.pk, kind), filled).content.decode()
    assert words in shown
    made.refresh_from_db()
    assert made.changes == []


def test_nobody_reorganises_beyond_the_branch(scene, signed_in):
    client = signed_in(scene.chief)
    made = drawn_up(client)
    for filled in (
        {"units": scene.other.code, "into": scene.office.code},
        {"units": scene.ward.code, "into": scene.office.code},
    ):
        assert client.post(address("add_change", made.pk, "sap-nhap"), filled).status_code == 200
    made.refresh_from_db()
    assert made.changes == []
    # Whatever got into the draft, it is not confirmed.
    Reorganisation.objects.update(
        changes=[{"kind": "merge", "units": [scene.other.code], "into": scene.ward.code}]
    )
    assert client.post(address("plan_reorganisation", made.pk)).status_code == 404
    assert Unit.objects.get(pk=scene.other.pk).valid_to is None


def test_a_decision_is_seen_in_its_branch_only(scene, signed_in):
    made = reorganised(scene, {"kind": "rename", "unit": scene.ward.code, "name": "Phường Khác"})
    assert signed_in(scene.head).get(address("reorganisation", made.pk)).status_code == 200
    for user in (scene.chief, scene.sibling):
        assert signed_in(user).get(address("reorganisation", made.pk)).status_code == 404
        assert signed_in(user).post(address("undo_reorganisation", made.pk)).status_code == 404
    assert signed_in(scene.observer).get(address("reorganisations")).status_code == 403


def test_a_change_can_be_taken_out_of_a_draft(scene, signed_in):
    client = signed_in(scene.head)
    made = drawn_up(client)
    client.post(address("add_change", made.pk, "doi-ten"), {"unit": scene.ward.code, "name": "Phường Khác"})
    client.post(address("take_out_change", made.pk, 0))
    made.refresh_from_db()
    assert made.changes == []
    client.post(address("undo_reorganisation", made.pk))
    made.refresh_from_db()
    assert made.state == "undone"
