"""A small province in which everything carries a token that says whose it is.

    Tỉnh
    ├── branch A: a ward with an office below it       administrator, observer, learner (sits a quiz),
    │                                                 colleague (has finished the course)
    ├── branch B: its sibling, made the same           sibling (administrator), learner, …
    ├── shelf S: a department that authors             trainer
    └── shelf T: another one                           foreigner (trainer)

A token reads CNRYA001: the letter names the branch or shelf whose people alone may see it. A draft and a question of the
bank carry the token of their shelf. Names of units that author, of posts and of what is published carry none: they are
everybody's to read.
"""

import datetime
import io
from itertools import count

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site, Task, Workflow

import clock
from accounts.actions import issue_code
from completions.actions import complete_activity, revoke_record
from completions.outside import enter_training
from courses.actions import freeze_edition
from courses.models import CoursePage, ModulePage
from courses.shelves import open_shelf, trainers_of
from enrolments.actions import ask_dispensation, assign_course, enrol, make_plan
from enrolments.models import Enrolment
from legislation.models import LegalDocument
from organisation.actions import report_mistake
from organisation.models import Administration, Membership, Post
from quizzes.actions import start_attempt, submit_attempt
from quizzes.exchange.preparing import prepare_import
from quizzes.models import KeyRevision, QuestionImport, Regrade
from quizzes.sitting.standing import standing_of
from tests.factories import (
    a_category,
    a_lesson,
    a_person,
    a_question,
    a_quiz,
    a_unit,
    right_choice,
    the_catalogue,
)
from tests.factories import an_answer as answer
from tests.factories.classes import a_class, a_registration, a_session
from tests.factories.law import a_document, a_provision
from tests.security.keys import one_of_every_kind

ROLES = ["stranger", "learner", "colleague", "trainer", "foreigner", "administrator", "sibling", "superuser"]
DUE = datetime.date(2027, 1, 31)


class World:
    """`people[role]`, and `things[name]`: what addresses are made of."""

    def __init__(self):
        self._numbers = count(1)
        self.people = {"stranger": AnonymousUser()}
        self.things = {}
        self.keyed = {}
        """A question of every kind in the bank of each shelf, by its letter."""
        self.root = a_unit("Tỉnh Thử Nghiệm", kind="province")
        self.superuser = a_person("Phạm Quốc Khánh", is_superuser=True)
        self.people["superuser"] = self.superuser
        self.shelf("S", "trainer")
        self.shelf("T", "foreigner")
        self.course()
        self.branch("A", administrator="administrator", learner="learner", colleague="colleague")
        self.branch("B", administrator="sibling", learner="learner of B", colleague="colleague of B")

        self.things |= {
            "workflow": Workflow.objects.first().pk,
            "task": Task.objects.first().pk,
            "site": Site.objects.first().pk,
        }

    def token(self, letter: str) -> str:
        return f"CNRY{letter}{next(self._numbers):03}"

    # What trainers make.

    def shelf(self, letter: str, role: str) -> None:
        """A department with a shelf, a trainer, a draft, files and questions."""
        unit = a_unit(f"Sở soạn bài {letter}", parent=self.root, kind="department")
        shelf = open_shelf(unit=unit, catalogue=the_catalogue(), slug=f"so-{letter.lower()}")
        trainer = a_person(f"Giảng viên {self.token(letter)}", unit=unit)
        trainer.groups.add(trainers_of(unit))
        self.people[role] = trainer
        draft = CoursePage(
            title=f"Khóa nháp {self.token(letter)}",
            slug=f"nhap-{letter.lower()}",
            summary=f"Nháp {self.token(letter)}",
            live=False,
        )
        shelf.refresh_from_db()
        shelf.add_child(instance=draft)
        draft.save_revision(user=trainer)
        collection = Collection.objects.get(name=unit.name)
        document = get_document_model()(title=f"Tệp {self.token(letter)}", collection=collection)
        document.file.save(
            f"tep-{letter.lower()}.pdf", ContentFile(b"%PDF-1.4 " + self.token(letter).encode())
        )
        image = get_image_model().objects.create(
            title=f"Ảnh {self.token(letter)}",
            collection=collection,
            file=ImageFile(io.BytesIO(a_picture()), name=f"anh-{letter.lower()}.png"),
        )
        category = a_category(f"Nhóm {self.token(letter)}", owner=unit)
        questions = [self.question(letter, category) for _ in range(5)]
        self.things |= {
            f"unit {letter}": unit.pk,
            f"trainer {letter}": trainer.pk,
            f"shelf {letter}": shelf.pk,
            f"draft {letter}": draft.pk,
            f"revision {letter}": draft.latest_revision.pk,
            f"collection {letter}": collection.pk,
            f"document {letter}": document.pk,
            f"document file {letter}": document.filename,
            f"image {letter}": image.pk,
            f"category {letter}": category.pk,
            f"question {letter}": questions[0].pk,
            f"group {letter}": trainers_of(unit).pk,
            f"import {letter}": self.question_import(letter, category, trainer).uuid,
        }
        self.keyed[letter] = one_of_every_kind(
            a_category(f"Mọi dạng {self.token(letter)}", owner=unit), letter=letter, says=self.token(letter)
        )
        self._questions = {**getattr(self, "_questions", {}), letter: (category, questions)}

    def question_import(self, letter: str, category, trainer) -> QuestionImport:
        """A file of one question that the trainer uploaded and has not confirmed."""
        text = f"Câu hỏi nhập {self.token(letter)}? {{=đúng ~sai}}"
        return prepare_import(
            content=text.encode(), file_name=f"{self.token(letter)}.txt", category=category, by=trainer
        )

    def question(self, letter: str, category):
        question = a_question(category, text=f"Câu hỏi {self.token(letter)}?")
        KeyRevision.objects.filter(version=question.current).update(
            explanation=f"Vì KEY-{letter}{next(self._numbers):03} nói vậy."
        )
        return question

    def course(self) -> None:
        """A published course of shelf S: a lesson with a question to try, and a final. Its titles are public."""
        category, questions = self._questions["S"]
        shown = a_question(category, text="Câu hỏi ai cũng thử được?")
        shelf = Page.objects.get(pk=self.things["shelf S"]).specific
        course = shelf.add_child(
            instance=CoursePage(title="Khóa công khai", slug="cong-khai", summary="Ai cũng học được.")
        )
        module = course.add_child(instance=ModulePage(title="Học phần 1", slug="hoc-phan-1"))
        lesson = a_lesson(
            module,
            slug="bai-1",
            body=[("lead", "Một câu dẫn."), ("check", shown), ("text", "<p>Hết.</p>")],
        )
        # It draws the whole category, so that every sitting has "question S": with fewer, chance would decide the matrix.
        quiz = a_quiz(module, questions=len(questions) + 1, category=category, attempts_allowed=None)
        practice = a_quiz(
            module,
            questions=1,
            category=a_category("Ai cũng thử được"),
            title="Thử sức",
            slug="thu-suc",
            is_open_to_visitors=True,
            is_required=False,
            behaviour="immediate",
        )
        a_question(practice.draws.get().category, text="Khách cũng làm được câu này?")
        freeze_edition(course=course)
        document = a_document()
        provision = a_provision(document, path="5")
        self.public_course, self.quiz = course, quiz
        regrade = Regrade.objects.create(
            quiz=quiz,
            question=questions[0],
            rule="key",
            reason="Đáp án sai",
            made_by=self.people["trainer"],
            made_at=clock.now(),
            stage_at=clock.now(),
        )
        self.things |= {
            "course": course.pk,
            "module": module.pk,
            "lesson": lesson.pk,
            "lesson question": shown.pk,
            "quiz": quiz.pk,
            "regrade": regrade.pk,
            "open quiz": practice.pk,
            "root": self.root.pk,
            "lesson path": "so-s/cong-khai/hoc-phan-1/bai-1/",
            "quiz path": "so-s/cong-khai/hoc-phan-1/kiem-tra/",
            "draft path": "so-s/nhap-s/",
            "document slug": LegalDocument.objects.get(pk=document.pk).slug,
            "legal document": document.pk,
            "provision": provision.pk,
            "provision path": provision.path,
            "catalogue": the_catalogue().pk,
            "site root": the_catalogue().get_parent().pk,
        }

    # Whom administrators see.

    def branch(self, letter: str, *, administrator: str, learner: str, colleague: str) -> None:
        """A ward with an office below it; everybody in it, what they learned, and what was asked of them."""
        ward = a_unit(
            f"Phường {self.token(letter)}", parent=self.root, kind="ward", short_name=self.token(letter)
        )
        office = a_unit(f"Phòng {self.token(letter)}", parent=ward, kind="division")
        post = Post.objects.create(name=f"Chức danh {letter}")
        chief = self.person(letter, ward, post)
        observer = self.person(letter, ward, post)
        one, other = (self.person(letter, office, post) for _ in range(2))
        Administration.objects.create(user=chief, unit=ward, role="administrator")
        observing = Administration.objects.create(user=observer, unit=ward, role="observer")
        self.people |= {administrator: chief, learner: one, colleague: other, f"observer {letter}": observer}
        plan = make_plan(unit=ward, by=chief, year=2026, title=f"Kế hoạch {self.token(letter)}")
        assignment = assign_course(
            plan=plan,
            course=self.public_course,
            due_on=DUE,
            is_mandatory=True,
            made_by=chief,
            made_for=ward,
            units=[ward],
            note=f"Lời nhắn {self.token(letter)}",
        )
        submitted = self.sit(one)
        submit_attempt(attempt=submitted)
        opened = self.sit(one)
        enrolment = enrol(user=other, course=self.public_course)
        for activity in enrolment.edition.required:
            record = complete_activity(enrolment=enrolment, activity_id=activity)
        owed = Enrolment.objects.open().get(user=one)
        asked = ask_dispensation(
            enrolment=owed, kind="exemption", reason=f"Nghỉ thai sản {self.token(letter)}"
        )
        training = enter_training(
            user=one,
            title=f"Lớp {self.token(letter)}",
            organiser="Học viện",
            finished_on=datetime.date(2026, 5, 12),
            periods=8,
            evidence=f"Số {self.token(letter)}",
        )
        taken_back = enrol(user=chief, course=self.public_course)
        for activity in taken_back.edition.required:
            lost = complete_activity(enrolment=taken_back, activity_id=activity)
        revoke_record(record=lost, by=self.superuser, reason=f"Ghi nhầm {self.token(letter)}")
        training_class = a_class(
            ward,
            by=chief,
            title=f"Lớp {self.token(letter)}",
            note=f"Mang theo {self.token(letter)}",
            session=a_session(place=f"Hội trường {self.token(letter)}"),
        )
        registration = a_registration(training_class, one)
        request = report_mistake(user=one, text=f"Tên tôi sai {self.token(letter)}")
        issue_code(user=other, issued_by=chief)
        self.things |= {
            f"unit {letter}": ward.pk,
            f"office {letter}": office.pk,
            f"administrator {letter}": chief.pk,
            f"learner {letter}": one.pk,
            f"colleague {letter}": other.pk,
            f"administration {letter}": observing.pk,
            f"assignment {letter}": assignment.pk,
            f"plan {letter}": plan.pk,
            f"training {letter}": training.pk,
            f"enrolment {letter}": owed.pk,
            f"dispensation {letter}": asked.pk,
            f"attempt {letter}": opened.uuid,
            f"submitted {letter}": submitted.uuid,
            f"certificate {letter}": record.certificate.code,
            f"revoked {letter}": lost.certificate.code,
            f"request {letter}": request.pk,
            f"class {letter}": training_class.pk,
            f"session {letter}": training_class.sessions.get().pk,
            f"registration {letter}": registration.pk,
        }

    def person(self, letter, unit, post):
        token = self.token(letter)
        person = a_person(
            f"Nguyễn Văn {token}",
            unit=unit,
            username=token.lower(),
            staff_code=f"M{self.token(letter)}",
            email=f"{self.token(letter).lower()}@example.gov.vn",
        )
        Membership.objects.filter(user=person).update(post=post)
        return person

    def sit(self, person):
        """An attempt of this person in which the first question is answered right and the second wrong."""
        standing = standing_of(person, self.quiz)
        attempt = start_attempt(enrolment=standing.enrolment, quiz=self.quiz, standing=standing)
        answer(attempt, 1, right_choice(attempt, 1))
        return attempt


def a_picture() -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()
