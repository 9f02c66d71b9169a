"""The question bank, below the editor's address."""

from django.urls import path

from quizzes.alike.views import alike
from quizzes.authoring import case_views, many_views, views
from quizzes.authoring.listing import QuestionIndexView
from quizzes.exchange import views as exchange

app_name = "bank"
urlpatterns = [
    path("", QuestionIndexView.as_view(), name="index"),
    path("ket-qua/", QuestionIndexView.as_view(results_only=True), name="index_results"),
    path("trung-nhau/", alike, name="alike"),
    path("nhieu/", many_views.many, name="many"),
    path("moi/", views.add, name="add"),
    path("muc/", views.categories, name="categories"),
    path("muc/moi/", views.add_category, name="add_category"),
    path("muc/<int:category_id>/", views.edit_category, name="edit_category"),
    path("muc/<int:category_id>/xoa/", views.remove_category, name="delete_category"),
    path("trao-doi/", exchange.exchange, name="exchange"),
    path("trao-doi/mau/", exchange.template, name="exchange_template"),
    path("trao-doi/luu-tru/", exchange.archive, name="archive"),
    path("trao-doi/xuat/", exchange.export, name="export"),
    path("trao-doi/<uuid:uuid>/", exchange.preview, name="import"),
    path("trao-doi/<uuid:uuid>/nhap/", exchange.confirm, name="import_confirm"),
    path("trao-doi/<uuid:uuid>/dong/<int:place>/", exchange.mend, name="import_row"),
    path("trao-doi/<uuid:uuid>/hinh/<slug:digest>/", exchange.picture, name="import_picture"),
    path("<int:question_id>/", views.question, name="question"),
    path("<int:question_id>/sua/", views.edit, name="edit"),
    path("<int:question_id>/xoa/", views.delete, name="delete"),
    path("<int:question_id>/phan/", case_views.parts, name="parts"),
    path("<int:question_id>/<slug:state>/", views.state, name="state"),
]
