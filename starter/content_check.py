"""What must hold of the starter content before anyone learns from it.

Every sentence that states a number, a date, an authority or a duty names the provision and the verified
fact it rests on, in a marker ``{{provision|FACT,FACT}}`` before its full stop. Only the standard library is
used, so that an editor can run the check without the application.
"""

import csv
import datetime
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starter.question_pieces import PIECES, faults_of, texts_of

CONTENT = Path(__file__).resolve().parent / "content"

MARKER = re.compile(r"\{\{([^{}|]*)\|([^{}|]*)\}\}")
PLACE = re.compile(r"[a-z0-9-]+(:\d+[a-z]?(\.\d+(\.[a-z]+)?)?)?")
SENTENCE_END = re.compile(r"(?<=[.?!;])\s+|(?<=[.?!;][\"”’)])\s+")
TAG = re.compile(r"<[^>]*>")
ALLOWED_TAG = re.compile(r"</?(strong|em)>")

LESSON_REFERENCE = re.compile(r"\b(bài|học phần|khóa|câu) \d+(\.\d+)?\b", re.IGNORECASE)
LIST_COUNTER = re.compile(r"^\s*(- )?(\(?\d+[.)]|bước \d+:?)\s", re.IGNORECASE)
DUTY_LOOKALIKE = re.compile(
    r"(không|chưa|chẳng) phải (là |do |vì |ai |của |mọi |lúc |chỉ |bản |danh |loại |hình )|(bên|tay|cột|sang|lẽ|vừa|đỡ|khỏi) phải|"
    r"cần rà soát|cần thiết|phải không|phải chăng",
    re.IGNORECASE,
)
COUNTED = (
    "loại|hình thức|nhóm|căn cứ|hành vi|nguyên tắc|điều|chương|khoản|điểm|trường hợp|yêu cầu|nội dung|phạm vi|bậc|"
    "danh hiệu|huân chương|huy chương|giải thưởng|đối tượng|vai|việc|bên|lần|năm|tháng|ngày|hạng|mốc|cấp"
)
CLAIMS = {
    "number": re.compile(
        rf"\d|\b(hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|một nửa|một phần) ({COUNTED})\b", re.IGNORECASE
    ),
    "authority": re.compile(
        r"\b(Quốc hội|Chính phủ|Thủ tướng|Chủ tịch|Bộ trưởng|Bộ (?=[A-ZĐ])|Ủy ban|UBND|Hội đồng|Sở (?=[A-ZĐ])|"
        r"Mặt trận)|\b(?i:người đứng đầu|(cấp|người|cơ quan) có thẩm quyền|bộ, ban, ngành)\b"
    ),
    "duty": re.compile(
        r"\b(phải|không được|nghiêm cấm|bị cấm|luật cấm|có trách nhiệm|chịu trách nhiệm|có quyền|bắt buộc|cần|"
        r"nghĩa vụ|chỉ được|có thẩm quyền)\b",
        re.IGNORECASE,
    ),
}
BEFORE_AMENDMENT = re.compile(r"trước (khi )?(được |bị )?sửa đổi", re.IGNORECASE)
OLD_TONE_PLACE = re.compile(r"\b\w*(?<![qQ])(oá|oà|oả|oã|oạ|oé|oè|oẻ|oẽ|oẹ|uý|uỳ|uỷ|uỹ|uỵ)\b", re.IGNORECASE)

WORDS = range(300, 701)
KEY_POINTS = range(3, 6)
BLOCKS = {
    "lead": {"text"},
    "key_points": {"points"},
    "heading": {"text"},
    "text": {"paragraphs"},
    "citation": {"provision", "note"},
    "table": {"caption", "header", "rows"},
    "case": {"title", "situation", "question", "answer"},
    "review": {"text"},
    "check": {"question"},
}
DOCUMENT_KINDS = {"law", "decree", "circular", "decision", "resolution"}
LESSON = {"code", "slug", "title", "goal", "blocks"}
QUESTION = {
    *("code", "kind", "difficulty", "category", "text", "explanation"),
    *("cites", "facts", "state"),
}
DIFFICULTIES = {"remember": 2, "understand": 2, "apply": 1}
IN_USE_IN_EACH_CATEGORY = 6
STATES = {"in_use", "needs_review"}
PRACTICE, ESSAYS = "Luyện tập", "Tự luận"
WRITTEN = datetime.date(2026, 11, 23)
"""The day of the facts: a text whose last day is later was in force then, and its end is known."""


@dataclass(frozen=True)
class Finding:
    file: str
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.text}"


@dataclass(frozen=True)
class Passage:
    """A run of prose. `label`: names something and claims nothing. `whole`: one claim, however many stops (a table row)."""

    text: str
    label: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Marker:
    place: str
    facts: tuple[str, ...]

    @property
    def document(self) -> str:
        return self.place.partition(":")[0]


@dataclass
class Sources:
    """The verified facts and the documents and provisions they stand in."""

    facts: dict[str, dict[str, str]]
    documents: dict[str, dict]
    provisions: dict[str, dict]

    def has(self, place: str) -> bool:
        return place in self.provisions if ":" in place else place in self.documents

    def ends_on(self, place: str) -> datetime.date | None:
        """The last day of the document of a place that was in force when this was written; None: not known."""
        last = self.documents.get(place.partition(":")[0], {}).get("in_force_to")
        return last if last and last >= WRITTEN else None

    def under_review(self, code: str) -> bool:
        return self.facts[code]["review"] == "1"

    def related(self, one: str, other: str) -> bool:
        """Whether a fact of `one` can be cited at `other`: same branch of a document, or a document it replaces or amends."""
        a, b = one.partition(":")[0], other.partition(":")[0]
        if a != b:
            return any(
                y in self.documents[x].get(link, [])
                for x, y in ((a, b), (b, a))
                if x in self.documents
                for link in ("replaces", "amends")
            )
        p, q = (place.partition(":")[2].split(".") if ":" in place else [] for place in (one, other))
        shorter = min(len(p), len(q))
        return p[:shorter] == q[:shorter]


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list)
    sentences: int = 0
    claims: int = 0
    citations: int = 0
    facts: set[str] = field(default_factory=set)
    words: dict[str, int] = field(default_factory=dict)
    questions: Counter = field(default_factory=Counter)

    def add(self, file: str, rule: str, text: str = "") -> None:
        self.findings.append(Finding(file, rule, text))


def plain(text: str) -> str:
    """The words a reader sees, without markers and tags."""
    return re.sub(r"\s+", " ", TAG.sub("", MARKER.sub("", text))).strip()


def word_count(text: str) -> int:
    return sum(any(c.isalnum() for c in word) for word in plain(text).split())


def sentences(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE_END.split(text) if plain(part)]


def markers(text: str) -> list[Marker]:
    return [
        Marker(place, tuple(code.strip() for code in codes.split(",")))
        for place, codes in MARKER.findall(text)
    ]


def claims(sentence: str) -> list[str]:
    """Which kinds of claim a sentence makes. A question claims nothing."""
    words = plain(sentence)
    if words.rstrip('"”’) ').endswith("?"):
        return []
    words = LIST_COUNTER.sub("", words)
    words = LESSON_REFERENCE.sub("", words)
    words = DUTY_LOOKALIKE.sub("", words)
    return [kind for kind, pattern in CLAIMS.items() if pattern.search(words)]


# Reading


def read_sources(root: Path, report: Report) -> Sources:
    with (root / "facts.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    facts = {row["code"]: row for row in rows}
    legislation = tomllib.loads((root / "legislation.toml").read_text(encoding="utf-8"))
    documents = {document["slug"]: document for document in legislation["documents"]}
    provisions = {f"{p['document']}:{p['path']}": p for p in legislation["provisions"]}
    for name, listed, kept in (
        ("facts.csv", len(rows), len(facts)),
        ("legislation.toml", len(legislation["documents"]), len(documents)),
        ("legislation.toml", len(legislation["provisions"]), len(provisions)),
    ):
        if listed != kept:
            report.add(name, "the same code twice", f"{listed - kept} too many")
    return Sources(facts, documents, provisions)


def read_toml(path: Path, file: str, report: Report) -> dict | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, FileNotFoundError) as error:
        report.add(file, "cannot be read", str(error))
        return None


def check_sources(sources: Sources, report: Report) -> None:
    for code, fact in sources.facts.items():
        if not sources.has(fact["provision"]):
            report.add("facts.csv", "unknown provision", f"{code} {fact['provision']}")
        elif sources.under_review(code) and not sources.provisions.get(
            fact["provision"], {"needs_review": True}
        ).get("needs_review"):
            report.add("legislation.toml", f"rests on {code}, which is under review", fact["provision"])
        if fact["review"] not in {"0", "1"} or not fact["statement"] or not fact["source"]:
            report.add("facts.csv", "incomplete fact", code)
    for slug, document in sources.documents.items():
        if document["kind"] not in DOCUMENT_KINDS:
            report.add("legislation.toml", "unknown kind", slug)
        for other in document.get("replaces", []) + document.get("amends", []):
            if other not in sources.documents:
                report.add("legislation.toml", "unknown document", other)
    for place, provision in sources.provisions.items():
        if provision["document"] not in sources.documents or not PLACE.fullmatch(place):
            report.add("legislation.toml", "unknown document or malformed path", place)
        parent, _, last = place.rpartition(".")
        if last and parent and parent not in sources.provisions:
            report.add("legislation.toml", "provision without its parent", place)
        if not provision["heading"] or not provision["summary"]:
            report.add("legislation.toml", "provision without heading or summary", place)


# Prose


def check_markers(text: str, file: str, sources: Sources, report: Report) -> list[Marker]:
    """Check that every marker is well formed and rests on a known provision and known facts; return the sound ones."""
    if text.count("{{") != len(MARKER.findall(text)) or text.count("{{") != text.count("}}"):
        report.add(file, "malformed marker", plain(text) or text)
    if re.search(r"[.?!;]\s*\{\{", text):
        report.add(file, "marker after the full stop", text)
    sound = []
    for marker in markers(text):
        report.citations += 1
        unknown = [code for code in marker.facts if code not in sources.facts]
        for code in unknown:
            report.add(file, f"fact {code or '(none)'} is not verified", text)
        if not PLACE.fullmatch(marker.place) or not sources.has(marker.place):
            report.add(file, f"unknown provision {marker.place}", text)
        elif not unknown:
            if not any(sources.related(sources.facts[c]["provision"], marker.place) for c in marker.facts):
                report.add(file, f"no fact of {','.join(marker.facts)} stands in {marker.place}", text)
            sound.append(marker)
            report.facts.update(marker.facts)
    return sound


def check_passage(
    passage: Passage, file: str, sources: Sources, report: Report, *, review_allowed: bool = False
) -> None:
    for tag in TAG.findall(passage.text):
        if not ALLOWED_TAG.fullmatch(tag):
            report.add(file, f"tag {tag} is not allowed", plain(passage.text))
    for marker in check_markers(passage.text, file, sources, report):
        for code in marker.facts:
            if sources.under_review(code) and not review_allowed:
                report.add(file, f"fact {code} is under review", passage.text)
    if passage.label:
        return
    for sentence in [passage.text] if passage.whole else sentences(passage.text):
        report.sentences += 1
        made = claims(sentence)
        report.claims += bool(made)
        if made and not MARKER.search(sentence):
            report.add(file, f"no marker for {', '.join(made)}", sentence)


def has_exactly(
    table: dict, keys: set[str], file: str, report: Report, *, optional: Collection[str] = ()
) -> bool:
    missing, unknown = keys - table.keys(), table.keys() - keys - set(optional)
    name = table.get("code") or table.get("kind") or "a table"
    if missing:
        report.add(file, f"{name} lacks {', '.join(sorted(missing))}")
    if unknown:
        report.add(file, f"{name} has unknown {', '.join(sorted(unknown))}")
    return not missing and not unknown


# Lessons


def passages(block: dict) -> Iterator[Passage]:
    """The prose of a block. Headings, captions and invented situations are labels: they state nothing as law."""
    match block["kind"]:
        case "lead" | "review":
            yield Passage(block["text"])
        case "heading":
            yield Passage(block["text"], label=True)
        case "key_points":
            yield from map(Passage, block["points"])
        case "text":
            yield from map(Passage, block["paragraphs"])
        case "citation":
            yield Passage(block["note"])
        case "table":
            yield Passage(block["caption"], label=True)
            yield Passage(" | ".join(block["header"]), label=True)
            for row in block["rows"]:
                yield Passage(" | ".join(row), whole=True)
        case "case":
            for part in ("title", "situation", "question"):
                yield Passage(block[part], label=True)
            yield from map(Passage, block["answer"])


def practice_code(number: int, lesson: str) -> str:
    """The code of the question at the end of a lesson: T1.2 in the first course, T2-1.2 in the second."""
    return f"T{lesson}" if number == 1 else f"T{number}-{lesson}"


def check_lesson(lesson: dict, file: str, sources: Sources, report: Report, *, number: int = 1) -> None:
    if not has_exactly(lesson, LESSON, file, report):
        return
    blocks = lesson["blocks"]
    sound = [
        has_exactly(block, BLOCKS.get(block.get("kind"), set()) | {"kind"}, file, report, optional={"review"})
        for block in blocks
    ]
    if not all(sound):
        return
    if Path(file).stem != lesson["code"]:
        report.add(file, "code is not the file's name", lesson["code"])
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", lesson["slug"]):
        report.add(file, "slug is not ASCII words", lesson["slug"])

    kinds = [block["kind"] for block in blocks]
    for kind in ("case", "check", "lead", "key_points"):
        if kinds.count(kind) != 1:
            report.add(file, f"{kinds.count(kind)} blocks of kind {kind}, not 1")
    if "check" not in kinds[-2:]:
        report.add(file, "the check is not last or next to last")
    if "key_points" not in kinds[:3]:
        report.add(file, "key points are not near the top")

    words = 0
    for block in blocks:
        under_review = block["kind"] == "review" or block.get("review") is True
        for passage in passages(block):
            words += word_count(passage.text)
            check_passage(passage, file, sources, report, review_allowed=under_review)
        check_review_wording(block, file, sources, report)
        match block["kind"]:
            case "key_points" if len(block["points"]) not in KEY_POINTS:
                report.add(file, "not 3 to 5 key points", str(len(block["points"])))
            case "citation" if not sources.has(block["provision"]):
                report.add(file, f"unknown provision {block['provision']}", block["note"])
            case "table" if any(len(row) != len(block["header"]) for row in block["rows"]):
                report.add(file, "a row is not as long as the header", block["caption"])
            case "check" if block["question"] != practice_code(number, lesson["code"]):
                report.add(file, "the check asks another lesson's question", block["question"])
    report.words[practice_code(number, lesson["code"]).removeprefix("T")] = words
    if words not in WORDS:
        report.add(file, "not 300 to 700 words", str(words))


def check_review_wording(block: dict, file: str, sources: Sources, report: Report) -> None:
    """A rule of the 2022 law that may have changed is always told as the law before its amendment."""
    text = " ".join(passage.text for passage in passages(block))
    rests_on_review = any(
        marker.document == "luat-2022" and code in sources.facts and sources.under_review(code)
        for marker in markers(text)
        for code in marker.facts
    )
    if rests_on_review and not BEFORE_AMENDMENT.search(plain(text)):
        report.add(file, "not worded as the law before its amendment", plain(text))


def check_course(folder: Path, sources: Sources, report: Report) -> None:
    name = folder.name
    files = [folder / "course.toml", folder / "questions.toml", *sorted((folder / "lessons").glob("*.toml"))]
    read = [read_toml(path, path.relative_to(folder.parent).as_posix(), report) for path in files]
    if None in read:
        return
    course, bank, *lesson_tables = read
    lessons = {path.stem: lesson for path, lesson in zip(files[2:], lesson_tables, strict=True)}
    for aim in [
        course["summary"],
        *course["outcomes"],
        *(module["description"] for module in course["modules"]),
    ]:
        check_passage(Passage(aim, label=True), f"{name}/course.toml", sources, report)

    for code, lesson in lessons.items():
        check_lesson(lesson, f"{name}/lessons/{code}.toml", sources, report, number=course.get("number", 1))
    listed = [code for module in course["modules"] for code in module["lessons"]]
    for code in set(listed) ^ set(lessons):
        report.add(f"{name}/course.toml", "lesson listed without a file, or a file not listed", code)
    for slug, times in Counter(lesson.get("slug") for lesson in lessons.values()).items():
        if times > 1:
            report.add(f"{name}/lessons", "the same slug twice", slug)
    with_table = sum(
        any(b.get("kind") == "table" for b in lesson.get("blocks", [])) for lesson in lessons.values()
    )
    if 2 * with_table < len(lessons):
        report.add(f"{name}/lessons", "fewer than every second lesson has a table", str(with_table))

    check_bank(bank["questions"], course, set(lessons), f"{name}/questions.toml", sources, report)
    check_final(bank["questions"], course, f"{name}/course.toml", report)


# Questions


def check_bank(
    questions: list[dict], course: dict, lessons: set[str], file: str, sources: Sources, report: Report
) -> None:
    questions = [question for question in questions if is_whole(question, file, report)]
    categories = [module["title"] for module in course["modules"]]
    for code, times in Counter(question["code"] for question in questions).items():
        if times > 1:
            report.add(file, "the same code twice", code)
    for text, times in Counter(question["text"] for question in questions).items():
        if times > 1:
            report.add(file, "the same question twice", text)
    for question in questions:
        check_question(question, {*categories, PRACTICE, ESSAYS}, file, sources, report)

    practice = {q["code"] for q in questions if q["category"] == PRACTICE}
    for code in practice ^ {practice_code(course.get("number", 1), lesson) for lesson in lessons}:
        report.add(file, "no practice question for a lesson, or one without a lesson", code)
    for category in categories if has_open_final(course) else ():
        in_use = Counter(
            q["difficulty"] for q in questions if q["category"] == category and q["state"] == "in_use"
        )
        if in_use.total() < IN_USE_IN_EACH_CATEGORY:
            report.add(file, f"fewer than {IN_USE_IN_EACH_CATEGORY} questions in use", category)
        for difficulty, least in DIFFICULTIES.items():
            if in_use[difficulty] < least:
                report.add(file, f"fewer than {least} questions in use to {difficulty}", category)


def is_whole(question: dict, file: str, report: Report) -> bool:
    """Whether it has the keys of a question and of its kind, and no others."""
    kind = question.get("kind")
    if kind not in PIECES:
        report.add(f"{file} {question.get('code')}", "unknown kind", str(kind))
        return False
    needed, allowed = PIECES[kind]
    return has_exactly(question, QUESTION | needed, file, report, optional={"use_until", *allowed})


def has_open_final(course: dict) -> bool:
    """Whether papers are drawn for a course now; a final that is closed says why."""
    return "final" in course and not course["final"].get("closed_because")


def check_final(questions: list[dict], course: dict, file: str, report: Report) -> None:
    """Every draw of an open final can be filled, and none draws an essay or what a lesson has explained."""
    for draw in course.get("final", {}).get("draws", ()):
        where = f"{draw['category']} {draw.get('difficulty', '')}".strip()
        if draw["category"] not in {module["title"] for module in course["modules"]}:
            report.add(file, "the final draws from an unknown category", where)
        drawable = [
            question
            for question in questions
            if question["category"] == draw["category"]
            and question["state"] == "in_use"
            and question["difficulty"] == draw.get("difficulty", question["difficulty"])
        ]
        if has_open_final(course) and len(drawable) < draw["count"]:
            report.add(file, f"the final draws {draw['count']} of {len(drawable)} questions", where)


def check_question(question: dict, categories: set[str], file: str, sources: Sources, report: Report) -> None:
    code = question["code"]
    where = f"{file} {code}"
    report.questions[question["kind"]] += 1
    for key, allowed in (
        ("difficulty", set(DIFFICULTIES)),
        ("category", categories),
        ("state", STATES),
    ):
        if question[key] not in allowed:
            report.add(where, f"unknown {key}", question[key])
    if not re.fullmatch(r"Q\d+\.\d{2}|T(\d+-)?\d+\.\d+", code) or (code[0] == "T") != (
        question["category"] == PRACTICE
    ):
        report.add(where, "the code does not fit the category", question["category"])
    if (question["kind"] == "essay") != (question["category"] == ESSAYS):
        report.add(where, "essays, and only they, stand in a category of their own", question["category"])
    for rule, text in faults_of(question):
        report.add(where, rule, text)

    explanation = question["explanation"]
    made = markers(explanation)
    if not made:
        report.add(where, "explanation without a marker", explanation)
    if not 1 <= len(re.findall(r"[.!?](?=\s|$)", plain(explanation))) <= 3:
        report.add(where, "explanation is not 1 to 3 sentences", explanation)
    in_use = question["state"] == "in_use"
    check_passage(Passage(explanation), where, sources, report, review_allowed=not in_use)
    for passage in texts_of(question):
        if "{{" in passage:
            report.add(where, "marker in the question or its pieces", passage)

    ends = [last for place in question["cites"] if (last := sources.ends_on(place))]
    if ends and question.get("use_until", datetime.date.max) > min(ends):
        report.add(
            where, f"rests on a text that ends on {min(ends)}, but has no such use_until", question["text"]
        )

    if not question["cites"] or not question["facts"]:
        report.add(where, "rests on nothing", question["text"])
    for marker in made:
        if marker.place not in question["cites"] or not set(marker.facts) <= set(question["facts"]):
            report.add(
                where,
                "explanation cites what the question does not",
                f"{marker.place}|{','.join(marker.facts)}",
            )
    for place in question["cites"]:
        if not sources.has(place):
            report.add(where, f"unknown provision {place}", question["text"])
        elif in_use and sources.provisions.get(place, {}).get("needs_review"):
            report.add(where, f"in use, but provision {place} is under review", question["text"])
    for fact in question["facts"]:
        if fact not in sources.facts:
            report.add(where, f"fact {fact} is not verified", question["text"])
            continue
        report.facts.add(fact)
        if in_use and sources.under_review(fact):
            report.add(where, f"in use, but fact {fact} is under review", question["text"])


# Everything


def check_spelling(root: Path, report: Report) -> None:
    for path in [root / "facts.csv", *sorted(root.rglob("*.toml"))]:
        text = path.read_text(encoding="utf-8")
        file = str(path.relative_to(root))
        if text != unicodedata.normalize("NFC", text):
            report.add(file, "not in Unicode NFC")
        for word in sorted({match.group() for match in OLD_TONE_PLACE.finditer(text)}):
            report.add(file, "tone on the second vowel", word)


def check(root: Path = CONTENT) -> Report:
    """Read all content under `root` and report everything that breaks a rule."""
    report = Report()
    sources = read_sources(root, report)
    check_sources(sources, report)
    for course in sorted(root.glob("*/course.toml")):
        check_course(course.parent, sources, report)
    check_spelling(root, report)
    return report


def main(arguments: Sequence[str] = ()) -> int:
    report = check(*map(Path, arguments))
    for finding in report.findings:
        print(finding)
    if report.findings:
        print(f"\n{len(report.findings)} findings")
        return 1
    print(
        f"{report.sentences} sentences checked, {report.claims} of them state a number, date, authority or duty"
    )
    print(f"{report.citations} citations, {len(report.facts)} facts used")
    print("words: " + ", ".join(f"{code} {words}" for code, words in report.words.items()))
    print("questions: " + ", ".join(f"{kind} {count}" for kind, count in sorted(report.questions.items())))
    return 0
