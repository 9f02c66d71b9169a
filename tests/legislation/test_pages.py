import datetime

import pytest
from wagtail.models import PageViewRestriction

import clock
from courses.models import LessonPage, ModulePage
from legislation.force import Force, force_on, span
from legislation.words import force_in_words
from tests.factories import a_course, a_lesson, a_person
from tests.factories.law import a_document, a_provision

DAY = datetime.date(2026, 11, 23)
BEFORE, AFTER = DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "state"),
    [
        (None, None, Force.UNKNOWN),
        (None, DAY, Force.UNKNOWN),
        (None, BEFORE, Force.ENDED),
        (BEFORE, None, Force.IN_FORCE),
        (DAY, DAY, Force.IN_FORCE),
        (AFTER, None, Force.NOT_YET),
        (BEFORE, BEFORE, Force.ENDED),
    ],
)
def test_the_first_and_the_last_day_are_in_force(first, last, state):
    assert force_on(DAY, first, last) == state


def test_a_provision_has_the_days_of_its_document_where_it_has_none():
    assert span(None, None, BEFORE, AFTER) == (BEFORE, AFTER)
    assert span(DAY, None, BEFORE, None) == (DAY, None)
    assert span(None, DAY, BEFORE, AFTER) == (BEFORE, DAY)
    assert span(None, AFTER, BEFORE, DAY) == (BEFORE, DAY)


@pytest.mark.django_db
def test_the_state_is_said_with_its_day():
    def said(thing):
        return force_in_words(thing, DAY)

    assert said(a_document(in_force_from=BEFORE))[1] == "ok"
    assert "23/11/2026" in said(a_document(in_force_from=BEFORE))[0]
    assert "24/11/2026" in said(a_document(in_force_from=AFTER))[0]
    ended = said(a_document(in_force_from=BEFORE, in_force_to=BEFORE))
    assert ended[1] == "late"
    assert "23/11/2026" in ended[0]
    assert said(a_document())[1] == ""
    assert said(a_provision(a_document(in_force_from=BEFORE), needs_review=True))[1] == "soon"


@pytest.mark.django_db
class TestIndex:
    def test_everybody_reads_it(self, client):
        a_document(title="Luật Thi đua, khen thưởng", in_force_from=BEFORE)
        page = client.get("/van-ban/").content.decode()
        assert "Luật Thi đua, khen thưởng" in page

    def test_what_has_ended_stands_last(self, client):
        a_document(
            title="Luật cũ", in_force_from=datetime.date(2004, 7, 1), in_force_to=datetime.date(2023, 12, 31)
        )
        a_document(title="Không rõ")
        a_document(title="Luật mới", in_force_from=datetime.date(2024, 1, 1))
        with clock.frozen_at(datetime.datetime(2026, 11, 23, 3, tzinfo=datetime.UTC)):
            found = client.get("/van-ban/").context["documents"]
        assert [document.title for document in found] == ["Luật mới", "Không rõ", "Luật cũ"]

    @pytest.mark.parametrize("words", ["luat thi dua", "Luật", "06/2022", "thi đua LUẬT"])
    def test_documents_are_found_without_tones(self, client, words):
        wanted = a_document(number="06/2022/QH15", title="Luật Thi đua, khen thưởng")
        a_document(number="161/2026/NĐ-CP", title="Nghị định về lương cơ sở", short_title="NĐ 161/2026")
        assert client.get("/van-ban/", {"q": words}).context["documents"] == [wanted]

    def test_provisions_are_found_too(self, client):
        wanted = a_provision(path="9", heading="Hình thức khen thưởng")
        a_provision(path="19", heading="Khác")
        response = client.get("/van-ban/", {"q": "dieu 9 hinh thuc"})
        assert response.context["provisions"] == [wanted]
        assert wanted.get_absolute_url() in response.content.decode()

    @pytest.mark.parametrize("words", ['"', "%", "\\", "<script>x</script>", "x" * 10_000, "\x00"])
    def test_strange_words_do_no_harm(self, client, words):
        a_document()
        response = client.get("/van-ban/", {"q": words})
        assert response.status_code == 200
        assert "<script>x" not in response.content.decode()

    def test_nothing_found_says_what_to_do(self, client):
        a_document()
        assert 'class="empty"' in client.get("/van-ban/?q=khongco").content.decode()

    def test_without_documents_it_says_so(self, client):
        assert 'class="empty"' in client.get("/van-ban/").content.decode()

    def test_the_number_of_queries_does_not_grow(self, client, django_assert_max_num_queries):
        counts = []
        for more in (1, 2):
            for _ in range(more):
                a_provision(heading="Nguyên tắc")
            with django_assert_max_num_queries(3) as asked:
                client.get("/van-ban/?q=nguyen")
            counts.append(len(asked))
        assert counts[0] == counts[1]


@pytest.mark.django_db
class TestDocument:
    def test_it_says_what_it_replaces_and_what_changed_it(self, client):
        old, law, amending = (
            a_document(short_title="Luật 2003"),
            a_document(),
            a_document(short_title="Luật 2026"),
        )
        law.replaces.add(old)
        amending.amends.add(law)
        page = client.get(law.get_absolute_url()).content.decode()
        assert old.get_absolute_url() in page
        assert amending.get_absolute_url() in page
        assert law.get_absolute_url() in client.get(old.get_absolute_url()).content.decode()

    def test_articles_come_in_order_with_their_parts(self, client):
        law = a_document()
        for path in ["10", "9", "9.2", "9.1", "9.1.dd", "9.1.a", "11.3"]:
            a_provision(law, path=path)
        articles = client.get(law.get_absolute_url()).context["articles"]
        assert [(article.path, [part.path for part in parts]) for article, parts in articles] == [
            ("9", ["9.1", "9.1.a", "9.1.dd", "9.2"]),
            ("10", []),
            ("11.3", []),
        ]

    def test_an_unknown_document_is_not_found(self, client):
        assert client.get("/van-ban/khong-co/").status_code == 404

    def test_the_number_of_queries_does_not_grow(self, client, django_assert_max_num_queries):
        law = a_document()
        counts = []
        for more in (1, 2):
            for _ in range(more):
                a_provision(law)
                law.replaces.add(a_document())
            with django_assert_max_num_queries(7) as asked:
                client.get(law.get_absolute_url())
            counts.append(len(asked))
        assert counts[0] == counts[1]


@pytest.mark.django_db
class TestProvision:
    def cited_in(self, provision, **fields):
        a_course(lessons=0)
        return a_lesson(
            ModulePage.objects.last(),
            title="Bài dẫn điều này",
            slug="bai-dan",
            body=[("text", f'<p><a href="{provision.get_absolute_url()}">x</a></p>')],
            **fields,
        )

    def test_it_says_what_it_is_and_what_rests_on_it(self, client):
        provision = a_provision(path="5.2", heading="Nguyên tắc khen thưởng", summary="Khen đúng, công khai.")
        self.cited_in(provision)
        page = client.get(provision.get_absolute_url()).content.decode()
        assert "Khen đúng, công khai." in page
        assert "Bài dẫn điều này" in page

    def test_an_article_knows_the_lessons_of_its_parts(self, client):
        article = a_provision(path="5")
        part = a_provision(article.document, path="5.2", parent=article)
        a_provision(article.document, path="51")
        self.cited_in(part)
        assert "Bài dẫn điều này" in client.get(article.get_absolute_url()).content.decode()
        other = client.get(article.get_absolute_url().replace("/5/", "/51/")).content.decode()
        assert "Bài dẫn điều này" not in other

    def test_drafts_and_restricted_lessons_are_not_named(self, client):
        provision = a_provision()
        lesson = self.cited_in(provision)
        PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
        url = provision.get_absolute_url()
        assert "Bài dẫn điều này" not in client.get(url).content.decode()
        client.force_login(a_person())
        assert "Bài dẫn điều này" in client.get(url).content.decode()
        LessonPage.objects.get().unpublish()
        assert "Bài dẫn điều này" not in client.get(url).content.decode()

    def test_what_needs_review_says_so(self, client):
        page = client.get(a_provision(needs_review=True).get_absolute_url()).content.decode()
        assert 'class="notice soon"' in page

    def test_what_was_superseded_leads_to_what_took_its_place(self, client):
        newer = a_provision()
        page = client.get(a_provision(superseded_by=newer).get_absolute_url()).content.decode()
        assert newer.get_absolute_url() in page

    def test_neighbours_are_of_the_same_height(self, client):
        law = a_document()
        articles = [a_provision(law, path=path) for path in ("4", "5", "10")]
        a_provision(law, path="5.1", parent=articles[1])
        before, after = client.get(articles[1].get_absolute_url()).context["neighbours"]
        assert (before, after) == (articles[0], articles[2])

    def test_what_was_typed_is_shown_as_typed(self, client):
        hostile = '"><img src=x onerror=alert(1)>'
        provision = a_provision(a_document(title=hostile), heading=hostile, summary=hostile)
        for url in (provision.get_absolute_url(), provision.document.get_absolute_url(), "/van-ban/"):
            assert "<img src=x" not in client.get(url).content.decode()

    def test_an_unknown_place_is_not_found(self, client):
        law = a_document()
        assert client.get(f"{law.get_absolute_url()}99/").status_code == 404
        assert client.get(f"{law.get_absolute_url()}9..1/").status_code == 404

    def test_the_number_of_queries_does_not_grow(self, client, django_assert_max_num_queries):
        provision = a_provision(path="5")
        a_course(lessons=0)
        counts = []
        for more in (1, 2):
            for _ in range(more):
                place = provision.children.count() + 1
                a_provision(provision.document, path=f"5.{place}", parent=provision)
                a_lesson(
                    ModulePage.objects.get(),
                    body=[("text", f'<a href="{provision.get_absolute_url()}">x</a>')],
                )
            with django_assert_max_num_queries(6) as asked:
                client.get(provision.get_absolute_url())
            counts.append(len(asked))
        assert counts[0] == counts[1]
