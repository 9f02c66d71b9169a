"""Pages of the catalogue at their addresses, and the videos of lessons."""

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.models import Page, Site
from wagtail.views import serve_chain

from courses.catalogue import catalogue_context
from courses.models import CatalogueIndexPage
from courses.restrictions import Restricted
from courses.videos import byte_range

VIDEO_TYPES = {"mp4": "video/mp4", "vtt": "text/vtt; charset=utf-8"}
CHUNK = 65_536


def page(request, path=""):
    """A live page of the catalogue, as Wagtail would serve it, found by its address in one query."""
    found = live_page(f"khoa-hoc/{path}")
    chain = serve_chain
    for wrap in reversed(hooks.get_hooks("on_serve_page")):
        chain = wrap(chain)
    for before in hooks.get_hooks("before_serve_page"):
        answer = before(found, request, [], {})
        if isinstance(answer, HttpResponse):
            return answer
    return chain(found, request, [], {})


def catalogue(request):
    """The catalogue; before anybody has made one, its empty page."""
    try:
        return page(request)
    except Http404:
        if CatalogueIndexPage.objects.exists():
            raise
        return render(request, "courses/catalogue.html", catalogue_context(request, below=None))


def live_page(address: str) -> Page:
    """The published page at an address of this site. Which kind of page it was is remembered, nothing else."""
    roots = {root.root_path for root in Site.get_site_root_paths()}
    url_paths = [f"{root}{address}" for root in roots]
    key = f"page-at:{address}"
    label, pk = cache.get(key) or (None, None)
    if label is not None:
        known = apps.get_model(label).as_served().filter(pk=pk, url_path__in=url_paths).first()
        if known is not None:
            return known
    base = Page.objects.live().filter(url_path__in=url_paths).first()
    if base is None:
        raise Http404
    found = base.specific
    if isinstance(found, Restricted):
        cache.set(key, (found._meta.label, found.pk), timeout=3600)
    return found


@login_required
@require_safe
def video(request, document_id):
    """A video file of a lesson or its captions, in the parts the player asks for."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    kind = VIDEO_TYPES.get(document.file_extension.lower())
    if kind is None:
        raise Http404
    for before in hooks.get_hooks("before_serve_document"):
        answer = before(document, request)
        if isinstance(answer, HttpResponse):
            return answer
    return in_parts(document.file, kind, request.headers.get("Range", ""))


def in_parts(file, content_type: str, wanted: str) -> HttpResponse:
    """A stored file, or the part of it that a Range header asks for."""
    size = file.size
    try:
        part = byte_range(wanted, size)
    except ValueError:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    if part is None:
        response = FileResponse(file.open("rb"), content_type=content_type)
    else:
        first, last = part
        response = StreamingHttpResponse(
            _bytes_between(file.open("rb"), first, last), status=206, content_type=content_type
        )
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = last - first + 1
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bytes_between(file, first: int, last: int):
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
