"""Everything that writes in this app."""

from heqi.compendium.actions.asking import (
    start_answering,
    start_doubts,
    stop_answering,
    tell_answerers,
)
from heqi.compendium.actions.clauses import cover_point, drop_clause, move_clause, write_clause
from heqi.compendium.actions.drafting import begin_draft, drop_draft, revise_head
from heqi.compendium.actions.issuing import issue_draft, publish_due
from heqi.compendium.actions.planning import plan_policy
from heqi.compendium.actions.proofs import register_proof, withdraw_proof
from heqi.compendium.actions.replaying import ask_replay, replay_due
from heqi.compendium.actions.reviewing import (
    ask_review,
    give_opinion,
    mark_approved,
    mark_returned,
    reply_opinion,
    return_draft,
    submit_draft,
)
from heqi.compendium.actions.spreading import (
    answer_quiz,
    close_campaign,
    confirm_read,
    record_study,
    remind_readers,
    start_campaign,
)
from heqi.compendium.actions.voices import (
    answer_suggestion,
    carry_out_evaluation,
    evaluate_policy,
    file_report,
    file_suggestion,
)
from heqi.compendium.actions.writing import drop_entry, load_pack, write_entry, write_value

__all__ = [
    "answer_quiz",
    "answer_suggestion",
    "ask_replay",
    "ask_review",
    "begin_draft",
    "carry_out_evaluation",
    "close_campaign",
    "confirm_read",
    "cover_point",
    "drop_clause",
    "drop_draft",
    "drop_entry",
    "evaluate_policy",
    "file_report",
    "file_suggestion",
    "give_opinion",
    "issue_draft",
    "load_pack",
    "mark_approved",
    "mark_returned",
    "move_clause",
    "plan_policy",
    "publish_due",
    "record_study",
    "register_proof",
    "remind_readers",
    "replay_due",
    "reply_opinion",
    "return_draft",
    "revise_head",
    "start_answering",
    "start_campaign",
    "start_doubts",
    "stop_answering",
    "submit_draft",
    "tell_answerers",
    "withdraw_proof",
    "write_clause",
    "write_entry",
    "write_value",
]
