"""What a preview says goes into the bank: all of it or nothing."""

import uuid
from contextlib import ExitStack

from django.db import transaction
from django.utils.translation import gettext as _

import clock
from audit.actions import log
from courses.cleaning import clean
from quizzes.authoring.markup import from_plain, to_plain
from quizzes.authoring.writing import CannotBeWritten
from quizzes.exchange.cases import join_cases
from quizzes.exchange.checked import Checked
from quizzes.exchange.checking import Paths, check
from quizzes.exchange.library import hang
from quizzes.models import (
    Category,
    KeyRevision,
    Question,
    QuestionCitation,
    QuestionImport,
    QuestionVersion,
)
from quizzes.pictures import keep_from_deletion, pictures_of

BATCH = 500


@transaction.atomic
def confirm_import(*, prepared: QuestionImport, by, put_into_use: bool, request=None) -> QuestionImport:
    """Write every row of a preview into the bank, or none. Twice is once. Raises CannotBeWritten while rows have errors.

    A row whose code is in the bank makes a new version of that question; what is complete goes into use if wanted.
    """
    prepared = QuestionImport.objects.select_for_update().get(pk=prepared.pk)
    if prepared.confirmed_at is not None:
        return prepared
    rows = [row for row in check(prepared, by) if not row.is_left_out]
    wrong = [row.place for row in rows if row.errors]
    if wrong:
        raise CannotBeWritten(
            _("Put these rows right first: %(rows)s.") % {"rows": ", ".join(map(str, wrong[:20]))}
        )
    if not rows:
        raise CannotBeWritten(_("No row is left to import."))
    with ExitStack() as undo:
        prepared.outcome = _Writing(prepared, by, put_into_use).write(rows, undo)
        undo.pop_all()
    prepared.confirmed_at = clock.now()
    prepared.rows = []
    prepared.save(update_fields=["outcome", "confirmed_at", "rows"])
    prepared.pictures.all().delete()
    log(
        actor=by,
        verb="questions.imported",
        target=prepared,
        unit_id=prepared.category.owner_id,
        request=request,
        file=prepared.file_name,
        digest=prepared.digest,
        category=prepared.category_id,
        **prepared.outcome,
    )
    return prepared


class _Writing:
    """One import being written, table by table."""

    def __init__(self, prepared: QuestionImport, by, put_into_use: bool) -> None:
        self.prepared, self.by, self.put_into_use = prepared, by, put_into_use
        self.now = clock.now()
        self.paths = Paths.below(prepared.category)
        self.keys: dict[int | None, KeyRevision] = {}

    def write(self, rows: list[Checked], undo: ExitStack) -> dict:
        existing = [row.existing.pk for row in rows if row.existing]
        locked = Question.objects.select_for_update(of=("self",)).select_related("current").in_bulk(existing)
        for row in rows:
            if row.existing:
                row.existing = locked[row.existing.pk]
        old = [question.current_id for question in locked.values() if question.current_id]
        self.keys = {key.version_id: key for key in KeyRevision.objects.filter(version__in=old).newest()}
        pictures = hang(rows, self.prepared, self.by, undo)
        fresh = [row for row in rows if row.existing is None]
        self.insert(fresh)
        reworded = [row for row in rows if self.changes_words(row)]
        rekeyed = [row for row in rows if not self.changes_words(row) and self.changes_key(row)]
        self.add_versions(reworded)
        self.add_keys(rekeyed)
        self.bring_up(rows)
        self.cite(rows)
        join_cases(rows, self.by)
        return {
            "made": len(fresh),
            "changed": len(reworded) + len(rekeyed) - len(fresh),
            "unchanged": len(rows) - len(reworded) - len(rekeyed),
            "in_use": sum(row.question.state == Question.State.IN_USE for row in rows),
            "pictures": pictures,
            "codes": [row.question.code for row in rows],
        }

    def category_of(self, row: Checked) -> Category:
        """Where the row belongs; the parts of its path that are missing are made, with the same owner."""
        known = self.paths.find(row.item.category)
        if known is not None:
            return known
        path = self.paths.relative(row.item.category)
        here = self.prepared.category
        for depth in range(1, len(path) + 1):
            found = self.paths.find(path[:depth])
            if found is None:
                above = Category.objects.get(pk=here.pk)
                found = above.add_child(instance=Category(name=path[depth - 1][:160], owner=above.owner))
                self.paths = Paths.below(self.prepared.category)
            here = found
        return here

    def insert(self, rows: list[Checked]) -> None:
        questions = [
            Question(
                code=row.item.code or f"new-{uuid.uuid4()}"[:40],
                category=self.category_of(row),
                kind=row.item.kind,
                difficulty=row.item.difficulty or Question.Difficulty.REMEMBER,
                author=self.by,
            )
            for row in rows
        ]
        Question.objects.bulk_create(questions, batch_size=BATCH)
        for row, question in zip(rows, questions, strict=True):
            row.existing = question
            if not row.item.code:
                question.code = f"CH-{question.pk:05d}"

    def changes_words(self, row: Checked) -> bool:
        version, content = row.question.current, row.content
        if version is None or content is None or row.question.kind != row.item.kind:
            return True
        return (version.text, version.options, version.body) != (row.item.text, content.options, content.body)

    def changes_key(self, row: Checked) -> bool:
        key = self.keys.get(row.question.current_id)
        if key is None or row.content is None:
            return True
        explained = self.explanation(row)
        return (_comparable(key.right), key.explanation) != (_comparable(row.content.right), explained)

    def explanation(self, row: Checked) -> str:
        """Cleaned HTML; an empty cell, and one that says what was there, leaves what the question had."""
        key = self.keys.get(row.question.current_id)
        before = key.explanation if key else ""
        told = row.item.explanation
        return before if not told or told == to_plain(before) else str(clean(from_plain(told)))

    def add_versions(self, rows: list[Checked]) -> None:
        """A new version and its key for each."""
        questions = [row.question for row in rows]
        highest: dict[int, int] = {}
        for pk, number in QuestionVersion.objects.filter(question__in=questions).values_list(
            "question", "number"
        ):
            highest[pk] = max(number, highest.get(pk, 0))
        versions, keys = [], []
        for row in rows:
            version = QuestionVersion(
                question=row.question,
                number=highest.get(row.question.pk, 0) + 1,
                text=row.item.text,
                options=row.content.options if row.content else [],
                body=row.content.body if row.content else {},
                made_by=self.by,
                made_at=self.now,
            )
            versions.append(version)
            keys.append(self.key(version, row))
        QuestionVersion.objects.bulk_create(versions, batch_size=BATCH)
        KeyRevision.objects.bulk_create(keys, batch_size=BATCH)
        for version in versions:
            if pictures_of(version.options, version.body):
                keep_from_deletion(version)
        for row, version in zip(rows, versions, strict=True):
            row.question.current = version

    def add_keys(self, rows: list[Checked]) -> None:
        """A revision of the key where the words stay."""
        keys = []
        for row in rows:
            version = row.question.current
            before = self.keys.get(row.question.current_id)
            assert version is not None
            keys.append(self.key(version, row, before.number + 1 if before else 1))
        KeyRevision.objects.bulk_create(keys, batch_size=BATCH)

    def key(self, version: QuestionVersion, row: Checked, number: int = 1) -> KeyRevision:
        reason = _("Imported from %(file)s") % {"file": self.prepared.file_name}
        return KeyRevision(
            version=version,
            number=number,
            right=row.content.right if row.content else [],
            explanation=self.explanation(row),
            reason=reason[:300],
            made_by=self.by,
            made_at=self.now,
        )

    def bring_up(self, rows: list[Checked]) -> None:
        """Every question as its row says; what is complete goes into use if that is wanted."""
        for row in rows:
            question = row.question
            question.kind = row.item.kind
            question.difficulty = row.item.difficulty or question.difficulty
            question.derive_from_text(row.item.text)
            if self.put_into_use and row.is_sound and question.state == Question.State.DRAFT:
                question.state = Question.State.IN_USE
        fields = ["code", "kind", "difficulty", "search_text", "current", "state"]
        Question.objects.bulk_update([row.question for row in rows], fields, batch_size=BATCH)

    def cite(self, rows: list[Checked]) -> None:
        """Citations are added; those a question had already stay."""
        QuestionCitation.objects.bulk_create(
            (
                QuestionCitation(question=row.question, provision_id=provision)
                for row in rows
                for provision in dict.fromkeys(row.provisions)
            ),
            batch_size=BATCH,
            ignore_conflicts=True,
        )


def _comparable(right):
    return sorted(right) if isinstance(right, list) else right
