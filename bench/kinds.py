"""Questions of all ten kinds for the quizzes under load, and what people give: something right, or something wrong."""

import uuid

import clock
from quizzes.kinds import KINDS
from quizzes.models import Category, KeyRevision, Question, QuestionVersion, QuizDraw

EACH = 6
"""So many questions a kind; two of them are drawn."""

SAMPLES = {
    "single": {"choices": [{"text": "Một"}, {"text": "Hai", "right": True}, {"text": "Ba"}, {"text": "Bốn"}]},
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
            {"prompt": "Bằng khen của tỉnh", "option": "Chủ tịch Ủy ban nhân dân tỉnh"},
            {"prompt": "Giấy khen của xã", "option": "Chủ tịch Ủy ban nhân dân xã"},
        ],
        "other_options": ["Hội đồng thi đua, khen thưởng"],
    },
    "ordering": {"items": ["Đề nghị", "Thẩm định", "Quyết định", "Trao tặng"], "credit": "partial"},
    "numeric": {"value": "2340000", "tolerance": "0", "unit": "đồng", "units": ["đồng", "lần"]},
    "short": {"accepted": ["sáng kiến *", {"text": "đề tài", "share": "0.5"}]},
    "blanks": {
        "text": "Điều [[1]] nói tập thể từ [[2]] người, do [[3]] tặng.",
        "gaps": [
            {"takes": "choice", "choices": [{"text": "24", "right": True}, {"text": "25"}]},
            {"takes": "number", "value": "15", "tolerance": "0"},
            {"takes": "text", "accepted": ["Chủ tịch nước"]},
        ],
    },
    "essay": {
        "words_at_most": 200,
        "rubric": [
            {"text": "Nêu căn cứ", "levels": [{"points": 0, "text": "không"}, {"points": 2, "text": "đủ"}]},
            {"text": "Diễn đạt", "levels": [{"points": 0, "text": "khó hiểu"}, {"points": 1, "text": "rõ"}]},
        ],
    },
}


def add_questions() -> list[QuizDraw]:
    """A drawer a kind, and the draws of a paper of twenty: two of each of nine kinds, and a case study of two parts."""
    above = Category.add_root(name="Đo tải các dạng")
    draws = []
    for kind in SAMPLES:
        drawer = above.add_child(name=f"Đo tải {kind}")
        for number in range(EACH):
            add_question(drawer, kind, number)
        draws.append(QuizDraw(category=drawer, count=2))
    drawer = above.add_child(name="Đo tải case")
    for number in range(EACH):
        add_case(drawer, number)
    return [*draws, QuizDraw(category=drawer, count=1)]


def add_question(category: Category, kind: str, number: int, **fields) -> Question:
    text = f"Theo Luật Thi đua, khen thưởng, trường hợp số {number} ({kind}) được giải quyết thế nào?"
    entry = {"text": text} | SAMPLES[kind]
    content = KINDS[kind].from_starter(entry, lambda place: str(uuid.uuid4()))
    question = Question.objects.create(
        code=f"DT.{uuid.uuid4()}"[:40],
        category=category,
        kind=kind,
        difficulty=Question.Difficulty.REMEMBER,
        **fields,
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
        version=version,
        number=1,
        right=content.right,
        explanation="<p>Theo nguyên tắc khen thưởng.</p>",
        made_at=clock.now(),
    )
    put_in_use(question, version)
    return question


def add_case(category: Category, number: int) -> None:
    """A case study with two parts, a single choice and a number."""
    case = Question.objects.create(
        code=f"DT.{uuid.uuid4()}"[:40],
        category=category,
        kind=Question.Kind.CASE,
        difficulty=Question.Difficulty.APPLY,
    )
    version = QuestionVersion.objects.create(
        question=case,
        number=1,
        text=f"Hồ sơ số {number}: phường trình khen thưởng một tập thể.",
        options=[],
        made_at=clock.now(),
    )
    put_in_use(case, version)
    for place, kind in enumerate(("single", "numeric"), 1):
        add_question(category, kind, number, case=case, case_order=place)


def put_in_use(question: Question, version: QuestionVersion) -> None:
    question.current, question.state = version, Question.State.IN_USE
    question.derive_from_text(version.text)
    question.save()


def given(entry: dict, right, is_right: bool):
    """What somebody gives for an entry of a paper whose key says `right`."""
    match entry["takes"]:
        case "options":
            return right if is_right else [one for one in entry["options"] if one not in right][:1]
        case "order":
            return right if is_right else right[::-1]
        case "pairs":
            return right if is_right else dict.fromkeys(right, entry["options"][0])
        case "gaps":
            return {gap: _word(key) if is_right else "0" for gap, key in right.items()}
    if entry["kind"] == "numeric":
        return {"text": right["value"] if is_right else "3", "unit": "đồng"}
    if entry["kind"] == "short":
        return {"text": "Sáng kiến cơ sở" if is_right else "không rõ"}
    return {"text": "Căn cứ Điều 5 và Điều 10 của Luật." if is_right else "Chưa rõ."}


def _word(key) -> str:
    if isinstance(key, list):
        return key[0]
    return key["value"] if "value" in key else key["accepted"][0]["text"]
