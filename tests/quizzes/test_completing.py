"""Handing in the last thing a course asks for: result, record and certificate in one act."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from completions.actions import complete_activity
from completions.models import CompletionRecord
from quizzes.actions import submit_attempt
from tests.factories import a_person, a_sitting, a_unit, an_answer, right_choice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("questions", [1, 20])
def test_it_takes_twelve_statements_and_those_of_the_page_are_two(questions):
    province = a_unit(kind="province")
    commune = a_unit(parent=province)
    attempt = a_sitting(questions=questions, user=a_person(unit=commune))
    lesson, *_ = attempt.enrolment.edition.required
    complete_activity(enrolment=attempt.enrolment, activity_id=lesson)
    for slot in range(1, questions + 1):
        an_answer(attempt, slot, right_choice(attempt, slot))
    assert not CompletionRecord.objects.exists()
    with CaptureQueriesContext(connection) as asked:
        submit_attempt(attempt=attempt)
    record = CompletionRecord.objects.get()
    assert (record.unit, record.unit_ancestors) == (commune, [province.pk, commune.pk])
    assert record.certificate.unit_name == commune.name
    assert len(asked) == 12
