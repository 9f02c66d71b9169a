"""Fixtures that every test may use. `DATABASE_URL` chooses the database; `script/test` runs both."""

import pytest
from django.core.cache import cache
from django.db import connection


def pytest_collection_modifyitems(config, items):
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    kept = [item for item in items if "postgresql" not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield


@pytest.fixture
def vendor():
    return connection.vendor
