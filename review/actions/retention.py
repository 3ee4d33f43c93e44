"""How long charts are kept, and what must not go: rules and legal holds.

Owns changing both, one event each, with a reason. Only compliance may, and only where
the role covers every site: a hold of a patient or contract knows no sites. Placing a
hold and disposing of a chart wait for each other, so no chart slips between.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models.functions import Now

from audit import events
from audit.actions import record
from review import permissions
from review.actions import guard, reasons
from review.models import Case, LegalHold, RetentionRule, User
from review.refusals import Refused
from review.retention import BY_LAW, Applies, Rule, Starts, why_not_rule
from review.states import Role
from review.verbs import Verb

EVERYWHERE = (
    "Retention spans all sites; your role as compliance covers some of them only."
)
# Holds and disposals take turns under this lock of the database.
LOCK = 4225041


def why_not(user: User) -> str | None:
    """Why this person may not work on retention, or None."""
    reason = permissions.why_not(user, Verb.RETAIN)
    if reason is not None:
        return reason
    sites = permissions.standing(user).sites(frozenset({Role.COMPLIANCE}))
    return None if "" in sites else EVERYWHERE


def require(by: User) -> None:
    """Refuses whoever is not compliance at every site."""
    standing = permissions.require(by, Verb.RETAIN)
    if "" not in standing.sites(frozenset({Role.COMPLIANCE})):
        raise Refused(EVERYWHERE)


def in_turn() -> None:
    """Until the transaction ends, nobody else places a hold or disposes of a chart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def reason(words: str) -> str:
    """The reason in the vault; without one nothing here is done."""
    if not words.strip():
        raise Refused("Say why, in a few words of your own.")
    return reasons.keep(words)


@transaction.atomic
def set_rule(rule: Rule, *, words: str, by: User) -> RetentionRule:
    """Puts a rule in force from now on; an edition before it ends."""
    require(by)
    if (why := why_not_rule(rule)) is not None:
        raise Refused(why)
    in_turn()
    kept = reason(words)
    before = RetentionRule.objects.in_force().select_for_update().filter(key=rule.key)
    for each in before:
        _refuse_another(each.rule(), rule)
    before.update(ended_at=Now())
    row = RetentionRule.objects.create(
        key=rule.key,
        label=rule.label,
        years=rule.years,
        starts=rule.starts.value,
        applies=rule.applies.value,
        site=rule.site,
        source=rule.source,
        words_sha256=kept,
        set_by=by,
    )
    _tell(rule, kept, by, ended=False)
    return row


def _refuse_another(held: Rule, rule: Rule) -> None:
    """A rule takes the place of its own last edition, never of another rule."""
    if held == rule:
        raise Refused("That is the rule already.")
    if held.label.casefold() != rule.label.casefold() or held.site != rule.site:
        where = f" at {held.site}" if held.site else ""
        raise Refused(
            f"“{held.label}”{where} is in force under that name: end it first, or"
            " give the new rule another name."
        )


@transaction.atomic
def end_rule(key: str, *, words: str, by: User) -> None:
    """Takes a rule of the house out of force; the law's stay."""
    require(by)
    if key in BY_LAW:
        raise Refused("A rule of the law cannot be ended, only lengthened.")
    row = RetentionRule.objects.in_force().select_for_update().filter(key=key).first()
    if row is None:
        raise Refused("That rule is not in force (any more).")
    kept = reason(words)
    row.ended_at = Now()
    row.save(update_fields=("ended_at",))
    _tell(row.rule(), kept, by, ended=True)


def _tell(rule: Rule, words: str, by: User, *, ended: bool) -> None:
    fact = events.RetentionRuleChanged(
        rule=rule.key,
        label=rule.label,
        years=rule.years,
        starts=Starts(rule.starts).value,
        applies=Applies(rule.applies).value,
        source=rule.source,
        site=rule.site,
        words=words,
        ended=ended,
    )
    record(fact, by=guard.person(by))


@transaction.atomic
def hold(
    scope: str, *, by: User, words: str, case: Case | None = None, name: str = ""
) -> LegalHold:
    """Places a legal hold; a patient is meant by one of their cases."""
    require(by)
    in_turn()
    if scope not in LegalHold.Scope.values:
        raise Refused("Choose what the hold covers.")
    of_case = scope in (LegalHold.Scope.CHART, LegalHold.Scope.PATIENT)
    of_name = scope in (LegalHold.Scope.CONTRACT, LegalHold.Scope.SITE)
    if of_case and case is None:
        raise Refused("Name the case.")
    if of_name and not name.strip():
        raise Refused("Name the contract or the site.")
    if of_name:
        name = _as_charts_say(scope, name.strip())
    row = LegalHold.objects.create(
        scope=scope,
        chart=case.chart_id if case and scope == LegalHold.Scope.CHART else None,
        case_number=case.pk if case and of_case else None,
        patient=case.chart.patient if case and of_case else None,
        name=name if of_name else "",
        words_sha256=reason(words),
        placed_by=by,
    )
    fact = events.LegalHoldPlaced(**_about(row), words=row.words_sha256)
    record(fact, by=guard.person(by))
    return row


def _as_charts_say(scope: str, name: str) -> str:
    """The contract or site as charts spell it; a slip would hold nothing."""
    field = "contract" if scope == LegalHold.Scope.CONTRACT else "site"
    rows = Case.objects.filter(**{f"{field}__iexact": name}).order_by()
    known = set(rows.values_list(field, flat=True).distinct()[:2])
    if not known:
        raise Refused(f"No chart is of that {field}: the hold would hold nothing.")
    return name if name in known else min(known)


@transaction.atomic
def lift(found: LegalHold, *, words: str, by: User) -> LegalHold:
    """Ends a hold, once, with a reason."""
    require(by)
    row = LegalHold.objects.select_for_update().get(pk=found.pk)
    if row.lifted_at is not None:
        raise Refused("That hold was lifted already.")
    row.lifted_words_sha256 = reason(words)
    row.lifted_by, row.lifted_at = by, Now()
    row.save(update_fields=("lifted_words_sha256", "lifted_by", "lifted_at"))
    fact = events.LegalHoldLifted(**_about(row), words=row.lifted_words_sha256)
    record(fact, by=guard.person(by))
    return row


def _about(row: LegalHold) -> dict[str, str]:
    """What both events say of a hold; nothing stands where there is nothing."""
    said = {
        "hold": str(row.pk),
        "scope": str(row.scope),
        "chart": str(row.chart or ""),
        "case": str(row.case_number or ""),
        "patient": str(row.patient or ""),
        "name": row.name,
    }
    return {key: value for key, value in said.items() if value}
