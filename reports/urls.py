from django.urls import path

from reports import audit_views, official_views, request_views, views, volume_views

app_name = "reports"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("nguoi/<int:user_id>/", views.person, name="person"),
    path("de-nghi/", request_views.requests, name="requests"),
    path("de-nghi/<slug:kind>/<int:request_id>/", request_views.one_request, name="request"),
    path("nhat-ky/", audit_views.audit_log, name="audit_log"),
    path("mau-van-ban/", official_views.templates, name="templates"),
    path("mau-van-ban/<slug:kind>.docx", official_views.template_file, name="template_file"),
    path("<int:unit_id>/so-tiet/", volume_views.volume, name="volume"),
    path("<int:unit_id>/so-tiet/xuat/", volume_views.volume_workbook, name="volume_workbook"),
    path("<int:unit_id>/", views.unit, name="unit"),
    path("<int:unit_id>/nguoi/", views.people, name="people"),
    path("<int:unit_id>/xuat/", views.export, name="export"),
    path("<int:unit_id>/van-ban/", official_views.official, name="official"),
]
