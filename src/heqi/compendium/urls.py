"""Addresses of the life of policies."""

from django.urls import path

from heqi.compendium.views import checks, clauses, compare, drafts, figures, register, rules

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
    path(f"{DRAFT}figures/<path:value>/", figures.figure, name="figure"),
    path(f"{DRAFT}examples/<str:question>/", figures.example, name="example"),
    path(f"{DRAFT}pack/", rules.pack, name="pack"),
    path(f"{DRAFT}pack/load/", rules.load, name="load"),
    path(f"{DRAFT}checks/", checks.checks, name="checks"),
    path(f"{DRAFT}compare/", compare.compare, name="compare"),
]
