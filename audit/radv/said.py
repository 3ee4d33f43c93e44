"""What machine and people said of one code of a record, as columns of a row.

Owns reading that from the history of a chart. The log holds hashes of wording; the
wording itself comes from whoever hands it in, and is left out where it is not wanted
or gone. Knows no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit import events
from audit.parts import Alternative, Code, Span
from audit.radv.history import History

Row = dict[str, str]


def _nothing(_sha256: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Said:
    """Where wording is fetched by its sha256; None for what is not to be had.

    ``result`` gives the engine's whole result, ``words`` what a person typed.
    """

    result: Callable[[str], Mapping[str, Any] | None] = _nothing
    words: Callable[[str], str | None] = _nothing


NOTHING = Said()


def of_code(history: History, code: str, told: Said) -> Row:
    """What machine, coder, second reader and adjudicator said, and the signature."""
    return {
        **_machine(history, code, told),
        **_human(history, code, told),
        **history.second_on(code),
        **_signed(history),
    }


def _machine(history: History, code: str, told: Said) -> Row:
    coded = history.coded
    if coded is None or not isinstance(coded.fact, events.ChartCoded):
        return {}
    fact = coded.fact
    made = {
        "suggestion_id": fact.run,
        **_made_by(fact),
        "icd_release": fact.release,
        "icd_release_sha256": fact.release_sha256,
        "code_set_version": f"{fact.release}, sha256 {fact.release_sha256}",
        "retrieval_index_version": fact.retrieval or "",
        "result_sha256": fact.result,
        "exclusions_checked": _listed(
            f"{each.code}: {each.rule}, {each.reason} ({each.guideline})"
            for each in fact.excluded
        ),
    }
    found = next((each for each in fact.codes if each.code == code), None)
    return made | (
        _suggested(found, _wording(fact.result, code, told)) if found else {}
    )


def _made_by(fact: events.ChartCoded) -> Row:
    """The model where one took part, else the engine that works offline."""
    used = fact.model
    name = f"{fact.engine}, {used.model} at {used.host}" if used else fact.engine
    prompts = used.prompts if used else ()
    return {
        "model_name": name,
        "model_version": fact.engine_version,
        "params": f"profile {fact.profile}",
        "prompt_template_id": _listed(each.name for each in prompts),
        "prompt_template_hash": _listed(each.sha256 for each in prompts),
    }


def _wording(result: str, code: str, told: Said) -> Mapping[str, Any]:
    """What the engine's result says of a code in words."""
    whole = told.result(result) or {}
    suggestions = whole.get("suggestions", ())
    return next((each for each in suggestions if each["code"] == code), {})


def _suggested(found: Code, wording: Mapping[str, Any]) -> Row:
    why = {each["code"]: each["why_not"] for each in wording.get("alternatives", ())}
    return {
        "confidence": _part(found.confidence),
        "extraction_confidence": _part(found.extraction_confidence),
        "rationale": wording.get("rationale", ""),
        "evidence_spans": _listed(_span(each) for each in found.evidence),
        "alternatives": _listed(_other(each, why) for each in found.alternatives),
    }


def _other(other: Alternative, why: Mapping[str, str]) -> str:
    reason = why.get(other.code, "")
    number = f"{other.code} ({other.confidence / 10_000:.2f})"
    return f"{number}: {reason}" if reason else number


def _span(span: Span) -> str:
    return f"{span.document[:16]} {span.start}-{span.end}"


def _human(history: History, code: str, told: Said) -> Row:
    found = history.decision_on(code)
    if found is None or not isinstance(found.fact, events.DecisionMade):
        return {}
    fact, by = found.fact, history.who(found.event)
    at = found.event.content["occurred_at"]
    stands = fact.final or fact.suggested
    return {
        "coder_id": by["id"],
        "coder_name": by["name"],
        **_credential(fact.credential, at),
        "decision": fact.kind.value,
        "final_code": fact.final_code or "",
        "reason_code": _listed(filter(None, (fact.what, fact.why))),
        "reason_text": (told.words(fact.words) or "") if fact.words else "",
        "guideline_citation": _listed(stands.guidelines) if stands else "",
        "decided_at": at,
        "ai_visible_before_decision": _yes(fact.origin == "machine"),
        "hcc_visible_before_decision": _yes(fact.hcc_visible),
        "supersedes_decision_id": fact.supersedes or "",
        "seconds_on_task": "" if fact.seconds is None else str(fact.seconds),
        "decision_leaf": str(found.proven.index),
        "decision_leaf_hash": found.hash,
        "decision_inclusion_proof": " ".join(each.hex() for each in found.proven.proof),
    }


def _credential(held: Any, at: str) -> Row:
    """The credential as the decision itself has it, and its standing on that day."""
    lapsed = held.expires is not None and held.expires < at[:10]
    return {
        "credential": held.type,
        "credential_number": held.number,
        "credential_issuer": held.issuer or "",
        "credential_expires": held.expires or "",
        "credential_status_at_decision": "lapsed" if lapsed else "valid",
    }


def _signed(history: History) -> Row:
    told = history.signed
    if told is None:
        return {}
    return {
        "signed_at": told.event.content["occurred_at"],
        "signed_leaf": str(told.proven.index),
        "signed_leaf_hash": told.hash,
    }


def _part(ten_thousandths: int | None) -> str:
    return "" if ten_thousandths is None else f"{ten_thousandths / 10_000:.4f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _listed(these: Iterable[str]) -> str:
    return "; ".join(these)
