"""A bank of full size: ten thousand questions that the quiz under load does not ask, half of them resting on the law."""

import uuid

from django.db import connection

import clock
from legislation.models import Provision
from quizzes.models import Category, Question, QuestionCitation, QuestionVersion

SIZE, CATEGORIES = 10_000, 40


def fill_bank() -> int:
    """Bring the bank to its size, once a database; returns how many questions there are."""
    if not Category.objects.filter(name="Ngân hàng lớn").exists():
        above = Category.add_root(name="Ngân hàng lớn")
        drawers = [above.add_child(name=f"Ngăn {number}") for number in range(CATEGORIES)]
        questions = Question.objects.bulk_create(
            Question(
                code=f"NL.{number:05d}",
                category=drawers[number % CATEGORIES],
                kind=Question.Kind.SINGLE,
                difficulty=Question.Difficulty.values[number % 3],
            )
            for number in range(SIZE)
        )
        QuestionVersion.objects.bulk_create((version_of(question) for question in questions), batch_size=2000)
        provisions = list(Provision.objects.values_list("pk", flat=True))
        QuestionCitation.objects.bulk_create(
            QuestionCitation(question=question, provision_id=provisions[number % len(provisions)])
            for number, question in enumerate(questions[::2])
        )
        put_in_use()
    return Question.objects.count()


def version_of(question: Question) -> QuestionVersion:
    options = [
        {"id": str(uuid.uuid4()), "text": f"Phương án {letter} của {question.code}"} for letter in "ABCD"
    ]
    return QuestionVersion(
        question=question,
        number=1,
        text=f"Theo Luật Thi đua, khen thưởng, phương án nào đúng với {question.code}?",
        options=options,
        made_at=clock.now(),
    )


def put_in_use() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quizzes_question AS question SET current_id = version.id, state = 'in_use' "
            "FROM quizzes_questionversion version "
            "WHERE version.question_id = question.id AND question.code LIKE 'NL.%%' AND question.current_id IS NULL"
        )
        cursor.execute("ANALYZE quizzes_question, quizzes_questionversion, quizzes_questioncitation")
