"""Addresses of the organisation."""

from django.urls import path

from units.views import accounts, documents, headcounts, jobs, letters, notices, people, removals, unions

urlpatterns = [
    path("units/", unions.union_list, name="units"),
    path("units/<int:pk>/", unions.union, name="unit"),
    path("units/<int:pk>/headcounts/", headcounts.headcounts, name="unit-headcounts"),
    path("units/<int:pk>/remove/", removals.union_remove, name="unit-remove"),
    path("clusters/<int:pk>/remove/", removals.cluster_remove, name="cluster-remove"),
    path("units/people/new/", people.person_new, name="person-new"),
    path("appointments/<int:pk>/end/", people.appointment_end, name="appointment-end"),
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/slips/", accounts.slips, name="account-slips"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/open/", accounts.account_open, name="account-open"),
    path("accounts/<int:pk>/password/", accounts.account_password, name="account-password"),
    path("accounts/<int:pk>/close/", accounts.account_close, name="account-close"),
    path("accounts/<int:pk>/reopen/", accounts.account_reopen, name="account-reopen"),
    path("accounts/<int:pk>/address/", letters.address, name="account-address"),
    path("accounts/<int:pk>/posts/new/", people.post_new, name="account-post"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("letters/", letters.letter_list, name="letters"),
    path("letters/resend/", letters.resend_all, name="letters-resend"),
    path("letters/<int:pk>/resend/", letters.resend, name="letter-resend"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/<int:pk>/open/", notices.open_notice, name="notice-open"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="job-retry"),
]
