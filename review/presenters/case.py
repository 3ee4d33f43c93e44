"""The case page: documents with their evidence, codes to decide, what stands open.

Owns putting the page together: what is read, and who may press what. Each kind of thing
on it is worded in ``review.presenters.items`` or ``review.presenters.marking``. A
fixed number of queries, however long the chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from audit import vault
from coding import checklists, codes
from coding.codebook import CodeBook
from coding.models import ChartVersion
from coding.rules import DatedList
from coding.values import CodedNote, Evidence, NoteDocument
from review import admission, codeset, pairs, permissions, presence, unread
from review.actions import decisions, signing
from review.models import Case, Item, ReasonCode, SimulatedChart
from review.presenters import (
    besides,
    companions,
    conflicts,
    exclusions,
    holding,
    items,
    machines,
    marking,
    procedures,
    resemblance,
    withheld,
)
from review.presenters.page import (
    Button,
    CasePage,
    Chip,
    ExclusionGroup,
    FindingView,
    ReasonView,
)
from review.presenters.texts import DocumentView
from review.presenters.worklist import chips, patient_words, seen_words
from review.refusals import clock
from review.states import Axis, Origin, State, Verb

# Verb, words on the button, key; in the order of the page.
ACTS = (
    (Verb.CLAIM, "Take this chart", "t"),
    (Verb.GIVE_BACK, "Give back", ""),
    (Verb.TAKE_OVER, "Take over", ""),
    (Verb.HOLD, "Hold", "h"),
    (Verb.RESUME, "Take off hold", "h"),
    (Verb.UNDO, "Undo", "u"),
    (Verb.ADD, "Add a code", "n"),
    (Verb.REORDER, "Re-order", ""),
    (Verb.REVEAL_IDENTITY, "Patient", "i"),
    (Verb.REOPEN, "Reopen", ""),
)

READER = "You can read this chart; deciding is for coders."


@dataclass(frozen=True, slots=True)
class Read:
    """Everything the page is made of, read once."""

    case: Case
    user: Any
    now: datetime
    items: Sequence[Item]
    documents: tuple[NoteDocument, ...]
    coded: CodedNote
    chosen: codes.Chosen
    book: CodeBook
    found: tuple[codeset.LiveFinding, ...]
    asks_poa: bool
    exempt: DatedList | None
    hidden: bool
    there: presence.Presence


def case_page(
    case: Case,
    user: Any,
    *,
    whole: bool = True,
    asks: bool = True,
    found: Sequence[Evidence] = (),
    ahead: bool = False,
) -> CasePage:
    """The page as this person may see it now, with what was ``found`` marked.

    Not ``whole``: without documents and exclusions. Not ``asks``: without reasons.
    ``ahead``: as it will be once they have opened what is reserved for them.
    """
    read = _read(case.pk, user, ahead)
    case, version = read.case, read.case.run.version
    shown = _items(read)
    obstacles = _obstacles(read)
    offered = _offered(asks, about_the_set := _about_the_set(read, shown))
    return CasePage(
        number=case.pk,
        version=case.version,
        url=case.get_absolute_url(),
        title=f"Case {case.pk}",
        patient=patient_words(case.sex, case.age),
        setting=case.setting,
        seen=seen_words(case.service_from, case.service_date),
        provider=_provider(case, version),
        contract=case.contract,
        state=holding.state(case, user),
        mine=case.is_held_by(user),
        claim=holding.words(case, user, read.now),
        notice=_notice(read),
        chips=(*_simulated(case), *chips(case)),
        documents=_documents(read, found) if whole else (),
        unread=_unread(read),
        must_read=unread.is_asked(read.there.gates),
        items=shown,
        excluded=_excluded(read) if whole else (),
        gaps=tuple(items.gaps(read.coded, _anchors(read))),
        findings=about_the_set,
        decided=sum(item.current is not None for item in read.items),
        buttons=_buttons(read, obstacles),
        footer=_footer(read),
        unsigned_because=obstacles,
        attestation=signing.ATTESTATION,
        what=reasons(Axis.WHAT, offered),
        why=reasons(Axis.WHY, offered),
        pairs=pairs.pairs_of(user, offered),
        active=f"{round(case.active_seconds / 60)} min",
        lease_seconds=holding.seconds(case, read.now),
        to_disclose=_has_to_disclose(read),
        hidden=read.hidden,
        service_date=case.service_date,
        chart=str(case.chart_id),
        chart_version=version.number,
        about_the_model=machines.about_the_model(case, read.coded),
        procedures=procedures.view(read.coded, case, _anchors(read)) if whole else None,
        has_queries=read.there.queries,
    )


def _provider(case: Case, version: ChartVersion) -> str:
    said = (version.provider_credential, case.specialty)
    return ", ".join(part for part in said if part)


def _has_to_disclose(read: Read) -> bool:
    """Whether a planted code is among the codes, and all of them are decided."""
    planted = any(item.origin == Origin.SEEDED for item in read.items)
    return planted and all(item.current is not None for item in read.items)


def _simulated(case: Case) -> Iterator[Chip]:
    """Says on the chart itself that it belongs to a demo's simulated history.

    A file may have that name too: what makes it one is its label, asked for only then.
    """
    labels = SimulatedChart.objects.filter(chart=case.chart_id)
    if case.chart.source == SimulatedChart.SOURCE and labels.exists():
        yield Chip("simulated", "ask", "simulated")


def _read(case_id: int, user: Any, ahead: bool = False) -> Read:
    case = (
        Case.objects.select_related("chart", "claimed_by", "held_by", "finalised_by")
        .select_related("run__version")
        .get(pk=case_id)
    )
    if ahead:
        holding.as_opened(case, user)
    texts = codeset.documents_of(case.run.version)
    there = presence.of(case, user)
    listed, hidden = codeset.items_of(case), codeset.is_hidden(case)
    chosen = codes.release_for(codes.ICD10CM, case.service_date)
    book = codes.codebook(chosen.release)
    return Read(
        case=case,
        user=user,
        now=timezone.now(),
        items=listed,
        documents=texts,
        coded=withheld.without_hidden(codeset.coded_of(case.run), listed, hidden),
        hidden=hidden,
        chosen=chosen,
        book=book,
        found=codeset.live_findings(
            case, listed, book, texts, None if there.settlements else ()
        ),
        there=there,
        asks_poa=(stay := case.run.version.facts().setting.is_inpatient),
        exempt=checklists.lists_on(case.service_date).poa_exempt if stay else None,
    )


# -- documents ----------------------------------------------------------------


def _anchors(read: Read) -> dict[str, items.Place]:
    """Where each document's text is on the page."""
    return items.Place.of(read.documents)


def _unread(read: Read) -> tuple[unread.Unread, ...]:
    return unread.among(read.documents, read.there.read_documents)


def _documents(read: Read, found: Sequence[Evidence]) -> tuple[DocumentView, ...]:
    marks = (
        *marking.proof(read.items),
        *marking.set_aside(read.coded.excluded),
        *marking.found(found),
    )
    return marking.marked(read.documents, marks)


def _excluded(read: Read) -> tuple[ExclusionGroup, ...]:
    return tuple(exclusions.exclusions(read.coded, _anchors(read)))


# -- codes and findings -------------------------------------------------------


def _items(read: Read) -> tuple[items.ItemView, ...]:
    suggestions = {each.code: each for each in read.coded.suggestions}
    places = _anchors(read)
    said = besides.comments(read.case) if read.there.comments else {}
    standing = {code for item in read.items if (code := codeset.standing_code(item))}
    known = standing | {item.code for item in read.items}
    waiting = {each.code for each in read.coded.companions} - known
    shown = {code for item in read.items for code in (item.code, item.decided_code)}
    about = {code for code in shown if code} if read.there.house_notes else set()
    notes = besides.house_notes(read.case, about) if about else ()
    made = tuple(
        items.item_view(
            item,
            suggestions.get(item.code),
            places,
            findings=tuple(
                items.finding_view(live, read.case, read.user)
                for live in read.found
                if live.finding.subject
                and live.finding.subject == codeset.standing_code(item)
            ),
            buttons=tuple(_item_buttons(read, item)),
            poa=_poa(read, item),
            notes=besides.about(notes, item.decided_code or item.code),
            comments=said.get(str(item.pk), ()),
            asks_beside=companions.wanted(item, standing, read.book, waiting),
        )
        for item in read.items
    )
    held = read.case.is_held_by(read.user)
    return resemblance.marked(made, read.case.pk, held, read.case.service_date)


def _poa(read: Read, item: Item) -> admission.Asked | None:
    """What is said of presence on admission; None where it is not asked."""
    code = codeset.standing_code(item)
    if not read.asks_poa or code is None:
        return None
    return admission.asked(code, codeset.poa_of(item), read.exempt)


def _item_buttons(read: Read, item: Item) -> Iterator[Button]:
    for verb, label, key in (
        (Verb.ACCEPT, "Accept", "a"),
        (Verb.MODIFY, "Modify", "m"),
        (Verb.REJECT, "Reject", "x"),
    ):
        reason = permissions.why_not(read.user, verb, read.case, item, now=read.now)
        if reason is None and verb is Verb.ACCEPT:
            reason = decisions.why_unproved(item)
        yield Button(verb, label, key, reason or "", primary=verb is Verb.ACCEPT)


def _about_the_set(
    read: Read, shown: Sequence[items.ItemView]
) -> tuple[FindingView, ...]:
    standing = {codeset.standing_code(item) for item in read.items}
    return tuple(
        conflicts.with_conflict(
            items.finding_view(live, read.case, read.user),
            live.finding,
            shown,
            read.book,
        )
        for live in read.found
        if live.finding.subject not in standing
    )


# -- acts ---------------------------------------------------------------------


def _obstacles(read: Read) -> tuple[str, ...]:
    reason = permissions.why_not(read.user, Verb.FINALISE, read.case, now=read.now)
    if reason is not None:
        return (reason,)
    left = signing.obstacles(
        read.case,
        read.items,
        read.found,
        read.chosen,
        has_queries=read.there.queries,
    )
    return tuple(left)


def _buttons(read: Read, obstacles: Sequence[str]) -> dict[str, Button]:
    made = {
        verb.value: Button(verb, label, key, _why_not(read, verb))
        for verb, label, key in ACTS
    }
    reason = " ".join(obstacles[:1])
    sign = Button(Verb.FINALISE, "Sign and finalise", "g", reason, primary=True)
    return {**made, Verb.FINALISE.value: sign}


def _why_not(read: Read, verb: Verb) -> str:
    reason = permissions.why_not(read.user, verb, read.case, now=read.now)
    if reason is not None or verb is not Verb.UNDO:
        return reason or ""
    return "" if read.there.undoable else "There is no decision of yours to undo."


def _offered(asks: bool, found: Sequence[FindingView]) -> tuple[ReasonCode, ...]:
    """Codes keep the panels that they have; a check of the set brings its own."""
    asks = asks or any(finding.open for finding in found)
    return tuple(ReasonCode.objects.offered()) if asks else ()


def reasons(axis: Axis, offered: Sequence[ReasonCode]) -> tuple[ReasonView, ...]:
    """The reasons of one axis as they are picked; the first nine have a digit."""
    rows = [row for row in offered if row.axis == axis]
    return tuple(
        ReasonView(row.code, row.label, row.needs_words, str(n) if n < 10 else "")
        for n, row in enumerate(rows, start=1)
    )


# -- sentences ----------------------------------------------------------------


def _notice(read: Read) -> str:
    """Why this page is only for reading, where it is."""
    case = read.case
    if case.state == State.FINALISED and case.finalised_by and case.finalised_at:
        return f"Signed by {case.finalised_by.label} at {clock(case.finalised_at)}."
    if case.state == State.HELD and case.held_by and case.held_at:
        since = f"On hold since {clock(case.held_at)}, by {case.held_by.label}"
        words = vault.get_text(case.hold_words_sha256)
        return f"{since}: “{words.strip()}”"
    if case.state == State.EXCEPTION:
        missing = codes.release_for(codes.ICD10CM, case.service_date).missing
        return f"This chart cannot be worked on yet. {missing or ''}".strip()
    if permissions.why_not(read.user, Verb.CLAIM) is not None:
        return READER
    reason = permissions.why_not(read.user, Verb.REJECT, case, now=read.now)
    if reason is None or case.claimed_by is not None:
        return reason or ""
    # Who could not take the chart either reads why, not that they should.
    return permissions.why_not(read.user, Verb.CLAIM, case, now=read.now) or reason


def _footer(read: Read) -> str:
    if read.case.state == State.FINALISED:
        return _notice(read)
    undecided = sum(item.current is None for item in read.items)
    waiting = sum(live.is_open for live in read.found)
    return " · ".join(
        (
            f"{undecided} {'code' if undecided == 1 else 'codes'} to decide",
            f"{waiting} {'check' if waiting == 1 else 'checks'} to settle",
        )
    )
