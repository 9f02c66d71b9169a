"""Builders of what tests need: `a_unit()`, `a_person()`, `a_course()` … each with sensible, unique defaults."""

import datetime
from itertools import count

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from wagtail.models import Page, Site

import clock
from accounts import second_factor
from accounts.models import User
from completions.actions import complete_activity, revoke_record
from completions.models import CompletionRecord, Revocation
from completions.sealing import seal_ledger
from courses.actions import freeze_edition
from courses.models import CatalogueIndexPage, CoursePage, LessonPage, ModulePage, OwnerIndexPage
from enrolments.actions import enrol
from home.models import HomePage
from organisation.models import Administration, Membership, Unit
from quizzes.models import Category, KeyRevision, Question, QuestionVersion, QuizDraw, QuizPage

_numbers = count(1)
PASSWORD = "hoc-de-lam-2026"


def a_unit(name=None, parent=None, kind="commune", **fields) -> Unit:
    number = next(_numbers)
    unit = Unit(name=name or f"Xã Thử Nghiệm {number}", code=f"U{number}", kind=kind, **fields)
    return parent.add_child(instance=unit) if parent else Unit.add_root(instance=unit)


def a_person(full_name="Nguyễn Thị Ngọc Ánh", unit=None, password=PASSWORD, **fields) -> User:
    number = next(_numbers)
    fields.setdefault("username", f"canbo{number}")
    fields.setdefault("staff_code", f"TH{number:06d}")
    person = User.objects.create_user(password=password, full_name=full_name, **fields)
    if unit is not None:
        Membership.objects.create(user=person, unit=unit, valid_from=datetime.date(2025, 7, 1))
    return person


def an_administrator(unit, role="administrator", **fields) -> User:
    person = a_person(full_name=fields.pop("full_name", "Trần Văn Dũng"), unit=unit, **fields)
    Administration.objects.create(user=person, unit=unit, role=role)
    return person


def the_catalogue() -> CatalogueIndexPage:
    """The catalogue under the site's root, made once."""
    found = CatalogueIndexPage.objects.first()
    if found:
        return found
    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    root.get_children().delete()
    root = Page.objects.get(depth=1)
    front = root.add_child(instance=HomePage(title="Học thi đua", slug="trang-chu"))
    Site.objects.create(hostname="localhost", port=80, root_page=front, is_default_site=True)
    return front.add_child(instance=CatalogueIndexPage(title="Khóa học", slug="khoa-hoc"))


def a_shelf(unit=None) -> OwnerIndexPage:
    unit = unit or a_unit(kind="department")
    number = next(_numbers)
    return the_catalogue().add_child(
        instance=OwnerIndexPage(title=str(unit), slug=f"don-vi-{number}", unit=unit)
    )


def a_course(
    title="Nền tảng pháp luật thi đua, khen thưởng", lessons=2, quiz=False, shelf=None, **fields
) -> CoursePage:
    """A published course with one module; `quiz=True` adds a final of three questions."""
    number = next(_numbers)
    shelf = shelf or a_shelf()
    course = shelf.add_child(
        instance=CoursePage(
            title=title, slug=f"khoa-{number}", summary="Nhận biết văn bản còn hiệu lực.", **fields
        )
    )
    module = course.add_child(instance=ModulePage(title="Nhận diện văn bản", slug="hoc-phan-1"))
    for place in range(1, lessons + 1):
        a_lesson(module, title=f"Bài 1.{place}", slug=f"bai-1-{place}")
    if quiz:
        a_quiz(module)
    freeze_edition(course=course)
    return course


def a_lesson(module, title="Bài 1.1", slug=None, body=None, **fields) -> LessonPage:
    body = body if body is not None else [("lead", "Một câu dẫn."), ("text", "<p>Nội dung của bài học.</p>")]
    slug = slug or f"bai-{next(_numbers)}"
    return module.add_child(instance=LessonPage(title=title, slug=slug, body=body, **fields))


def a_category(name="Nhận diện văn bản", owner=None) -> Category:
    return Category.add_root(name=name, owner=owner)


def a_question(
    category=None, kind="single", options=4, right=(0,), state="in_use", text=None, **fields
) -> Question:
    """A question with one version and one key; `right` are positions among the options."""
    import uuid

    number = next(_numbers)
    question = Question.objects.create(
        code=f"Q{number}",
        category=category or a_category(),
        kind=kind,
        difficulty=fields.pop("difficulty", "remember"),
        **fields,
    )
    ids = [str(uuid.uuid4()) for _ in range(options)]
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        text=text or f"Câu hỏi số {number}?",
        options=[{"id": id, "text": f"Phương án {place}"} for place, id in enumerate(ids, 1)],
        made_at=clock.now(),
    )
    KeyRevision.objects.create(
        version=version,
        number=1,
        right=[ids[place] for place in right],
        explanation="Vì luật nói vậy.",
        made_at=clock.now(),
    )
    question.current = version
    question.state = state
    question.derive_from_text(version.text)
    question.save()
    return question


def a_quiz(
    parent, questions=3, category=None, title="Kiểm tra cuối khóa", slug="kiem-tra", **fields
) -> QuizPage:
    """A quiz that draws `questions` single-choice questions from a category that has two more."""
    if category is None:
        category = a_category()
        for _ in range(questions + 2):
            a_question(category)
    quiz = QuizPage(title=title, slug=slug, **fields)
    quiz.draws = [QuizDraw(category=category, count=questions)]
    return parent.add_child(instance=quiz)


def an_enrolment(user=None, course=None, unit=None):
    return enrol(user=user or a_person(unit=unit or a_unit()), course=course or a_course())


def a_record(user=None, course=None, unit=None) -> CompletionRecord:
    """A course completed by a person, with its certificate; not sealed yet."""
    enrolment = an_enrolment(user, course, unit)
    for activity in enrolment.edition.required:
        record = complete_activity(enrolment=enrolment, activity_id=activity)
    return record


def a_sealed_record(**fields) -> CompletionRecord:
    record = a_record(**fields)
    seal_ledger()
    return record


def a_revocation(record=None, by=None, reason="Ghi nhầm người.") -> Revocation:
    record = record or a_record()
    return revoke_record(record=record, by=by or an_administrator(record.unit), reason=reason)


def a_second_factor(person):
    """A confirmed authenticator app of this person; its secret is in `.data["secret"]`, encrypted."""
    return TOTP.activate(person, generate_totp_secret()).instance


def signed_in(client, person):
    """Sign the client in as this person; whoever's role needs a second factor has one and has shown it."""
    client.force_login(person)
    if second_factor.is_needed(person):
        if not second_factor.is_set_up(person):
            a_second_factor(person)
        session = client.session
        second_factor.mark_as_shown(session, person)
        session.save()
    return client


def a_trainer_of(page):
    """Somebody who may add and change what is below a page of the tree, such as a shelf."""
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupPagePermission

    group = Group.objects.create(name=f"Biên soạn {page.pk}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    trainer = a_person("Lê Thị Hoa")
    trainer.groups.add(group)
    return trainer


def a_sitting(questions=3, user=None, kinds=("single",), **fields):
    """An open attempt at a quiz of so many questions, in a course with one lesson before it."""
    from quizzes.actions import start_attempt

    course = a_course(lessons=1)
    category = a_category()
    for place in range(questions + 2):
        kind = kinds[place % len(kinds)]
        a_question(
            category,
            kind=kind,
            options=2 if kind == "true_false" else 5,
            right=(0, 2, 4) if kind == "multiple" else (0,),
        )
    quiz = a_quiz(
        course.get_children().get(),
        questions=questions,
        category=category,
        slug=f"kiem-tra-{next(_numbers)}",
        **fields,
    )
    freeze_edition(course=course)
    return start_attempt(enrolment=an_enrolment(user, course), quiz=quiz)


def right_choice(attempt, slot: int) -> list[str]:
    """What the key says is right for a question of a paper."""
    return KeyRevision.objects.filter(version=attempt.paper[slot - 1]["version"]).latest("number").right


def wrong_choice(attempt, slot: int) -> list[str]:
    """One option of a question of a paper that is not right."""
    right = right_choice(attempt, slot)
    return [next(option for option in attempt.paper[slot - 1]["options"] if option not in right)]


def an_answer(attempt, slot: int, chosen: list[str], base: int = 0, packet=None, is_flagged=False):
    """Save an answer as the page does."""
    import uuid

    from quizzes.sitting.saving import Typed, save_answer

    typed = Typed(tuple(chosen), is_flagged, base, packet or uuid.uuid4())
    return save_answer(user_id=attempt.user_id, attempt=attempt.uuid, slot=slot, typed=typed)
