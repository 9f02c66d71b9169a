from django.urls import path

from completions import dossier_views, views, volume_views

app_name = "completions"
urlpatterns = [
    path("hoc-tap/ho-so/<int:user_id>/", dossier_views.dossier, name="dossier"),
    path("hoc-tap/ho-so/<int:user_id>/<slug:kind>/", dossier_views.dossier_file, name="dossier_file"),
    path("hoc-tap/so-tiet/", volume_views.volume, name="volume"),
    path("hoc-tap/so-tiet/khai/", volume_views.enter_outside, name="enter_outside"),
    path("hoc-tap/bai/<int:page_id>/xong/", views.finish_lesson, name="finish_lesson"),
    path("hoc-tap/bai/<int:page_id>/vi-tri/", views.keep_place, name="keep_place"),
    path("chung-nhan/<str:code>/", views.certificate, name="certificate"),
    path("chung-nhan/<str:code>/pdf/", views.certificate_pdf, name="certificate_pdf"),
    path("chung-nhan/<str:code>/thu-hoi/", views.revoke, name="revoke"),
    path("xac-minh/", views.verify, name="verify"),
    path("xac-minh/<str:code>/", views.verify_code, name="verify_code"),
]
