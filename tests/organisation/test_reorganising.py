"""Units merged, split, renamed and moved by a decision: the tree of today, its history, people and their rights."""

import datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

import clock
from accounts.models import User
from audit.models import Entry
from completions.models import CompletionRecord
from organisation import scope
from organisation.actions import (
    add_changes,
    apply_due_reorganisations,
    apply_reorganisation,
    draw_up,
    effects_of,
    plan_reorganisation,
    take_out_change,
    undo_reorganisation,
)
from organisation.forest import ImpossibleChange
from organisation.history import paths_at, structure_at
from organisation.models import Administration, Membership, Reorganisation, Unit, UnitPlacement
from organisation.tree import found_units
from tests.factories import a_course, a_person, a_record, a_unit, an_administrator, an_enrolment

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
SOUND = ([], [], [], [], [])


@pytest.fixture(autouse=True)
def the_morning():
    with clock.frozen_at(NOW):
        yield


def fresh(unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def reorganised(scene, *changes, on=TODAY, by=None) -> Reorganisation:
    made = draw_up(
        decision="NQ 1686/NQ-UBTVQH15",
        title="",
        effective_on=on,
        made_for=scene.province,
        by=by or scene.head,
        changes=changes,
    )
    return plan_reorganisation(reorganisation=made, by=scene.head)


def merge_of(scene, **more) -> list[dict]:
    """Both wards into a new one."""
    new = {
        "kind": "found",
        "code": "MOI",
        "name": "Phường Mới",
        "unit_kind": "ward",
        "under": scene.province.code,
    }
    return [new, {"kind": "merge", "units": [scene.ward.code, scene.other.code], "into": "MOI", **more}]


# What a change does.


def test_merged_units_end_and_their_people_work_in_the_new_one(scene):
    made = reorganised(scene, *merge_of(scene))
    new = Unit.objects.get(code="MOI")
    assert (made.state, new.valid_from, fresh(scene.ward).valid_to) == ("applied", TODAY, TODAY)
    assert Unit.find_problems() == SOUND
    assert set(new.get_children().present()) == {scene.office}
    places = list(scene.stranger.memberships.order_by("pk").values_list("unit", "valid_from", "valid_to"))
    assert places == [(scene.other.pk, datetime.date(2025, 7, 1), TODAY), (new.pk, TODAY, None)]
    assert scene.person.memberships.get().unit == scene.office  # her office came along with her
    assert set(fresh(scene.ward).successors.all()) == {new}
    entry = Entry.objects.get(verb="reorganisation.applied")
    assert (entry.detail["decision"], entry.detail["on"]) == ("NQ 1686/NQ-UBTVQH15", "2026-11-23")


def test_records_count_where_they_were_earned_and_open_courses_move(scene):
    record = a_record(scene.stranger, unit=scene.other)
    enrolment = an_enrolment(scene.stranger, a_course())
    reorganised(scene, *merge_of(scene))
    new = Unit.objects.get(code="MOI")
    enrolment.refresh_from_db()
    assert enrolment.unit == new
    record = CompletionRecord.objects.get(pk=record.pk)
    assert (record.unit, record.unit_ancestors) == (scene.other, [scene.province.pk, scene.other.pk])
    assert record.unit.path.startswith(new.path)


def test_an_existing_unit_may_take_others_in(scene):
    reorganised(scene, {"kind": "merge", "units": [scene.other.code], "into": scene.ward.code})
    assert scene.stranger.memberships.present().get().unit == scene.ward
    assert Unit.find_problems() == SOUND
    assert fresh(scene.ward).former_names == "Phường Sầm Sơn"


def test_a_split_unit_ends_where_it_stood_and_its_units_come_one_up(scene):
    heirs = [a_unit(name, fresh(scene.province)) for name in ("Phường Một", "Phường Hai")]
    a_person("Cao Văn Ở", unit=scene.ward)
    reorganised(scene, {"kind": "split", "unit": scene.ward.code, "heirs": [heir.code for heir in heirs]})
    assert Unit.find_problems() == SOUND
    assert fresh(scene.office).get_parent() == scene.province
    assert fresh(scene.ward).get_parent() == scene.province
    assert scene.chief.memberships.present().get().unit == heirs[0]
    assert set(fresh(scene.ward).successors.all()) == set(heirs)


def test_renamed_and_moved_units_keep_their_people(scene):
    reorganised(
        scene,
        {"kind": "rename", "unit": scene.ward.code, "name": "Phường Đông Hải", "short_name": ""},
        {"kind": "move", "unit": scene.office.code, "under": scene.other.code},
    )
    ward, office = fresh(scene.ward), fresh(scene.office)
    assert (ward.name, ward.former_names) == ("Phường Đông Hải", "Phường Hạc Thành")
    assert office.get_parent() == scene.other
    assert Unit.find_problems() == SOUND
    assert scene.person.memberships.get().valid_to is None
    assert list(
        UnitPlacement.objects.filter(unit=office).order_by("pk").values_list("parent", "valid_to")
    ) == [
        (scene.ward.pk, TODAY),
        (scene.other.pk, None),
    ]


def test_old_names_are_still_found(scene):
    reorganised(scene, *merge_of(scene))
    new = Unit.objects.get(code="MOI")
    for words in ("hạc thành", "sam son", "Phường Mới"):
        assert new in found_units(scene.head, words)


# The past.


def test_the_structure_of_then_is_asked_by_day(scene):
    before = structure_at(TODAY - DAY)
    reorganised(scene, *merge_of(scene), {"kind": "rename", "unit": scene.office.code, "name": "Phòng Khác"})
    new = Unit.objects.get(code="MOI")
    assert structure_at(TODAY - DAY) == before
    now = structure_at(TODAY)
    assert set(now) == {scene.province.pk, new.pk, scene.office.pk}
    assert (now[scene.office.pk].parent, now[scene.office.pk].name) == (new.pk, "Phòng Khác")
    paths = paths_at(TODAY - DAY)
    assert paths[scene.office.pk].startswith(paths[scene.ward.pk])
    assert not paths[scene.other.pk].startswith(paths[scene.ward.pk])


# Who may see.


def test_a_dissolved_units_records_go_to_its_successors(scene):
    heirs = [a_unit(name, fresh(scene.province)) for name in ("Phường Một", "Phường Hai")]
    chiefs = [an_administrator(heir) for heir in heirs]
    control = an_administrator(fresh(scene.office))
    reorganised(scene, {"kind": "split", "unit": scene.other.code, "heirs": [heir.code for heir in heirs]})
    for chief in chiefs:
        assert scene.other in scope.visible_units(chief)
        assert scene.other not in scope.visible_units(chief, acting=True)
    assert scene.other not in scope.visible_units(control)
    # The second heir ends too: whoever inherits from it inherits what it had inherited.
    reorganised(scene, {"kind": "merge", "units": [heirs[1].code], "into": scene.ward.code})
    assert scene.other in scope.visible_units(scene.chief)


def test_administrators_of_merged_units_administer_the_new_one_only_if_the_author_said_so(scene):
    reorganised(scene, *merge_of(scene))
    new = Unit.objects.get(code="MOI")
    assert not Administration.objects.filter(unit=new).exists()
    assert not scope.visible_people(scene.chief).filter(pk=scene.stranger.pk).exists()


def test_the_author_may_hand_administration_over(scene):
    reorganised(scene, *merge_of(scene, appoints=True))
    new = Unit.objects.get(code="MOI")
    granted = Administration.objects.filter(unit=new).values_list("user", "role", "granted_by")
    assert set(granted) == {
        (scene.chief.pk, "administrator", scene.head.pk),
        (scene.sibling.pk, "administrator", scene.head.pk),
        (scene.observer.pk, "observer", scene.head.pk),
    }


# Planning and taking back.


def test_a_plan_waits_for_its_day_and_is_applied_once(scene):
    made = reorganised(scene, *merge_of(scene), on=TODAY + DAY)
    assert (made.state, fresh(scene.ward).valid_to, apply_due_reorganisations()) == ("planned", None, 0)
    with clock.frozen_at(NOW + DAY):
        assert [apply_due_reorganisations(), apply_due_reorganisations()] == [1, 0]
        assert not undo_reorganisation(reorganisation=made, by=scene.head)
    assert fresh(scene.ward).valid_to == TODAY + DAY
    assert Unit.objects.filter(code="MOI").count() == 1


def test_a_plan_can_be_taken_back_until_its_day(scene):
    made = reorganised(scene, *merge_of(scene), on=TODAY + DAY)
    assert undo_reorganisation(reorganisation=made, by=scene.head)
    assert not undo_reorganisation(reorganisation=made, by=scene.head)
    with clock.frozen_at(NOW + DAY):
        assert apply_due_reorganisations() == 0
    assert not Unit.objects.filter(code="MOI").exists()


def test_the_dry_run_counts_and_writes_nothing(scene):
    an_enrolment(scene.stranger, a_course())
    made = draw_up(
        decision="QĐ 1",
        title="",
        effective_on=TODAY,
        made_for=scene.province,
        by=scene.head,
        changes=merge_of(scene),
    )
    before = list(Unit.objects.values_list()), Membership.objects.count()
    assert effects_of(made) == {
        "founded": 1,
        "ended": 2,
        "moved": 1,
        "renamed": 0,
        "people": 4,
        "carried": 1,
        "administrators": 3,
        "enrolments": 1,
    }
    assert (list(Unit.objects.values_list()), Membership.objects.count()) == before
    assert plan_reorganisation(reorganisation=made, by=scene.head).effects == effects_then(made)


def effects_then(made) -> dict:
    return Reorganisation.objects.get(pk=made.pk).effects


def test_a_plan_that_the_tree_no_longer_allows_waits_with_the_reason(scene):
    made = reorganised(scene, *merge_of(scene), on=TODAY + DAY)
    reorganised(scene, {"kind": "merge", "units": [scene.ward.code], "into": scene.other.code})
    with clock.frozen_at(NOW + DAY):
        assert apply_due_reorganisations() == 0
    made.refresh_from_db()
    assert made.state == "planned" and scene.ward.code in made.problem
    assert not Unit.objects.filter(code="MOI").exists()


def test_what_cannot_be_is_refused(scene):
    made = draw_up(decision="QĐ 1", title="", effective_on=TODAY, made_for=scene.province, by=scene.head)
    impossible = [
        {"kind": "merge", "units": [scene.ward.code], "into": scene.ward.code},
        {"kind": "merge", "units": [scene.ward.code], "into": scene.office.code},
        {"kind": "merge", "units": [], "into": scene.ward.code},
        {"kind": "move", "unit": scene.ward.code, "under": scene.office.code},
        {"kind": "move", "unit": scene.ward.code, "under": scene.ward.code},
        {"kind": "found", "code": scene.ward.code, "name": "X", "unit_kind": "ward", "under": None},
        {"kind": "rename", "unit": "KHONG-CO", "name": "X"},
        {"kind": "explode", "unit": scene.ward.code},
    ]
    for change in impossible:
        with pytest.raises(ImpossibleChange):
            add_changes(reorganisation=made, changes=[change])
    kept = add_changes(reorganisation=made, changes=merge_of(scene))
    with pytest.raises(ImpossibleChange):
        take_out_change(reorganisation=kept, place=0)
    assert len(take_out_change(reorganisation=kept, place=1).changes) == 1


def test_a_failure_in_the_middle_leaves_the_old_tree(scene, monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError("the disk is full")

    made = reorganised(scene, *merge_of(scene), on=TODAY + DAY)
    before = list(Unit.objects.order_by("pk").values_list())
    with clock.frozen_at(NOW + DAY):
        monkeypatch.setattr(Administration.objects, "bulk_create", refuse)
        with pytest.raises(IntegrityError):
            apply_reorganisation(reorganisation=made)
        assert list(Unit.objects.order_by("pk").values_list()) == before
        # The twin: without the transaction the tree would be half changed.
        with pytest.raises(IntegrityError):
            apply_reorganisation.__wrapped__(reorganisation=made)
    assert list(Unit.objects.order_by("pk").values_list()) != before


# The year 2025.


def the_old_province(districts: int, communes: int, people: int):
    """Province, districts, communes with an office each; people spread over the offices and communes."""
    province = Unit.add_root(name="Tỉnh", code="T", kind="province")
    units, last = [], {}

    def below(parent, **fields):
        last[parent.path] = last.get(parent.path, 0) + 1
        path = Unit._get_path(parent.path, parent.depth + 1, last[parent.path])
        parent.numchild += 1
        unit = Unit(path=path, depth=parent.depth + 1, **fields)
        unit.derive_from_name()
        units.append(unit)
        return unit

    tops = [below(province, name=f"Huyện {n}", code=f"H{n}", kind="district") for n in range(districts)]
    wards = [
        below(tops[n % districts], name=f"Xã {n}", code=f"X{n}", kind="commune") for n in range(communes)
    ]
    offices = [
        below(ward, name=f"Văn phòng xã {ward.code}", code=f"V{ward.code}", kind="division") for ward in wards
    ]
    province.save()
    Unit.objects.bulk_create(units, batch_size=200)
    staff = [User(username=f"u{n}", full_name=f"Người {n}", staff_code=f"S{n}") for n in range(people)]
    for one in staff:
        one.derive_from_name()
    User.objects.bulk_create(staff, batch_size=500)
    Membership.objects.bulk_create(
        Membership(
            user=one, unit=(offices if n % 2 else wards)[n % communes], valid_from=datetime.date(2024, 1, 1)
        )
        for n, one in enumerate(staff)
    )
    return province, tops, wards


def the_change_of_2025(districts: int, communes: int, into: int) -> list[dict]:
    """Communes of a district into new ones directly under the province; then the districts end."""
    changes, heirs = [], {n: [] for n in range(districts)}
    for number in range(into):
        district = number % districts
        own = [n for n in range(communes) if n % districts == district]
        share = own[number // districts :: len(range(district, into, districts))]
        if share:
            changes.append(
                {
                    "kind": "found",
                    "code": f"M{number}",
                    "name": f"Xã mới {number}",
                    "unit_kind": "commune",
                    "under": "T",
                }
            )
            changes.append({"kind": "merge", "units": [f"X{n}" for n in share], "into": f"M{number}"})
            heirs[district].append(f"M{number}")
    return changes + [{"kind": "split", "unit": f"H{n}", "heirs": heirs[n]} for n in range(districts)]


def test_the_change_of_2025_at_its_real_size(db):
    province, tops, wards = the_old_province(27, 547, 1500)
    head = an_administrator(Unit.objects.get(code="T"))
    on = datetime.date(2025, 7, 1)
    before = structure_at(on - DAY)
    where = dict(Membership.objects.present().values_list("user", "unit__code"))
    made = draw_up(
        decision="NQ 1686",
        title="",
        effective_on=on,
        made_for=province,
        by=head,
        changes=the_change_of_2025(27, 547, 166),
    )
    made = plan_reorganisation(reorganisation=made, by=head)
    assert (made.effects["ended"], made.effects["founded"]) == (27 + 547, 166)
    assert Unit.find_problems() == SOUND
    assert structure_at(on - DAY) == before
    present = Unit.objects.present()
    assert present.filter(kind="commune", depth=2).count() == 166
    assert present.filter(kind="division", depth=3).count() == 547
    assert present.count() == 1 + 166 + 547
    merged = {
        code: change["into"]
        for change in made.changes
        if change["kind"] == "merge"
        for code in change["units"]
    }
    now = dict(Membership.objects.present().values_list("user", "unit__code"))
    assert now == {user: merged.get(code, code) for user, code in where.items()}
    for number in (0, 17, 166 - 1):
        new = Unit.objects.get(code=f"M{number}")
        assert f"Huyện {number % 27}" in new.former_names
        assert new in found_units(head, f"huyen {number % 27}")


def test_statements_do_not_grow_with_the_units(db):
    def statements(communes: int, into: int, prefix: str) -> int:
        Membership.objects.all().delete()
        Administration.objects.all().delete()
        for model in (UnitPlacement, Reorganisation):
            model.objects.all().delete()
        Unit.successors.through.objects.all().delete()
        Unit.objects.all().delete()
        User.objects.filter(username__startswith="u").delete()
        province, *_rest = the_old_province(3, communes, communes)
        head = an_administrator(Unit.objects.get(code="T"), username=f"head{prefix}")
        made = draw_up(
            decision="NQ 1686",
            title="",
            effective_on=TODAY + DAY,
            made_for=province,
            by=head,
            changes=the_change_of_2025(3, communes, into),
        )
        made = plan_reorganisation(reorganisation=made, by=head)
        with clock.frozen_at(NOW + DAY), CaptureQueriesContext(connection) as captured:
            apply_reorganisation(reorganisation=made)
        return len(captured)

    assert statements(6, 3, "a") == statements(24, 12, "b")
