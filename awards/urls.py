"""Addresses of awards: one URL a verb."""

from django.urls import path

from awards.views import ballots, councils, decisions, minutes, moving, nominations, public, rounds, sessions

urlpatterns = [
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round-new"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/quotas/", rounds.quotas, name="round-quotas"),
    path("rounds/<int:pk>/open/", rounds.open_nominations, name="round-open"),
    path("rounds/<int:pk>/close/", rounds.close_nominations, name="round-close"),
    path("rounds/<int:pk>/end/", moving.move_end, name="round-move"),
    path("rounds/<int:pk>/nominations.xlsx", rounds.export, name="nominations-export"),
    path("rounds/<int:pk>/nominate/", nominations.nominate, name="nominate"),
    path("rounds/<int:pk>/from-standings/", nominations.from_standings, name="nominate-standings"),
    path("nominations/<int:pk>/", nominations.nomination, name="nomination"),
    path("nominations/<int:pk>/withdraw/", nominations.withdraw, name="nomination-withdraw"),
    path("campaigns/<int:pk>/titles/", nominations.titles, name="titles"),
    path("councils/", councils.council_list, name="councils"),
    path("councils/new/", councils.council_new, name="council-new"),
    path("councils/<int:pk>/", councils.council, name="council"),
    path("rounds/<int:pk>/session/new/", sessions.session_new, name="session-new"),
    path("sessions/<int:pk>/", sessions.session, name="council-session"),
    path("sessions/<int:pk>/postpone/", sessions.postpone, name="session-postpone"),
    path("sessions/<int:pk>/attendance/", sessions.attendance, name="session-attendance"),
    path("sessions/<int:pk>/start/", sessions.start, name="session-start"),
    path("sessions/<int:pk>/counts/", sessions.counts, name="session-counts"),
    path("sessions/<int:pk>/end/", sessions.end, name="session-end"),
    path("sessions/<int:pk>/prolong/", moving.prolong, name="session-prolong"),
    path("sessions/<int:pk>/settle/", sessions.settle, name="session-settle"),
    path("sessions/<int:pk>/minutes/", minutes.minutes, name="session-minutes"),
    path("sessions/<int:pk>/ballot/", ballots.ballot, name="ballot"),
    path("rounds/<int:pk>/decide/", decisions.decision_new, name="decision-new"),
    path("decisions/", decisions.decision_list, name="decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/list.xlsx", decisions.export, name="decision-export"),
    path("grants/<int:pk>/revoke/", decisions.revoke, name="grant-revoke"),
    path("award-catalogue/", rounds.catalogue, name="catalogue"),
    path("awards/", public.awards, name="public-awards"),
    path("awards/<int:pk>/", public.award, name="public-award"),
]
