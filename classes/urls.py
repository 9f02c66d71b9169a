from django.urls import path

from classes import views

app_name = "classes"
urlpatterns = [
    path("lop-hoc/", views.classes, name="classes"),
    path("lop-hoc/<int:class_id>/", views.class_, name="class"),
    path("lop-hoc/<int:class_id>/dang-ky/", views.join, name="join"),
    path("lop-hoc/<int:class_id>/huy-dang-ky/", views.cancel, name="cancel"),
    path("lop-hoc/<int:class_id>/lich.ics", views.calendar, name="calendar"),
    path("lop-hoc/quan-ly/", views.organised, name="organised"),
    path("lop-hoc/quan-ly/lop-tap-huan.xlsx", views.overview_file, name="overview_file"),
    path("lop-hoc/quan-ly/moi/", views.make, name="make"),
    path("lop-hoc/quan-ly/<int:class_id>/", views.manage, name="manage"),
    path("lop-hoc/quan-ly/<int:class_id>/sua/", views.change, name="change"),
    path("lop-hoc/quan-ly/<int:class_id>/huy/", views.call_off, name="call_off"),
    path("lop-hoc/quan-ly/<int:class_id>/them-buoi/", views.add_session, name="add_session"),
    path("lop-hoc/quan-ly/<int:class_id>/them-nguoi/", views.add_people, name="add_people"),
    path("lop-hoc/buoi/<int:session_id>/sua/", views.change_session, name="change_session"),
    path("lop-hoc/buoi/<int:session_id>/bo/", views.remove_session, name="remove_session"),
    path("lop-hoc/dang-ky/<int:registration_id>/chuyen/", views.move, name="move"),
    path("lop-hoc/dang-ky/<int:registration_id>/bo/", views.remove, name="remove"),
    path("lop-hoc/diem-danh/<str:code>/", views.check_in, name="check_in"),
    path("lop-hoc/buoi/<int:session_id>/ma/", views.screen, name="screen"),
    path("lop-hoc/buoi/<int:session_id>/diem-danh/", views.attendance, name="attendance"),
    path("lop-hoc/buoi/<int:session_id>/bo-sung/", views.walk_ins, name="walk_ins"),
    path("lop-hoc/buoi/<int:session_id>/lich-su/", views.history, name="history"),
    path("lop-hoc/buoi/<int:session_id>/phieu/", views.sheet, name="sheet"),
    path("lop-hoc/buoi/<int:session_id>/danh-sach.xlsx", views.list_file, name="list_file"),
    path("lop-hoc/buoi/<int:session_id>/tep/", views.upload, name="upload"),
    path("lop-hoc/quan-ly/<int:class_id>/diem-danh.xlsx", views.results_file, name="results_file"),
]
