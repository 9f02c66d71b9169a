"""Case studies of an import: the one that a row names stands in the file itself or in the bank."""

from django.db.models import Max

from quizzes.exchange.checked import Checked
from quizzes.models import Question, QuizQuestion

CASE = Question.Kind.CASE


def check_cases(rows: list[Checked], user) -> None:
    """Name the rows whose case study is nowhere, or cannot have them as a part."""
    of_file = {row.told_code for row in rows if row.item.kind == CASE and row.told_code}
    of_bank = cases_of_bank({row.item.case for row in rows} - of_file, user)
    known = [row.existing for row in rows if row.existing]
    asked_alone = set(QuizQuestion.objects.filter(question__in=known).values_list("question", flat=True))
    with_parts = set(Question.objects.filter(case__in=known).values_list("case", flat=True))
    above = Question.objects.in_bulk([question.case_id for question in known if question.case_id])
    for row in rows:
        before, named = row.existing, row.item.case
        standing = above[before.case_id].code if before and before.case_id else ""
        if row.item.kind == CASE:
            if named or standing:
                row.find("case_in_case", "case")
            continue
        if before and before.pk in with_parts:
            row.find("case_has_parts", "kind")
        if not named:
            continue
        if named not in of_file and named not in of_bank:
            row.find("no_such_case", "case", text=named[:40])
        elif standing and standing != named:
            row.find("part_of_another_case", "case", code=standing)
        elif before and not standing and before.pk in asked_alone:
            row.find("part_asked_alone", "case")


def cases_of_bank(codes: set[str], user) -> dict[str, Question]:
    """The case studies of these codes that the person writes, by code."""
    wanted = codes - {""}
    cases = Question.objects.editable_by(user).filter(kind=CASE, code__in=wanted) if wanted else ()
    return {case.code: case for case in cases}


def join_cases(rows: list[Checked], user) -> None:
    """Put every part below its case study: in the order of the file, after the parts that the case has besides."""
    cases = {row.told_code: row.question for row in rows if row.item.kind == CASE and row.told_code}
    cases |= cases_of_bank({row.item.case for row in rows} - cases.keys(), user)
    parts = {row.question.pk: cases[row.item.case] for row in rows if row.item.case in cases}
    others = Question.objects.filter(case__in=parts.values()).exclude(pk__in=parts).order_by()
    last = dict(others.values_list("case").annotate(last=Max("case_order")))
    joined = [row.question for row in rows if row.question.pk in parts]
    for question in joined:
        case = parts[question.pk]
        last[case.pk] = last.get(case.pk, 0) + 1
        question.case, question.case_order = case, last[case.pk]
    Question.objects.bulk_update(joined, ["case", "case_order"], batch_size=500)
