from django.urls import path

from home import views

urlpatterns = [
    path("", views.front_page, name="front_page"),
    path("hoc-tap/", views.my_learning, name="my_learning"),
    path("tro-giup/", views.help_page, name="help"),
    path("tro-giup/kha-nang-tiep-can/", views.accessibility, name="accessibility"),
    path("tro-giup/du-lieu-ca-nhan/", views.privacy, name="privacy"),
    path("giao-dien/", views.theme, name="theme"),
    path("suc-khoe/song", views.alive, name="alive"),
    path("suc-khoe/san-sang", views.ready, name="ready"),
]
