"""The check of the starter content finds what is planted, and finds nothing in the content itself."""

import datetime
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from starter.content_check import CONTENT, check
from starter.content_check.claims import claims, sentences, word_count
from starter.content_check.lessons import check_lesson
from starter.content_check.prose import Passage, check_markers, check_passage
from starter.content_check.questions import check_bank, check_final, check_practice, check_question
from starter.content_check.report import Report
from starter.content_check.sources import Sources, check_sources, read_toml

ROOT = CONTENT.parent.parent
CATEGORIES = {"Nhận diện văn bản", "Luyện tập", "Tự luận"}


def fact(provision: str, review: str = "0") -> dict[str, str]:
    return {"provision": provision, "statement": "Một sự kiện", "source": "Công báo", "review": review}


@pytest.fixture
def sources() -> Sources:
    """The 2022 law with an article in force and one under review, and the law it replaced."""
    provision = {"document": "luat-2022", "heading": "Điều", "summary": "Nội dung."}
    return Sources(
        facts={
            "L003": fact("luat-2022:94"),
            "L068": fact("luat-2022:16", review="1"),
            "L215": fact("luat-2003"),
        },
        documents={
            "luat-2022": {"slug": "luat-2022", "kind": "law", "replaces": ["luat-2003"]},
            "luat-2003": {"slug": "luat-2003", "kind": "law"},
            "nd-152-2025": {
                "slug": "nd-152-2025",
                "kind": "decree",
                "in_force_to": datetime.date(2027, 2, 28),
            },
        },
        provisions={
            "luat-2022:94": provision,
            "luat-2022:16": {**provision, "needs_review": True},
        },
    )


@pytest.fixture
def report() -> Report:
    return Report()


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def lesson(*blocks: dict) -> dict:
    """A lesson of good form, with blocks added before its check."""
    return {
        "code": "1.1",
        "slug": "bai-mot",
        "title": "Bài một",
        "goal": "Sau bài này, anh/chị biết đọc văn bản.",
        "blocks": [
            {"kind": "lead", "text": "Một lời mở đầu."},
            {"kind": "key_points", "points": ["Ý một.", "Ý khác.", "Ý nữa."]},
            {"kind": "text", "paragraphs": ["chữ " * 320]},
            {
                "kind": "case",
                "title": "Chuyện",
                "situation": "Chị Lan hỏi.",
                "question": "Sao?",
                "answer": ["Vậy."],
            },
            *blocks,
            {"kind": "check", "question": "T1.1"},
        ],
    }


def question(**changes: object) -> dict:
    return {
        "code": "Q1.01",
        "kind": "single",
        "difficulty": "remember",
        "category": "Nhận diện văn bản",
        "text": "Luật có hiệu lực từ ngày nào?",
        "explanation": "Luật có hiệu lực từ 01/01/2024 {{luat-2022:94|L003}}.",
        "cites": ["luat-2022:94"],
        "facts": ["L003"],
        "state": "in_use",
        "choices": [{"text": "15/06/2022"}, {"text": "01/01/2024", "right": True}, {"text": "01/10/2026"}],
        **changes,
    }


def test_the_starter_content_has_no_findings():
    report = check()
    assert [str(finding) for finding in report.findings] == []
    assert report.claims > 100
    assert len(report.facts) > 100


def test_no_key_stands_out_by_its_place_or_length():
    """The right choice is first, last, longest or shortest about as often as chance has it."""
    banks = [read_toml(path, path.name, Report()) for path in CONTENT.glob("*/questions.toml")]
    single = [q["choices"] for bank in banks for q in bank["questions"] if q["kind"] == "single"]
    keys = [[choice.get("right", False) for choice in choices].index(True) for choices in single]
    for place in range(4):
        assert keys.count(place) <= len(keys) * 0.35
    for extreme in (max, min):
        lengths = [[len(choice["text"]) for choice in choices] for choices in single]
        standing_out = sum(
            own[key] == extreme(own) and own.count(own[key]) == 1
            for own, key in zip(lengths, keys, strict=True)
        )
        assert standing_out <= len(keys) * 0.35


# What a sentence is, and what it claims


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Một câu. Hai câu! Ba câu? Bốn; năm", ["Một câu.", "Hai câu!", "Ba câu?", "Bốn;", "năm"]),
        ("Lương 2.340.000 đồng {{nd:3.2|G070}}. Hết.", ["Lương 2.340.000 đồng {{nd:3.2|G070}}.", "Hết."]),
        ("Chị ghi “chưa đủ.” Rồi dừng.", ["Chị ghi “chưa đủ.”", "Rồi dừng."]),
    ],
)
def test_prose_splits_into_sentences(text, parts):
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Luật có hiệu lực từ ngày 01/01/2024.", ["number"]),
        ("Luật nêu sáu hành vi.", ["number"]),
        ("Chính phủ quy định chi tiết.", ["authority"]),
        ("Bộ Nội vụ trả lời.", ["authority"]),
        ("Bộ hồ sơ để trên bàn.", []),
        ("Anh/chị phải nộp hồ sơ.", ["duty"]),
        ("Đọc từ trái sang phải.", []),
        ("Việc ấy không phải là của riêng ai.", []),
        ("Ai phải ký, Chủ tịch hay Hội đồng?", []),
        ("Xem lại Bài 1.2.", []),
        ("1. Mở văn bản ra đọc.", []),
        ("Nhớ chương thì tìm nhanh hơn.", []),
    ],
)
def test_a_sentence_claims_numbers_authorities_and_duties(sentence, kinds):
    assert claims(sentence) == kinds


def test_markers_and_tags_are_not_words():
    assert word_count("Luật <strong>có hiệu lực</strong> {{luat-2022:94|L003}}.") == 4


# Planted in prose


def test_a_claim_without_a_marker_is_found(sources, report):
    check_passage(Passage("Mở đầu. Luật có hiệu lực từ 01/01/2024."), "1.1.toml", sources, report)
    assert [(f.rule, f.text) for f in report.findings] == [
        ("no marker for number", "Luật có hiệu lực từ 01/01/2024.")
    ]


def test_each_sentence_needs_its_own_marker(sources, report):
    text = "Luật có hiệu lực từ 01/01/2024 {{luat-2022:94|L003}}. Luật có 96 điều."
    check_passage(Passage(text), "1.1.toml", sources, report)
    assert rules(report) == ["no marker for number"]


def test_a_table_row_is_one_claim(sources, report):
    check_passage(
        Passage("Luật. 2022 | Số 06 {{luat-2022:94|L003}}", whole=True), "1.1.toml", sources, report
    )
    check_passage(Passage("Luật 2022 | Số 06", whole=True), "1.1.toml", sources, report)
    assert rules(report) == ["no marker for number"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Chủ tịch xã ký {{luat-2022:94|L077}}.", "fact L077 is not verified"),
        ("Luật có hiệu lực {{luat-2022:94|}}.", "fact (none) is not verified"),
        ("Luật có hiệu lực {{luat-2022:199|L003}}.", "unknown provision luat-2022:199"),
        ("Luật có hiệu lực {{luat-1999|L003}}.", "unknown provision luat-1999"),
        ("Luật có hiệu lực {{luat-2022:Điều 94|L003}}.", "unknown provision luat-2022:Điều 94"),
        ("Nghị định nêu {{nd-152-2025|L003}}.", "no fact of L003 stands in nd-152-2025"),
        ("Luật có hiệu lực {{luat-2022:94}}.", "malformed marker"),
        ("Luật có hiệu lực. {{luat-2022:94|L003}}", "marker after the full stop"),
    ],
)
def test_a_marker_without_ground_is_found(sources, report, text, rule):
    check_markers(text, "1.1.toml", sources, report)
    assert rules(report) == [rule]


@pytest.mark.parametrize("place", ["luat-2022:94", "luat-2022"])
def test_a_fact_stands_in_its_provision_and_its_document(sources, report, place):
    check_markers("Luật có hiệu lực {{" + place + "|L003}}.", "1.1.toml", sources, report)
    assert rules(report) == []


def test_a_fact_of_the_replaced_law_can_be_cited_at_its_successor(sources, report):
    check_markers("Luật cũ đã được thay {{luat-2022:94|L215}}.", "1.1.toml", sources, report)
    assert rules(report) == []


def test_other_tags_are_found(sources, report):
    check_passage(Passage("Một <em>chữ</em> và một <a href='/'>liên kết</a>."), "1.1.toml", sources, report)
    assert rules(report) == ["tag <a href='/'> is not allowed", "tag </a> is not allowed"]


# Planted in a lesson


def test_a_lesson_of_good_form_has_no_findings(sources, report):
    check_lesson(lesson(), "nen-tang/lessons/1.1.toml", sources, report)
    assert rules(report) == []


def test_a_fact_under_review_is_found_outside_a_review_block(sources, report):
    text = "Theo Luật 2022 trước sửa đổi, có hai hình thức {{luat-2022:16|L068}}."
    check_lesson(lesson({"kind": "text", "paragraphs": [text]}), "1.1.toml", sources, report)
    assert rules(report) == ["fact L068 is under review"]


@pytest.mark.parametrize(
    "block", [{"kind": "review", "text": "{}"}, {"kind": "text", "paragraphs": ["{}"], "review": True}]
)
def test_a_fact_under_review_is_told_as_the_law_before_its_amendment(sources, block):
    def told(text: str) -> list[str]:
        report = Report()
        filled = {key: [text] if isinstance(value, list) else value for key, value in block.items()}
        if "text" in filled:
            filled["text"] = text
        check_lesson(lesson(filled), "1.1.toml", sources, report)
        return rules(report)

    assert told("Theo Luật 2022 trước sửa đổi, có hai hình thức {{luat-2022:16|L068}}.") == []
    assert told("Có hai hình thức {{luat-2022:16|L068}}.") == ["not worded as the law before its amendment"]


def test_an_invented_situation_claims_nothing_but_its_answer_does(sources, report):
    told = lesson()
    case = next(block for block in told["blocks"] if block["kind"] == "case")
    case.update(situation="Chủ tịch xã ký 3 giấy khen.", answer=["Chủ tịch xã phải dừng."])
    check_lesson(told, "1.1.toml", sources, report)
    assert [f.text for f in report.findings] == ["Chủ tịch xã phải dừng."]


@pytest.mark.parametrize(
    ("block", "rule"),
    [
        (
            {"kind": "case", "title": "", "situation": "", "question": "", "answer": []},
            "2 blocks of kind case, not 1",
        ),
        ({"kind": "check", "question": "T1.1"}, "2 blocks of kind check, not 1"),
        ({"kind": "text", "paragraphs": ["chữ " * 500]}, "not 300 to 700 words"),
        (
            {"kind": "citation", "provision": "luat-2022:95", "note": "Nói thêm."},
            "unknown provision luat-2022:95",
        ),
        (
            {"kind": "table", "caption": "Bảng", "header": ["a", "b"], "rows": [["c"]]},
            "a row is not as long as the header",
        ),
        ({"kind": "text", "text": "Nhầm khóa."}, "text lacks paragraphs"),
        ({"kind": "quote", "text": "Lạ."}, "quote has unknown text"),
    ],
)
def test_a_lesson_of_bad_form_is_found(sources, report, block, rule):
    check_lesson(lesson(block), "1.1.toml", sources, report)
    assert rule in rules(report)


def test_the_check_of_another_lesson_is_found(sources, report):
    told = lesson()
    told["blocks"][-1]["question"] = "T1.2"
    check_lesson(told, "1.1.toml", sources, report)
    assert rules(report) == ["the check asks another lesson's question"]


# Planted in the bank


def test_a_question_of_good_form_has_no_findings(sources, report):
    check_question(question(), CATEGORIES, "questions.toml", sources, report)
    assert rules(report) == []


def test_a_fact_under_review_in_a_question_in_use_is_found(sources, report):
    changes = {
        "explanation": "Theo Luật 2022 trước sửa đổi, có hai hình thức {{luat-2022:16|L068}}.",
        "cites": ["luat-2022:16"],
        "facts": ["L068"],
    }
    check_question(question(**changes), CATEGORIES, "questions.toml", sources, report)
    assert rules(report) == [
        "fact L068 is under review",
        "in use, but provision luat-2022:16 is under review",
        "in use, but fact L068 is under review",
    ]
    waiting = Report()
    check_question(question(**changes, state="needs_review"), CATEGORIES, "questions.toml", sources, waiting)
    assert rules(waiting) == []


def essay(least: int, most: int) -> dict:
    levels = [{"points": least, "text": "ít"}, {"points": most, "text": "nhiều"}]
    return {"kind": "essay", "category": "Tự luận", "rubric": [{"text": "Nêu đủ", "levels": levels}]}


WRONG = [{"text": "một"}, {"text": "hai"}, {"text": "ba"}]
RIGHT = [{**choice, "right": True} for choice in WRONG]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"choices": WRONG}, "0 right choices, not 1"),
        ({"choices": [*RIGHT[:2], WRONG[2]]}, "2 right choices, not 1"),
        ({"choices": [RIGHT[0], WRONG[1]]}, "fewer than 3 choices"),
        ({"choices": [RIGHT[0], WRONG[1], WRONG[1]]}, "the same choice twice"),
        ({"choices": [RIGHT[0], WRONG[1], {"text": "Tất cả các đáp án trên"}]}, "catch-all choice"),
        ({"kind": "multiple", "choices": WRONG}, "needs a right and a wrong choice"),
        ({"kind": "multiple", "choices": RIGHT}, "needs a right and a wrong choice"),
        ({"kind": "true_false"}, "not Đúng and Sai with one right"),
        ({"explanation": "Xem lại bài."}, "explanation without a marker"),
        ({"facts": ["L077"]}, "fact L077 is not verified"),
        ({"cites": ["luat-2022:199"]}, "unknown provision luat-2022:199"),
        ({"facts": ["L215"]}, "explanation cites what the question does not"),
        ({"category": "Khác"}, "unknown category"),
        ({"category": "Luyện tập"}, "the code does not fit the category"),
        (
            {"code": "T1.1", "category": "Luyện tập", "kind": "numeric", "value": 1},
            "a lesson cannot ask a question of this kind",
        ),
        ({"difficulty": "hard"}, "unknown difficulty"),
        ({"category": "Tự luận"}, "essays, and only they, stand in a category of their own"),
        (
            {"cites": ["nd-152-2025", "luat-2022:94"]},
            "rests on a text that ends on 2027-02-28, but has no such use_until",
        ),
        (
            {"cites": ["nd-152-2025", "luat-2022:94"], "use_until": datetime.date(2027, 3, 1)},
            "rests on a text that ends on 2027-02-28, but has no such use_until",
        ),
        ({"kind": "matching", "pairs": [{"prompt": "a", "option": "b"}]}, "fewer than 3 pairs"),
        ({"kind": "ordering", "items": ["a", "b", "a"]}, "the same item twice"),
        ({"kind": "short", "accepted": []}, "fewer than 1 accepted answers"),
        ({"kind": "short", "accepted": ["a {{luat-2022|L003}}"]}, "marker in the question or its pieces"),
        ({"kind": "blanks", "gaps": [{"takes": "text"}]}, "the marks in the text are not those of the gaps"),
        (essay(0, 4), "the rubric gives 4 points, not 10"),
        (essay(1, 10), "levels do not rise from 0"),
    ],
)
def test_a_question_of_bad_form_is_found(sources, report, changes, rule):
    check_question(question(**changes), CATEGORIES, "questions.toml", sources, report)
    assert rule in rules(report)


def test_a_bank_lacks_codes_and_practice(sources, report):
    course = {"modules": [{"title": "Nhận diện văn bản"}], "final": {"draws": []}}
    check_bank([question(), question()], course, {"1.1"}, "questions.toml", sources, report)
    assert rules(report) == [
        "the same code twice",
        "the same question twice",
        "no practice question for a lesson, or one without a lesson",
        "fewer than 6 questions in use",
        "fewer than 2 questions in use to understand",
        "fewer than 1 questions in use to apply",
    ]
    closed = Report()
    course["final"]["closed_because"] = "Đang đối chiếu."
    check_bank([question()], course, set(), "questions.toml", sources, closed)
    assert rules(closed) == []


@pytest.mark.parametrize(
    ("draw", "rule"),
    [
        ({"category": "Nhận diện văn bản", "count": 1}, None),
        ({"category": "Nhận diện văn bản", "count": 2}, "the final draws 2 of 1 questions"),
        (
            {"category": "Nhận diện văn bản", "difficulty": "apply", "count": 1},
            "the final draws 1 of 0 questions",
        ),
        ({"category": "Tự luận", "count": 0}, "the final draws from an unknown category"),
    ],
)
def test_a_final_that_cannot_be_drawn_is_found(report, draw, rule):
    course = {"modules": [{"title": "Nhận diện văn bản"}], "final": {"draws": [draw]}}
    waiting = question(state="needs_review", code="Q1.02")
    check_final([question(), waiting], course, "course.toml", report)
    assert rules(report) == ([rule] if rule else [])


def test_a_practice_that_cannot_be_drawn_or_shows_the_final_is_found(report):
    draw = {"category": "Nhận diện văn bản", "difficulty": "apply", "count": 1}
    asked = {"category": "Nhận diện văn bản", "difficulty": "remember", "count": 1}
    course = {"final": {"draws": [asked]}, "practice": {"draws": [draw]}}
    check_practice([question(difficulty="apply")], course, "course.toml", report)
    assert rules(report) == []
    check_practice([question(difficulty="remember")], course, "course.toml", report)
    course["practice"]["draws"] = [asked]
    check_practice([question(difficulty="remember")], course, "course.toml", report)
    assert rules(report) == [
        "the practice draws 1 of 0 questions",
        "the practice shows what the final asks",
    ]


# Planted in the sources and in the files


def test_a_fact_without_its_provision_is_found(sources, report):
    sources.facts["L001"] = fact("luat-2022:1")
    sources.facts["L002"] = fact("luat-2022:94", review="1")
    check_sources(sources, report)
    assert rules(report) == ["unknown provision", "rests on L002, which is under review"]


def run(folder: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, str(ROOT / "script" / "check-content"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def plant(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_script_names_the_file_and_the_sentence(tmp_path):
    content = shutil.copytree(CONTENT, tmp_path / "content")
    clean = run(content)
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "citations" in clean.stdout

    lead = content / "nen-tang" / "lessons" / "1.1.toml"
    plant(lead, 'kind = "lead"\ntext = "', 'kind = "lead"\ntext = "Luật có 97 điều. ')
    plant(content / "nen-tang" / "course.toml", "khóa", "kho\u0301a")
    plant(content / "nen-tang" / "questions.toml", "hóa", "hoá")
    broken = run(content)
    assert broken.returncode == 1
    assert "nen-tang/lessons/1.1.toml: no marker for number: Luật có 97 điều." in broken.stdout
    assert "nen-tang/course.toml: not in Unicode NFC" in broken.stdout
    assert "nen-tang/questions.toml: tone on the second vowel: hoá" in broken.stdout


def test_a_file_that_is_no_toml_is_found(tmp_path):
    content = shutil.copytree(CONTENT, tmp_path / "content")
    (content / "nen-tang" / "lessons" / "1.1.toml").write_text('code = "1.1', encoding="utf-8")
    assert "nen-tang/lessons/1.1.toml: cannot be read" in run(content).stdout
