"""The Vietnamese catalogue is complete, current and well made."""

import re
import unicodedata
from collections import Counter

import polib
import pytest

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|</?[a-zA-Z][^>]*>")
OLD_SPELLING = re.compile(r"\b\w*(?:oá|oà|oả|oã|oạ|(?<!q)u[ỷỳỹỵ])\b", re.IGNORECASE)


@pytest.fixture(params=["django", "djangojs"])
def domain(request):
    return request.param


@pytest.fixture
def entries(script, domain):
    return list(polib.pofile(str(script["path_of"](domain))))


@pytest.fixture
def translation(script):
    return script["translation_in"]


def test_it_is_complete_current_and_compiled(script, domain):
    assert script["faults"](domain) == []


def test_nothing_is_fuzzy_or_left_over(entries):
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []


def test_placeholders_and_tags_are_those_of_the_source(entries, translation):
    """A message with a plural has one Vietnamese form, which may count where the English singular did not."""
    wrong = []
    for entry in entries:
        has = Counter(PLACEHOLDER.findall(translation(entry)))
        allowed = [set(PLACEHOLDER.findall(source)) for source in (entry.msgid, entry.msgid_plural) if source]
        exact = Counter(PLACEHOLDER.findall(entry.msgid))
        if has != exact and not (entry.msgid_plural and set(has) <= set.union(*allowed)):
            wrong.append((entry.msgid, translation(entry)))
    assert wrong == []


def test_space_at_the_edges_is_that_of_the_source(entries, translation):
    def edges(text):
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    assert [entry.msgid for entry in entries if edges(entry.msgid) != edges(translation(entry))] == []


def test_every_letter_is_composed(script, domain):
    text = script["path_of"](domain).read_text()
    assert unicodedata.is_normalized("NFC", text)


def test_tones_stand_where_the_house_puts_them(entries, translation):
    """`hóa`, `ủy`, not `hoá`, `uỷ`."""
    found = [word for entry in entries for word in OLD_SPELLING.findall(translation(entry))]
    assert found == []


def test_the_tone_is_that_of_a_public_service(entries, translation):
    """Learners are `anh/chị`; nobody shouts."""
    found = [
        text
        for text in map(translation, entries)
        if re.search(r"\bbạn\b", text, re.IGNORECASE) or re.search(r"\w!(?:\s|$)", text)
    ]
    assert found == []


def test_calls_of_every_kind_are_gathered(script):
    source = """
from django.utils.translation import gettext as _, ngettext as several, pgettext_lazy
_("Plain")
_("In " "two pieces")
several("%(n)s day", "%(n)s days", n)
pgettext_lazy("a part", "Article")
_(variable)
"""
    assert set(script["messages_in_python"](source)) == {
        (None, "Plain", None),
        (None, "In two pieces", None),
        (None, "%(n)s day", "%(n)s days"),
        ("a part", "Article", None),
    }


def test_tags_of_every_kind_are_gathered(script):
    template = """{% load i18n %}
{% translate "Plain" %} {% translate 'It’s' as it %} {{ value|default:_("none yet") }}
{% translate "Article" context "a part" %}
{% blocktranslate trimmed count total=all with name=person %}
    {{ name }} has {{ total }} day, 5%
{% plural %}
    {{ name }} has {{ total }} days, 5%
{% endblocktranslate %}"""
    assert set(script["messages_in_calls"](script["templatize"](template))) == {
        (None, "Plain", None),
        (None, "It’s", None),
        (None, "none yet", None),
        ("a part", "Article", None),
        (None, "%(name)s has %(total)s day, 5%%", "%(name)s has %(total)s days, 5%%"),
    }
