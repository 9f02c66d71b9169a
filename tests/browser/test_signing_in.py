"""Everybody gets in by the one door, with and without JavaScript, on a phone and at a desk."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE, give_credentials

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_learner_signs_in_and_sees_the_next_thing(people, viewport, scripts):
    page = people.visitor(viewport=viewport, scripts=scripts)
    page.goto("/tai-khoan/dang-nhap/")
    give_credentials(page, "hocvien")
    assert page.locator("h1").inner_text().endswith("Hạnh")
    assert page.get_by_role("link", name="Học tiếp").first.is_visible()


def test_an_administrator_gives_the_second_factor(people):
    page = people.sign_in("quantri.tinh")
    assert page.locator("h1").inner_text().endswith("Dũng")
