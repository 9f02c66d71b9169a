"""PostgreSQL's cursors, imported only where psycopg is there."""

from django.db.backends.postgresql.base import Cursor, ServerBindingCursor

__all__ = ["Cursor", "PlannedCursor"]


class PlannedCursor(ServerBindingCursor):
    """Values go beside the statement; psycopg prepares it when it has come a few times."""

    def _convert_query(self, query, params=None):
        """Kept for the log of queries: psycopg itself forgets a statement that is prepared."""
        self._query = super()._convert_query(query, params)
        return self._query
