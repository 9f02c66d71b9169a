"""Pictures of questions and options: described, frozen with the version, shown wherever the question is, kept from deletion."""

import base64
import io
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.contrib.messages import get_messages
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Collection

from quizzes.actions import submit_attempt
from quizzes.authoring.writing import stamp
from quizzes.exchange import importing
from quizzes.exchange.checking import check
from quizzes.exchange.exporting import drawn_up, items_in
from quizzes.exchange.formats import WRITERS
from quizzes.models import Question, QuestionImport, QuestionVersion
from quizzes.pictures import address_of, gives_away, picture_html, scaled
from tests.factories import a_category, a_course, a_person, a_quiz
from tests.factories.kinds import a_question_of, a_sitting_of

pytestmark = pytest.mark.django_db
ALT = "Bìa một quyết định có quốc huy ở giữa"


@pytest.fixture
def image(shelf, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    file = io.BytesIO()
    Picture.new("RGB", (1440, 960), "#a00").save(file, "PNG")
    return get_image_model().objects.create(
        title="Quyết định",
        file=ImageFile(io.BytesIO(file.getvalue()), name="quyet-dinh.png"),
        collection=Collection.objects.get(name=shelf.unit.name),
    )


@pytest.fixture
def category(unit):
    return a_category("Luật", owner=unit)


def typed(category, **fields):
    sent = {"category": category.pk, "kind": "single", "difficulty": "remember", "text": "Đây là văn bản gì?"}
    sent |= {"explanation_plain": "Luật nêu.", "based_on": "0.0", "act": "use"}
    sent |= {"options-TOTAL_FORMS": 2, "options-INITIAL_FORMS": 0, "options-0-is_right": "on"}
    return sent | {"options-0-text": "Quyết định", "options-1-text": "Tờ trình"} | fields


def a_pictured_question(client, category, image, **fields) -> Question:
    sent = typed(
        category, picture=image.pk, alt=ALT, **{"options-1-picture": image.pk, "options-1-alt": "Một tờ giấy"}
    )
    response = client.post(reverse("bank:add"), sent | fields)
    assert response.status_code == 302, response.content.decode()
    return Question.objects.select_related("current", "category").latest("pk")


def test_a_version_keeps_picture_words_and_size(as_trainer, category, image):
    version = a_pictured_question(as_trainer, category, image).current
    size = {"image": image.pk, "width": 1440, "height": 960}
    assert version.body == {"picture": size | {"alt": ALT}}
    assert [option.get("picture") for option in version.options] == [None, size | {"alt": "Một tờ giấy"}]
    html = as_trainer.get(reverse("bank:edit", args=[version.question_id])).content.decode()
    assert html.count(f'value="{ALT}"') == 1 and html.count('value="Một tờ giấy"') == 1


def test_a_picture_without_words_is_refused_and_other_words_make_a_version(as_trainer, category, image):
    refused = as_trainer.post(reverse("bank:add"), typed(category, picture=image.pk))
    assert refused.status_code == 422
    question = a_pictured_question(as_trainer, category, image)
    ids = {f"options-{place}-id": one["id"] for place, one in enumerate(question.current.options)}
    sent = typed(category, picture=image.pk, alt="Trang đầu", based_on=stamp(question), act="save", **ids)
    assert as_trainer.post(reverse("bank:edit", args=[question.pk]), sent).status_code == 302
    question.refresh_from_db()
    assert (question.current.number, question.current.body["picture"]["alt"]) == (2, "Trang đầu")
    assert QuestionVersion.objects.get(question=question, number=1).body["picture"]["alt"] == ALT


def test_words_that_hold_the_right_answer_are_named(as_trainer, category, image):
    def words(**fields):
        sent = typed(category, picture=image.pk, act="draft", **fields)
        response = as_trainer.post(reverse("bank:add"), sent)
        return [str(message) for message in get_messages(response.wsgi_request) if "mô tả" in str(message)]

    assert words(alt="Một trang giấy có quốc huy") == []
    assert len(words(alt="Bìa của một QUYẾT ĐỊNH")) == 1
    assert not gives_away({"alt": "Quyết địnhh"}, ["Quyết định"]) and not gives_away(None, ["a"])


def test_anothers_picture_is_no_choice(as_trainer, category, foreign_shelf, image):
    image.collection = Collection.objects.get(name=foreign_shelf.unit.name)
    image.save()
    refused = as_trainer.post(reverse("bank:add"), typed(category, picture=image.pk, alt=ALT))
    assert refused.status_code == 422


def test_the_learner_sees_it_while_sitting_and_in_the_result(as_trainer, client, category, image):
    question = a_pictured_question(as_trainer, category, image)
    attempt = a_sitting_of(question)
    client.force_login(attempt.user)
    html = client.get(reverse("quizzes:attempt", args=[attempt.uuid])).content.decode()
    assert html.count('class="q-picture"') == 2
    assert f'width="720" height="480" alt="{ALT}" loading="lazy"' in html
    submit_attempt(attempt=attempt)
    html = client.get(reverse("quizzes:result", args=[attempt.uuid])).content.decode()
    assert html.count('class="q-picture"') == 2 and f'alt="{ALT}"' in html


def test_other_kinds_show_the_picture_of_their_text(as_trainer, client, category, image):
    question = a_question_of("numeric", category)
    question.current.body |= {"picture": {"image": image.pk, "alt": ALT, "width": 1440, "height": 960}}
    question.current.save()
    attempt = a_sitting_of(question)
    client.force_login(attempt.user)
    assert f'alt="{ALT}"' in client.get(reverse("quizzes:attempt", args=[attempt.uuid])).content.decode()


def test_its_address_is_sealed_and_asks_for_a_sign_in(client, image):
    address = address_of(image.pk, 360)
    assert client.get(address).status_code == 302
    client.force_login(a_person())
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    with Picture.open(io.BytesIO(b"".join(response.streaming_content))) as shown:
        assert shown.size == (360, 240)
    forged = address.replace(f"{image.pk}.360", f"{image.pk}.361")
    assert forged != address and client.get(forged).status_code == 404


def test_a_picture_in_use_cannot_be_deleted(as_trainer, category, image):
    a_pictured_question(as_trainer, category, image)
    with pytest.raises(ProtectedError):
        image.delete()
    answer = as_trainer.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert answer.status_code in (302, 403)
    assert get_image_model().objects.filter(pk=image.pk).exists()


def replaced(client, image, **fields):
    """What the library answers to another file for a picture."""
    file = io.BytesIO()
    Picture.new("RGB", (30, 20), "#00a").save(file, "PNG")
    sent = {"title": image.title, "collection": image.collection_id} | fields
    upload = SimpleUploadedFile("khac.png", file.getvalue(), "image/png")
    return client.post(reverse("wagtailimages:edit", args=[image.pk]), sent | {"file": upload})


def test_the_file_of_a_picture_in_use_is_not_replaced(as_trainer, category, image):
    a_pictured_question(as_trainer, category, image)
    before = bytes(image.file.open().read())
    answer = replaced(as_trainer, image)
    assert "file" in answer.context["form"].errors
    image.refresh_from_db()
    assert (image.width, bytes(image.file.open().read())) == (1440, before)
    sent = {"title": "Tên khác", "collection": image.collection_id}
    assert as_trainer.post(reverse("wagtailimages:edit", args=[image.pk]), sent).status_code == 302
    image.refresh_from_db()
    assert (image.title, image.width) == ("Tên khác", 1440)


def test_the_file_of_a_picture_that_no_question_shows_is_replaced(as_trainer, image):
    assert replaced(as_trainer, image).status_code == 302
    image.refresh_from_db()
    assert image.width == 30


def test_a_visitor_opens_the_pictures_of_the_own_paper_and_no_others(as_trainer, category, image):
    question = a_pictured_question(as_trainer, category, image)
    module = a_course(lessons=1).get_children().get()
    quiz = a_quiz(
        module,
        questions=1,
        category=question.category,
        is_open_to_visitors=True,
        is_required=False,
        behaviour="immediate",
    )
    other = get_image_model().objects.create(title="Khác", file=image.file, width=9, height=9)
    visitor = Client()
    address = address_of(image.pk, 360)
    assert visitor.get(address).status_code == 302
    visitor.post(reverse("quizzes:begin_visit", args=[quiz.pk]))
    assert address_of(image.pk, 720) in visitor.get(reverse("quizzes:visit", args=[quiz.pk])).content.decode()
    assert visitor.get(address).status_code == 200
    assert visitor.get(address_of(other.pk, 360)).status_code == 302


def test_text_and_tables_do_not_carry_it_and_say_so(as_trainer, category, image):
    a_pictured_question(as_trainer, category, image)
    items, pictures = items_in(category)
    assert (items[0].picture.alt, items[0].option_pictures[0][0]) == (ALT, 1)
    lost = {
        name: [loss.words.get("field") for loss in writer.write(items, pictures).losses]
        for name, writer in WRITERS.items()
    }
    assert lost == {"xlsx": ["pictures"], "gift": ["pictures"], "moodle": [], "qti": []}


def sent_in(client, category, content, name="cau-hoi.zip") -> QuestionImport:
    sent = {"category": category.pk, "file": SimpleUploadedFile(name, content)}
    response = client.post(reverse("bank:exchange"), sent)
    assert response.status_code == 302, response.content.decode()
    return QuestionImport.objects.latest("pk")


def imported(client, ready) -> dict:
    client.post(reverse("bank:import_confirm", args=[ready.uuid]), {"use": "1"})
    ready.refresh_from_db()
    return ready.outcome


@pytest.mark.parametrize("format", ["moodle", "qti"])
def test_what_is_exported_comes_back_as_it_was_and_into_another_unit_with_its_pictures(
    format, as_trainer, client, category, image, foreign_unit, foreign_trainer
):
    question = a_pictured_question(as_trainer, category, image)
    content = drawn_up(category, format).written.content
    outcome = imported(as_trainer, sent_in(as_trainer, category, content))
    assert (outcome["unchanged"], outcome["pictures"]) == (1, 0)
    Question.objects.filter(pk=question.pk).update(code="CU-1")  # as in another house
    other = a_category("Y tế", owner=foreign_unit)
    client.force_login(foreign_trainer)
    ready = sent_in(client, other, content)
    shown = client.get(reverse("bank:import", args=[ready.uuid])).content.decode()
    assert shown.count(f'alt="{ALT}"') == 1
    [kept] = ready.pictures.all()
    address = reverse("bank:import_picture", args=[ready.uuid, kept.digest])
    assert address in shown
    answer = client.get(address)
    assert (answer["Content-Type"], answer["Content-Security-Policy"]) == (
        "image/png",
        "default-src 'none'; sandbox",
    )
    with Picture.open(io.BytesIO(answer.content)) as small:
        assert small.size == (320, 213)
    outcome = imported(client, ready)
    assert (outcome["made"], outcome["in_use"], outcome["pictures"]) == (1, 1, 1)
    assert (ready.pictures.count(), client.get(address).status_code) == (0, 404)
    version = Question.objects.exclude(pk=question.pk).get().current
    copy = get_image_model().objects.get(pk=version.body["picture"]["image"])
    assert (copy.collection.name, copy.description) == (foreign_unit.name, ALT)
    assert version.body["picture"] == {"image": copy.pk, "alt": ALT, "width": 1440, "height": 960}
    assert version.options[1]["picture"] == {
        "image": copy.pk,
        "alt": "Một tờ giấy",
        "width": 1440,
        "height": 960,
    }
    with pytest.raises(ProtectedError):
        copy.delete()


def a_moodle_file(*questions: str) -> bytes:
    return f"<quiz>{''.join(questions)}</quiz>".encode()


def a_moodle_question(image: str, alt: str, code="M-1") -> str:
    return (
        f'<question type="multichoice"><questiontext format="html"><text><![CDATA[<p>Con dấu nào?</p>'
        f'<img src="@@PLUGINFILE@@/dau.png" alt="{alt}">]]></text><file name="dau.png" path="/" encoding="base64">'
        f"{image}</file></questiontext><generalfeedback><text>Luật nêu.</text></generalfeedback>"
        f'<idnumber>{code}</idnumber><single>true</single><answer fraction="100"><text>Tròn</text></answer>'
        f'<answer fraction="0"><text>Vuông</text></answer></question>'
    )


def a_png(colour="#0a0") -> str:
    file = io.BytesIO()
    Picture.new("RGB", (40, 30), colour).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_a_picture_without_words_leaves_a_draft_and_words_given_in_the_preview_put_it_into_use(
    as_trainer, category, image
):
    content = a_moodle_file(
        a_moodle_question(a_png(), ""), a_moodle_question(a_png(), "", "M-2").replace("nào?", "gì?")
    )
    ready = sent_in(as_trainer, category, content)
    shown = as_trainer.get(reverse("bank:import", args=[ready.uuid])).content.decode()
    assert shown.count("Anh/chị mô tả hình giúp") == 2
    cells = ready.rows[0]["cells"] | {"alt_text": "Hình một con dấu"}
    as_trainer.post(reverse("bank:import_row", args=[ready.uuid, 1]), cells)
    outcome = imported(as_trainer, ready)
    assert (outcome["made"], outcome["in_use"], outcome["pictures"]) == (2, 1, 1)
    first, second = Question.objects.order_by("code")
    assert (first.state, second.state) == ("in_use", "draft")
    assert first.current.body["picture"]["image"] == second.current.body["picture"]["image"]
    assert (first.current.body["picture"]["alt"], second.current.body["picture"]["alt"]) == (
        "Hình một con dấu",
        "",
    )


def test_words_in_a_file_that_hold_the_right_answer_are_named(as_trainer, category, trainer, image):
    ready = sent_in(as_trainer, category, a_moodle_file(a_moodle_question(a_png(), "Một con dấu tròn")))
    assert [found.code for row in check(ready, trainer) for found in row.findings] == ["alt_gives_away"]


def test_a_picture_that_the_unit_has_is_not_put_there_again(as_trainer, category, image):
    for code in ("M-1", "M-2"):
        ready = sent_in(as_trainer, category, a_moodle_file(a_moodle_question(a_png(), "Một con dấu", code)))
        imported(as_trainer, ready)
    pictures = [question.current.body["picture"]["image"] for question in Question.objects.all()]
    assert (len(pictures), len(set(pictures)), get_image_model().objects.count()) == (2, 1, 2)


def test_an_import_that_fails_leaves_no_file_behind(
    as_trainer, category, trainer, image, settings, monkeypatch
):
    ready = sent_in(as_trainer, category, a_moodle_file(a_moodle_question(a_png(), "Một con dấu")))
    before = set(Path(settings.MEDIA_ROOT).rglob("*"))
    with monkeypatch.context() as broken, pytest.raises(InterruptedError):
        broken.setattr(importing, "join_cases", Mock(side_effect=InterruptedError))
        importing.confirm_import(prepared=ready, by=trainer, put_into_use=True)
    assert ([path for path in set(Path(settings.MEDIA_ROOT).rglob("*")) - before if path.is_file()]) == []
    importing.confirm_import(prepared=ready, by=trainer, put_into_use=True)
    assert [path.suffix for path in set(Path(settings.MEDIA_ROOT).rglob("*")) - before if path.is_file()] == [
        ".png"
    ]


def test_anothers_preview_hands_out_no_picture(as_trainer, client, category, trainer, foreign_trainer, image):
    ready = sent_in(as_trainer, category, a_moodle_file(a_moodle_question(a_png(), "Một con dấu")))
    address = reverse("bank:import_picture", args=[ready.uuid, ready.pictures.get().digest])
    assert client.get(address).status_code == 200
    client.force_login(foreign_trainer)
    assert client.get(address).status_code == 404


def test_a_picture_keeps_its_shape_and_is_never_enlarged():
    small = {"image": 1, "alt": "a<b", "width": 200, "height": 100}
    assert scaled(small, 720) == (200, 100)
    assert scaled({"width": 100, "height": 2400}, 720) == (50, 1200)
    assert "360w" not in picture_html(small) and "a&lt;b" in picture_html(small)
    assert picture_html(None) == ""
