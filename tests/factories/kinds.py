"""A question of every kind, in the form of the starter content, with answers that are right and wrong."""

import uuid

import clock
from quizzes.actions import start_attempt
from quizzes.kinds import KINDS
from quizzes.models import KeyRevision, Question, QuestionVersion, QuizPage, QuizQuestion
from tests.factories import a_category, a_course, a_person, an_enrolment

SAMPLES = {
    "single": {"choices": [{"text": "Một"}, {"text": "Hai", "right": True}, {"text": "Ba"}]},
    "multiple": {
        "choices": [
            {"text": "Một", "right": True},
            {"text": "Hai", "right": True},
            {"text": "Ba"},
            {"text": "Bốn"},
        ],
        "credit": "partial",
    },
    "true_false": {"choices": [{"text": "Đúng"}, {"text": "Sai", "right": True}]},
    "matching": {
        "pairs": [
            {"prompt": "Huân chương Sao vàng", "option": "Chủ tịch nước"},
            {"prompt": "Giấy khen", "option": "Chủ tịch xã"},
            {"prompt": "Huy chương", "option": "Chủ tịch nước"},
        ],
        "other_options": ["Hội đồng"],
    },
    "ordering": {"items": ["Đề nghị", "Thẩm định", "Quyết định", "Trao tặng"], "credit": "partial"},
    "numeric": {
        "value": "98765.5",
        "tolerance": "0.5",
        "unit": "đồng",
        "units": ["đồng", "phần trăm"],
        "unit_share": "0.25",
    },
    "short": {"accepted": ["KHOABIMAT *", {"text": "KHOAMOTPHAN", "share": "0.5"}], "tones": True},
    "essay": {
        "words_at_most": 200,
        "takes_file": True,
        "guidance": "KHOABIMAT: nêu ba căn cứ.",
        "rubric": [
            {"text": "Nêu căn cứ", "levels": [{"points": 0, "text": "không"}, {"points": 2, "text": "đủ"}]},
            {"text": "Diễn đạt", "levels": [{"points": 0, "text": "khó hiểu"}, {"points": 1, "text": "rõ"}]},
        ],
    },
    "blanks": {
        "text": "Điều [[1]] nói tập thể từ [[2]] người, do [[3]] tặng.",
        "gaps": [
            {"takes": "choice", "choices": [{"text": "24", "right": True}, {"text": "25"}]},
            {"takes": "number", "value": "98765", "tolerance": "1"},
            {"takes": "text", "accepted": ["KHOABIMAT", {"text": "KHOAKHAC", "share": "0.5"}]},
        ],
    },
}


def a_question_of(
    kind: str, category=None, state="in_use", explanation="<p>GIAITHICH.</p>", **entry
) -> Question:
    """A question of this kind with one version and one key."""
    entry = {"text": f"Câu hỏi dạng {kind}?"} | SAMPLES[kind] | entry
    content = KINDS[kind].from_starter(entry, lambda place: str(uuid.uuid4()))
    question = Question.objects.create(
        code=f"K-{uuid.uuid4()}"[:40], category=category or a_category(), kind=kind, difficulty="apply"
    )
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        text=entry["text"],
        options=content.options,
        body=content.body,
        made_at=clock.now(),
    )
    KeyRevision.objects.create(
        version=version, number=1, right=content.right, explanation=explanation, made_at=clock.now()
    )
    question.current, question.state = version, state
    question.derive_from_text(version.text)
    question.save()
    return question


CASE_TEXT = "Tập thể A được 9 phiếu thuận trên 12."


def a_case(*parts: Question, category=None, state="in_use") -> Question:
    """A case study of these questions, in this order."""
    case = Question.objects.create(
        code=f"CASE-{uuid.uuid4()}"[:40], category=category or a_category(), kind="case", difficulty="apply"
    )
    case.current = QuestionVersion.objects.create(
        question=case, number=1, text=CASE_TEXT, options=[], made_at=clock.now()
    )
    case.state = state
    case.save()
    for place, part in enumerate(parts, 1):
        part.case, part.case_order = case, place
        part.save(update_fields=["case", "case_order"])
    return case


def a_sitting_of(*questions: Question, user=None, **fields):
    """An open attempt at a quiz of exactly these questions, in this order."""
    course = a_course(lessons=1)
    module = course.get_children().first()
    quiz = QuizPage(title="Kiểm tra các dạng", slug="cac-dang", **fields)
    quiz.fixed_questions = [
        QuizQuestion(question=question, sort_order=place) for place, question in enumerate(questions)
    ]
    module.add_child(instance=quiz)
    enrolment = an_enrolment(user or a_person(), course)
    return start_attempt(enrolment=enrolment, quiz=QuizPage.objects.get(pk=quiz.pk))


def the_right_answer(question: Question):
    """What earns all points."""
    right = question.current.keys.latest("number").right
    match question.kind:
        case "numeric":
            return {"text": right["value"].replace(".", ","), "unit": right["unit"]}
        case "essay":
            return {"text": "Căn cứ một.\nCăn cứ hai."}
        case "short":
            return {"text": right["accepted"][0]["text"].replace("*", "gì đó").strip()}
        case "blanks":
            return {gap: right_word(key) for gap, key in right.items()}
        case _:
            return right


def right_word(key) -> str:
    if isinstance(key, list):
        return key[0]
    return key["value"] if "value" in key else key["accepted"][0]["text"]


def a_wrong_answer(question: Question):
    """Something that earns nothing."""
    right = question.current.keys.latest("number").right
    options = [option["id"] for option in question.current.options]
    match question.kind:
        case "numeric":
            return {"text": "3", "unit": "đồng"}
        case "short" | "essay":
            return {"text": "sai"}
        case "blanks":
            return dict.fromkeys(right, "0")
        case "ordering":
            return right[::-1]
        case "matching":
            return {prompt: next(o for o in options if o not in right.values()) for prompt in right}
        case _:
            return [next(option for option in options if option not in right)]
