"""Addresses of the life of policies."""

from django.urls import path

from heqi.compendium.views import (
    checks,
    clauses,
    compare,
    drafts,
    figures,
    proofs,
    register,
    replays,
    rules,
    spreading,
    voices,
)

app_name = "compendium"
DRAFT = "compendium/drafts/<int:pk>/"
urlpatterns = [
    path("compendium/", register.register, name="register"),
    path("compendium/export/", register.export_register, name="export_register"),
    path("compendium/plan/<slug:sort>/", register.plan, name="plan"),
    path("compendium/drafts/", drafts.draft_list, name="drafts"),
    path("compendium/drafts/new/", drafts.new_draft, name="new_draft"),
    path(DRAFT, drafts.draft, name="draft"),
    path(f"{DRAFT}head/", drafts.head, name="head"),
    path(f"{DRAFT}step/<slug:name>/", drafts.step, name="step"),
    path(f"{DRAFT}opinions/<int:review>/", drafts.opinion, name="opinion"),
    path(f"{DRAFT}clauses/", clauses.clauses, name="clauses"),
    path(f"{DRAFT}clauses/new/", clauses.clause, name="new_clause"),
    path(f"{DRAFT}clauses/cover/", clauses.cover, name="cover"),
    path(f"{DRAFT}clauses/<int:clause>/", clauses.clause, name="clause"),
    path(f"{DRAFT}clauses/<int:clause>/turn/", clauses.turn_clause, name="turn_clause"),
    path(f"{DRAFT}rules/", rules.rules, name="rules"),
    path(f"{DRAFT}rules/questions/", rules.questions, name="questions"),
    path(f"{DRAFT}rules/new/<str:question>/", rules.rule, name="new_rule"),
    path(f"{DRAFT}rules/say/<str:question>/", rules.say, name="say"),
    path(f"{DRAFT}entries/<int:entry>/", rules.entry, name="entry"),
    path(f"{DRAFT}entries/<int:entry>/drop/", rules.drop, name="drop_entry"),
    path(f"{DRAFT}figures/", figures.figures, name="figures"),
    path(f"{DRAFT}figures/say/<path:value>/", figures.say_figure, name="say_figure"),
    path(f"{DRAFT}figures/<path:value>/", figures.figure, name="figure"),
    path(f"{DRAFT}examples/<str:question>/", figures.example, name="example"),
    path(f"{DRAFT}pack/", rules.pack, name="pack"),
    path(f"{DRAFT}pack/load/", rules.load, name="load"),
    path(f"{DRAFT}checks/", checks.checks, name="checks"),
    path(f"{DRAFT}compare/", compare.compare, name="compare"),
    path(f"{DRAFT}replays/", replays.replays, name="replays"),
    path(f"{DRAFT}replays/<int:run>/", replays.replay, name="replay"),
    path(f"{DRAFT}replays/<int:run>/export/", replays.export_replay, name="export_replay"),
    path("compendium/campaigns/", spreading.campaigns, name="campaigns"),
    path("compendium/campaigns/new/", spreading.new_campaign, name="new_campaign"),
    path("compendium/campaigns/<int:pk>/", spreading.campaign, name="campaign"),
    path("compendium/campaigns/<int:pk>/read/", spreading.read, name="read"),
    path("compendium/campaigns/<int:pk>/quiz/", spreading.quiz, name="quiz"),
    path("compendium/campaigns/<int:pk>/close/", spreading.close, name="close_campaign"),
    path(
        "compendium/campaigns/<int:pk>/export/", spreading.export_campaign, name="export_campaign"
    ),
    path("compendium/evidence/<slug:policy>/<path:number>", proofs.prove, name="prove"),
    path("compendium/studies/new/", spreading.new_study, name="new_study"),
    path("compendium/voices/", voices.voices, name="voices"),
    path("compendium/voices/new/<slug:kind>/", voices.voice, name="voice"),
    path("compendium/voices/<int:pk>/answer/", voices.answer_voice, name="answer_voice"),
    path("compendium/evaluations/<int:pk>/done/", voices.carry_out, name="carry_out"),
]
