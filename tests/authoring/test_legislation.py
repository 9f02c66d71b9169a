"""Documents and provisions in the editor."""

import pytest
from django.urls import reverse

from legislation.editors import editors_of_law
from legislation.models import LegalDocument, Provision
from tests.factories import a_person
from tests.factories.law import a_document, a_provision

LIST = "wagtailsnippets_legislation_provision:list"
CHOOSE = "wagtailsnippetchoosers_legislation_provision:choose_results"


@pytest.fixture
def editor(db):
    person = a_person(full_name="Vũ Thị Luật")
    person.groups.add(editors_of_law())
    return person


def sent(document, path, **fields):
    return {"document": document.pk, "path": path, "heading": "Nguyên tắc", "summary": ""} | fields


@pytest.mark.parametrize("words", ["nguyen tac", "Nguyên tắc", "dieu 5", "khoản 2", "luật 2022 nguyên"])
def test_provisions_are_found_without_tones(as_trainer, words):
    document = a_document(number="06/2022/QH15")
    wanted = a_provision(document, "5.2")
    a_provision(document, "15.22", heading="Quỹ")
    other = a_provision(a_document("NĐ 98", "98/2023"), "7", heading="Hồ sơ")
    for address in [reverse(LIST), reverse(CHOOSE)]:
        page = as_trainer.get(address, {"q": words}).content.decode()
        assert str(wanted.label) in page
        assert other.heading not in page
        assert "Quỹ" not in page


def test_a_lone_quotation_mark_finds_nothing_and_harms_nothing(as_trainer):
    a_provision()
    for name in [LIST, CHOOSE, "wagtailsnippets_legislation_legaldocument:list"]:
        assert as_trainer.get(reverse(name), {"q": '"'}).status_code == 200


def test_lists_do_not_ask_once_a_row(as_trainer, django_assert_max_num_queries):
    a_provision()
    as_trainer.get(reverse(LIST))
    with django_assert_max_num_queries(60) as first:
        as_trainer.get(reverse(LIST))
    a_provision()
    a_provision()
    with django_assert_max_num_queries(len(first)):
        as_trainer.get(reverse(LIST))


def test_a_trainer_reads_the_law_but_does_not_write_it(as_trainer):
    provision = a_provision()
    assert as_trainer.get(reverse(LIST)).status_code == 200
    for act in ["edit", "delete"]:
        address = reverse(f"wagtailsnippets_legislation_provision:{act}", args=[provision.pk])
        assert as_trainer.post(address, sent(provision.document, "9")).status_code == 302
    as_trainer.post(reverse("wagtailsnippets_legislation_provision:add"), sent(provision.document, "9"))
    assert list(Provision.objects.values_list("path", flat=True)) == [provision.path]


def test_an_editor_of_law_adds_a_provision_below_its_article(client, editor):
    client.force_login(editor)
    article = a_provision(path="5")
    add = reverse("wagtailsnippets_legislation_provision:add")
    assert client.post(add, sent(article.document, " 5.Đ ")).status_code == 200  # a point needs a clause
    assert client.post(add, sent(article.document, "5.2")).status_code == 302
    assert client.post(add, sent(article.document, "5.2.đ")).status_code == 302
    point = Provision.objects.get(path="5.2.dd")
    assert (point.parent.path, point.parent.parent) == ("5.2", article)


def test_the_place_of_a_provision_stays(client, editor):
    client.force_login(editor)
    provision = a_provision(path="5")
    address = reverse("wagtailsnippets_legislation_provision:edit", args=[provision.pk])
    assert client.post(address, sent(a_document(), "6", heading="Tên mới")).status_code == 302
    provision.refresh_from_db()
    assert (provision.path, provision.heading) == ("5", "Tên mới")


def test_an_editor_of_law_edits_documents(client, editor):
    client.force_login(editor)
    document = a_document()
    address = reverse("wagtailsnippets_legislation_legaldocument:edit", args=[document.pk])
    assert client.get(address).status_code == 200
    fields = {
        "number": "06/2022/QH15",
        "kind": "law",
        "title": "Luật mới",
        "short_title": "Luật",
        "slug": "luat",
    }
    assert client.post(address, fields).status_code == 302
    assert LegalDocument.objects.get().title == "Luật mới"
