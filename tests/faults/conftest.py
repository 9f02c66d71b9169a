from tests.databases import committed_database  # noqa: F401  (a fixture)
