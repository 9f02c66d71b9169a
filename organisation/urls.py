from django.urls import path

from organisation import views

app_name = "organisation"
urlpatterns = [
    path("don-vi/", views.people, name="people"),
    path("don-vi/<int:unit_id>/", views.unit, name="unit"),
    path("don-vi/nguoi/moi/", views.add_person, name="add_person"),
    path("don-vi/nguoi/<int:user_id>/", views.person, name="person"),
    path("don-vi/nguoi/<int:user_id>/sua/", views.correct_person, name="correct_person"),
    path("don-vi/nguoi/<int:user_id>/them-gio/", views.extra_time, name="extra_time"),
    path("don-vi/nguoi/<int:user_id>/thoi-viec/", views.leave, name="leave"),
    path("don-vi/nguoi/<int:user_id>/tro-lai/", views.take_back, name="take_back"),
    path("don-vi/nguoi/<int:user_id>/khoa/", views.lock, name="lock"),
    path("don-vi/nguoi/<int:user_id>/mo-khoa/", views.unlock, name="unlock"),
    path("don-vi/nguoi/<int:user_id>/ma/", views.issue_code, name="issue_code"),
    path("don-vi/nguoi/<int:user_id>/gui-lien-ket/", views.send_link, name="send_link"),
    path("don-vi/chua-dang-nhap/", views.activation, name="activation"),
    path("don-vi/chua-dang-nhap/gui-thu/", views.send_links, name="send_links"),
    path("don-vi/nhap/", views.staff_lists, name="staff_lists"),
    path("don-vi/nhap/mau/", views.staff_list_template, name="staff_list_template"),
    path("don-vi/nhap/<int:import_id>/", views.staff_list, name="staff_list"),
    path("don-vi/nhap/<int:import_id>/xac-nhan/", views.confirm_staff_list, name="confirm_staff_list"),
    path("don-vi/nhap/<int:import_id>/bo/", views.discard_staff_list, name="discard_staff_list"),
    path("don-vi/sap-xep/", views.reorganisations, name="reorganisations"),
    path("don-vi/sap-xep/<int:reorganisation_id>/", views.reorganisation, name="reorganisation"),
    path("don-vi/sap-xep/<int:reorganisation_id>/them/<slug:kind>/", views.add_change, name="add_change"),
    path(
        "don-vi/sap-xep/<int:reorganisation_id>/bot/<int:place>/",
        views.take_out_change,
        name="take_out_change",
    ),
    path(
        "don-vi/sap-xep/<int:reorganisation_id>/xac-nhan/",
        views.plan_reorganisation,
        name="plan_reorganisation",
    ),
    path("don-vi/sap-xep/<int:reorganisation_id>/bo/", views.undo_reorganisation, name="undo_reorganisation"),
    path("don-vi/quan-tri/", views.administrators, name="administrators"),
    path("don-vi/<int:unit_id>/giao-quyen/", views.grant, name="grant"),
    path(
        "don-vi/quan-tri/<int:administration_id>/thu-hoi/",
        views.revoke_administration,
        name="revoke_administration",
    ),
    path("tai-khoan/bao-sai/", views.report_mistake, name="report_mistake"),
]
