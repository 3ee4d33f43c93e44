"""The words for what can be done: one verb an act, with the phrase of a refusal.

Owns the names only. Which roles may do it in which state is ``review.states``. Pure.
"""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """Everything a person or the system can do; the word used in refusals and keys."""

    ROUTE = "route"
    SET_ASIDE = "set_aside"
    AMEND = "amend"
    EXPIRE = "expire"
    VIEW = "view"
    CLAIM = "claim"
    RENEW = "renew"
    GIVE_BACK = "give_back"
    TAKE_OVER = "take_over"
    ASSIGN = "assign"
    SEE_TEAM = "see_team"
    ACCEPT = "accept"
    MODIFY = "modify"
    REJECT = "reject"
    ADD = "add"
    UNDO = "undo"
    REORDER = "reorder"
    SAY_POA = "say_poa"
    COMMENT = "comment"
    DRAFT_HOUSE_NOTE = "draft_house_note"
    APPROVE_HOUSE_NOTE = "approve_house_note"
    ATTEST = "attest"
    DOUBT = "doubt"
    SETTLE = "settle"
    CONFIRM = "confirm"
    OVERRIDE = "override"
    HOLD = "hold"
    RESUME = "resume"
    RELEASE = "release"
    FINALISE = "finalise"
    REOPEN = "reopen"
    ASK = "ask"
    EDIT_QUERY = "edit_query"
    SEND_QUERY = "send_query"
    ANSWER_QUERY = "answer_query"
    CLOSE_QUERY = "close_query"
    WITHDRAW_QUERY = "withdraw_query"
    ESCALATE_QUERY = "escalate_query"
    EXPIRE_QUERY = "expire_query"
    COPY_QUERY = "copy_query"
    SEE_OWN_WORK = "see_own_work"
    SEE_QUERIES = "see_queries"
    REVEAL_IDENTITY = "reveal_identity"
    SEE_TRAIL = "see_trail"
    INTAKE = "intake"
    SEE_CODE_BOOK = "see_code_book"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_REASONS = "manage_reasons"
    MANAGE_POLICY = "manage_policy"
    APPROVE_POLICY = "approve_policy"
    SWITCH_OFF = "switch_off"
    SEE_FIGURES = "see_figures"
    SETTLE_DRIFT = "settle_drift"
    IMPORT_REMITTANCES = "import_remittances"
    MANAGE_PROFILES = "manage_profiles"
    EXPORT_FEEDBACK = "export_feedback"
    EXPORT_TEXT = "export_text"
    MANAGE_RELEASES = "manage_releases"
    MANAGE_ENGINES = "manage_engines"
    RADV = "radv"
    OVERSEE = "oversee"
    RETAIN = "retain"
    OVER_READ = "over_read"
    DISCLOSE = "disclose"
    SHOW_SUGGESTIONS = "show_suggestions"
    SEE_OVER_READS = "see_over_reads"
    ADJUDICATE = "adjudicate"
    REBUT = "rebut"
    DRAW_SAMPLES = "draw_samples"
    SEE_CODERS = "see_coders"
    MANAGE_CHECKS = "manage_checks"
    CO_SIGN_CHECKS = "co_sign_checks"
    ASSIGN_EDUCATION = "assign_education"

    @property
    def label(self) -> str:
        return _PHRASES.get(self.value, self.value.replace("_", " "))


_PHRASES = {
    "view": "see this chart",
    "claim": "take this chart",
    "renew": "keep this chart",
    "give_back": "give this chart back",
    "take_over": "take this chart over",
    "assign": "assign charts",
    "see_team": "see who holds what",
    "accept": "accept a code",
    "modify": "modify a code",
    "reject": "reject a code",
    "add": "add a code",
    "undo": "undo a decision",
    "reorder": "re-order the codes",
    "say_poa": "say what was present on admission",
    "comment": "comment on a code",
    "draft_house_note": "write house notes",
    "approve_house_note": "approve house notes",
    "attest": "attest a chart at a glance",
    "doubt": "send a chart to full review",
    "settle": "acknowledge a finding",
    "confirm": "confirm a finding for a colleague",
    "override": "override a blocking finding",
    "hold": "put this chart on hold",
    "resume": "take this chart off hold",
    "finalise": "sign this chart",
    "reopen": "reopen a signed chart",
    "ask": "ask the provider",
    "edit_query": "change this query",
    "send_query": "send this query",
    "answer_query": "enter a provider's answer",
    "close_query": "close this query",
    "withdraw_query": "withdraw this query",
    "escalate_query": "escalate a query",
    "expire_query": "let a query run out",
    "see_own_work": "see figures of their own work",
    "copy_query": "take a copy for the provider",
    "see_queries": "work on queries",
    "reveal_identity": "see who the patient is",
    "see_trail": "read the trail",
    "intake": "add charts",
    "see_code_book": "look codes up",
    "manage_people": "manage people",
    "manage_reasons": "edit reason codes",
    "manage_policy": "change policy",
    "approve_policy": "agree that charts leave without a coder",
    "switch_off": "switch straight-through off",
    "see_figures": "see figures of accuracy",
    "settle_drift": "settle alerts of drift",
    "import_remittances": "take remittances in",
    "manage_profiles": "put learned profiles in force",
    "export_feedback": "export the feedback dataset",
    "export_text": "export text of charts",
    "manage_releases": "load code releases",
    "manage_engines": "set up language models",
    "radv": "work on RADV audits",
    "oversee": "review who read what",
    "retain": "keep and dispose of charts",
    "over_read": "over-read charts",
    "disclose": "see what was planted",
    "show_suggestions": "see the hidden suggestions",
    "see_over_reads": "see over-reads",
    "adjudicate": "settle over-reads",
    "rebut": "object to an over-read",
    "draw_samples": "draw samples for over-read",
    "see_coders": "see the figures of coders",
    "manage_checks": "change the policy of checks",
    "co_sign_checks": "agree to checks in live charts",
    "assign_education": "assign education",
}
