from django.urls import path

from reports import (
    audit_views,
    builder_views,
    export_views,
    official_views,
    request_views,
    saved_views,
    views,
    volume_views,
)

app_name = "reports"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("nguoi/<int:user_id>/", views.person, name="person"),
    path("de-nghi/", request_views.requests, name="requests"),
    path("de-nghi/<slug:kind>/<int:request_id>/", request_views.one_request, name="request"),
    path("tu-lap/", builder_views.builder, name="builder"),
    path("tu-lap/xuat/", export_views.builder_file, name="builder_file"),
    path("da-luu/", saved_views.saved_views, name="saved_views"),
    path("da-luu/luu/", saved_views.save, name="save_view"),
    path("da-luu/<int:view_id>/", saved_views.saved_view, name="saved_view"),
    path("da-luu/<int:view_id>/bo/", saved_views.forget, name="forget_view"),
    path("tep/", export_views.large_exports_page, name="large_exports"),
    path("tep/<int:export_id>/", export_views.large_export, name="large_export"),
    path("tep/<int:export_id>/tai/", export_views.large_export_file, name="large_export_file"),
    path("tep/<int:export_id>/lap-lai/", export_views.ask_again, name="ask_for_export_again"),
    path("nhat-ky/", audit_views.audit_log, name="audit_log"),
    path("mau-van-ban/", official_views.templates, name="templates"),
    path("mau-van-ban/<slug:kind>.docx", official_views.template_file, name="template_file"),
    path("<int:unit_id>/so-tiet/", volume_views.volume, name="volume"),
    path("<int:unit_id>/so-tiet/xuat/", volume_views.volume_workbook, name="volume_workbook"),
    path("<int:unit_id>/", views.unit, name="unit"),
    path("<int:unit_id>/nguoi/", views.people, name="people"),
    path("<int:unit_id>/xuat/", export_views.export, name="export"),
    path("<int:unit_id>/van-ban/", official_views.official, name="official"),
]
