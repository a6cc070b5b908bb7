"""Addresses of the project: sign-in, home and health here, then those of each app."""

from django.contrib.auth import views as auth
from django.urls import include, path

from common.acts import act_of
from emulation_tracker import health_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health_views.healthz, name="healthz"),
    path("readyz", health_views.readyz, name="readyz"),
    path("system/", health_views.system, name="system"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", act_of("home")(auth.LogoutView.as_view()), name="logout"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("i18n/setlang/", views.choose_language, name="set_language"),
    path("", include("units.urls")),
    path("", include("campaigns.urls")),
    path("", include("awards.urls")),
]

handler500 = health_views.server_error
