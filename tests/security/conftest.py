"""The world in which every door is tried, built once for each file of tests."""

import logging

import pytest
from django.test import Client, override_settings

from tests.databases import made_once
from tests.factories import signed_in
from tests.security.world import ROLES, World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made in a transaction that is rolled back when the file is done."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with made_once(django_db_blocker), media:
        yield World()


@pytest.fixture(autouse=True, scope="module")
def quiet():
    """Thousands of refusals are asked for here: none of them is news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def clients(world):
    """A browser for each role."""
    made = {}
    for role in ROLES:
        made[role] = Client(raise_request_exception=False)
        if role != "stranger":
            signed_in(made[role], world.people[role])
    return made
