"""The floors: what no page of this kind can be faster than."""

import json

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.http import require_POST
from wagtail import urls as wagtail_urls


def floor_view(request):
    """A bare view that knows its person: session and user, two queries."""
    return HttpResponse(f"<!doctype html><title>Floor</title><p>{request.user.full_name}</p>")


@require_POST
def floor_upsert(request):
    """One raw upsert for the person, with CSRF and session."""
    packet = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_upserted (user_id, slot, value, saved_at) VALUES (%s, %s, %s, clock_timestamp()) "
            "ON CONFLICT (user_id, slot) DO UPDATE SET value = excluded.value, saved_at = excluded.saved_at "
            "RETURNING id",
            [request.user.pk, packet["slot"], json.dumps(packet["value"])],
        )
        (row,) = cursor.fetchone()
    return JsonResponse({"saved": row})


urlpatterns = [
    path("floor/alive/", lambda request: HttpResponse("ok")),
    path("floor/view/", floor_view),
    path("floor/upsert/", floor_upsert),
    path("", include(wagtail_urls)),
]
