from django.urls import path, re_path
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView

from accounts import activation, editor, views

doors_of_wagtail = [
    path("quan-tri/login/", views.to_sign_in, name="editor_sign_in"),
    path("quan-tri/logout/", views.sign_out, name="editor_sign_out"),
    re_path(r"^quan-tri/password_reset/", views.to_sign_in, name="editor_password_reset"),
    path("_util/login/", views.to_sign_in, name="page_sign_in"),
    path(
        "quan-tri/images/chooser/<int:image_id>/select_format/",
        editor.choose_format,
        name="editor_image_format",
    ),
    re_path(
        r"^quan-tri/api/main/(?P<kind>documents|images)/(?P<rest>.*)$",
        editor.closed,
        name="editor_files_by_api",
    ),
    path(
        "quan-tri/pages/workflow/preview/<int:page_id>/<int:task_id>/",
        editor.preview_for_task,
        name="editor_preview_for_task",
    ),
    path(
        "quan-tri/choose-page/<int:parent_page_id>/",
        editor.choose_page_below,
        name="editor_choose_page_below",
    ),
    path("quan-tri/choose-page/chosen-multiple/", editor.pages_chosen, name="editor_pages_chosen"),
    path(
        "quan-tri/reports/page-types-usage/",
        editor.types_of_pages,
        {"view": PageTypesUsageReportView.as_view()},
        name="editor_types_of_pages",
    ),
    path(
        "quan-tri/reports/page-types-usage/results/",
        editor.types_of_pages,
        {"view": PageTypesUsageReportView.as_view(results_only=True)},
        name="editor_types_of_pages_results",
    ),
    path(
        "quan-tri/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        editor.bulk_action,
        name="editor_bulk_action",
    ),
    path("quan-tri/failwhale/", editor.closed, name="editor_fault"),
]
"""Wagtail's own doors, shadowed: there is one sign-in, with its limits and second step, and some ask too little."""

urlpatterns = [
    path("", views.account, name="account"),
    path("dang-nhap/", views.sign_in, name="account_login"),
    path("dang-xuat/", views.sign_out, name="account_logout"),
    path("ma-dang-nhap/", views.sign_in_with_code, name="sign_in_code"),
    path("kich-hoat/", activation.activate, name="activate"),
    path("kich-hoat/<str:token>/", activation.open_activation_link, name="open_activation_link"),
    path("mat-khau/", views.change_password, name="account_change_password"),
    path("dat-mat-khau/", views.set_password, name="account_set_password"),
    path("xac-nhan-mat-khau/", views.confirm_password, name="account_reauthenticate"),
    path("ngon-ngu/", views.language, name="language"),
    path("ket-thuc-phien/", views.end_session, name="end_session"),
    path("con-dang-nhap/", views.whoami, name="whoami"),
    path("hai-lop/", views.second_factor_page, name="second_factor"),
    path("hai-lop/", views.second_factor_page, name="mfa_index"),
    path("hai-lop/thiet-lap/", views.set_up, name="mfa_activate_totp"),
    path("hai-lop/xac-thuc/", views.second_step, name="mfa_authenticate"),
    path("hai-lop/xac-nhan/", views.confirm_second_step, name="mfa_reauthenticate"),
    path("hai-lop/ma-du-phong/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("hai-lop/ma-du-phong/moi/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hai-lop/tat/", views.switch_off, name="mfa_deactivate_totp"),
]
