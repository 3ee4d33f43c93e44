"""One example of each event type, with the sentence that a reader should see."""

from dataclasses import replace

from audit import events
from audit.events import Change, DecisionKind, Scope, Settlement
from audit.parts import (
    Excluded,
    Gap,
    Timing,
)
from tests.audit import (
    model_stories,
    quality_stories,
    stories_oversight,
    stories_radv,
    stories_remittances,
    stories_retention,
)
from tests.audit.pieces import (
    CASE,
    CHART,
    PATIENT,
    PERSON,
    SHA,
    code,
    credential,
    document,
    encounter,
    finding,
    second,
    span,
)

EXAMPLES = [
    (
        events.ChartReceived(
            chart=CHART,
            patient=PATIENT,
            version=1,
            source="paste",
            facts=SHA,
            encounter=encounter,
            documents=(document,),
            billed=("I10",),
        ),
        "received the chart from paste with 1 document: outpatient, seen 2026-05-14, "
        "Internal medicine",
    ),
    (
        events.ChartVersionAdded(
            chart=CHART,
            patient=PATIENT,
            version=2,
            source="folder",
            facts=SHA,
            encounter=encounter,
            documents=(document, document),
        ),
        "received version 2 of the chart with 2 documents",
    ),
    (
        events.IntakeFailed(exception="7", original=SHA, reason="not-text"),
        "could not take in a file: not text",
    ),
    (
        events.IntakeExceptionViewed(exception="7", original=SHA, page="original"),
        "looked at the original of a refused file",
    ),
    (
        events.IntakeRetried(exception="7", original=SHA, succeeded=True, chart=CHART),
        "tried a refused file again, and it became a chart",
    ),
    (
        events.IntakeDismissed(exception="7", original=SHA, words=SHA),
        "dismissed a refused file",
    ),
    (
        events.ReleaseLoaded(
            system="ICD-10-CM",
            edition="April 2026",
            effective_from="2025-10-01",
            effective_to="2026-09-30",
            exact_from="2026-04-01",
            sha256=SHA,
            source="simple-icd-10-cm 1.5.0",
            codes=74736,
        ),
        "loaded ICD-10-CM April 2026, 74,736 codes, valid 2025-10-01 to 2026-09-30",
    ),
    (
        events.ChartCoded(
            chart=CHART,
            patient=PATIENT,
            version=1,
            run="41",
            attempt=1,
            engine="knowledge",
            engine_version="1",
            profile="conservative-1",
            release="ICD-10-CM 2026-04-01",
            release_sha256=SHA,
            encounter=encounter,
            codes=(code, second),
            excluded=(
                Excluded(
                    code="J18.9",
                    title="Pneumonia, unspecified organism",
                    reason="negated",
                    rule="X1",
                    guideline="I.A.19",
                    evidence=(span,),
                ),
            ),
            gaps=(Gap(kind="specificity", would_change=("E11.9",), evidence=(span,)),),
            findings=(finding,),
            result=SHA,
            timings=(Timing(stage="mentions", microseconds=12_000),),
            approximate=True,
        ),
        "coded version 1 by ICD-10-CM 2026-04-01: 2 suggestions, 1 exclusion, 1 gap",
    ),
    (
        events.RunFailed(
            chart=CHART, version=1, run="41", attempt=3, reason="OSError", gave_up=True
        ),
        "failed to code version 1 and gave up: OSError",
    ),
    (
        events.RunRecovered(
            chart=CHART, version=1, run="41", attempt=1, reason="lease-expired"
        ),
        "queued version 1 again, because a run was lost: lease expired",
    ),
    (
        events.CaseRouted(
            **CASE, lane="fast_lane", reasons=("low_confidence:E11.22",), policy="1"
        ),
        "sent the case to the fast lane: not sure of E11.22",
    ),
    (
        events.CaseClaimed(
            **CASE, lease_until="2026-05-15T10:00:00.000000Z", via="next"
        ),
        "took the case as the next in the queue",
    ),
    (
        events.CaseReserved(**CASE, lease_until="2026-05-15T10:00:00.000000Z"),
        "was kept this case as the next one, while about to sign another",
    ),
    (
        events.ReservationEnded(**CASE, holder=PERSON, reason="not-signed"),
        "put the case back, unopened, that was reserved for Rosa Lind: not signed",
    ),
    (
        events.ChartSentAhead(**CASE, version=1),
        "was sent the case page of version 1 ahead of opening it",
    ),
    (events.CaseGivenBack(**CASE), "gave the case back"),
    (
        events.ClaimExpired(**CASE, holder=PERSON),
        "took the case back from Rosa Lind, who was away",
    ),
    (events.CaseHeld(**CASE, words=SHA), "put the case on hold"),
    (events.CaseResumed(**CASE), "took the case off hold"),
    (
        events.ChartViewed(chart=CHART, page="case", version=1),
        "viewed the case page of version 1",
    ),
    (
        events.ChartViewed(
            chart=CHART, page="document", version=1, documents=(SHA, SHA)
        ),
        "read 2 documents of version 1",
    ),
    (
        events.ChartSearched(**CASE, places=2, version=1),
        "searched the chart for words, found in 2 places",
    ),
    (
        events.IdentityViewed(patient=PATIENT, purpose="case", chart=CHART),
        "saw who the patient is, for case",
    ),
    (
        events.DecisionMade(
            **CASE,
            decision="d1",
            item="i1",
            kind=DecisionKind.MODIFY,
            system="ICD-10-CM",
            code="E11.9",
            final_code="E11.22",
            credential=credential,
            suggested=code,
            final=code,
            what="C2",
            why="E1",
            words=SHA,
            evidence=(span,),
            seconds=41,
        ),
        "changed E11.9 to E11.22 (C2 · E1)",
    ),
    (
        events.DecisionWithdrawn(
            **CASE,
            decision="d2",
            withdraws="d1",
            item="i1",
            kind=DecisionKind.MODIFY,
            code="E11.9",
            credential=credential,
        ),
        "undid their change of E11.9",
    ),
    (
        events.HouseNoteDrafted(
            note="4",
            kind="site_policy",
            code="E11",
            words=SHA,
            effective_from="2026-01-01",
        ),
        "drafted a house note (site policy) on E11, from 2026-01-01",
    ),
    (
        events.HouseNoteApproved(note="4", code="E11"),
        "approved house note 4 on E11",
    ),
    (
        events.HouseNoteRetired(note="4", code="E11"),
        "retired house note 4 on E11",
    ),
    (
        events.CodeCommented(
            chart=CHART, case="2041", item="i1", code="E11.22", comment="9", words=SHA
        ),
        "commented on E11.22",
    ),
    (
        events.PoaSaid(chart=CHART, case="2041", item="i1", code="E11.22", poa="Y"),
        "said of E11.22 present on admission Y",
    ),
    (
        events.ItemsReordered(**CASE, items=("i2", "i1"), codes=("N18.31", "E11.22")),
        "put the codes in the order N18.31, E11.22",
    ),
    (
        events.FindingSettled(
            **CASE,
            finding="f1",
            rule="R12",
            severity="block",
            how=Settlement.OVERRIDDEN,
            credential=credential,
            codes=("E11.22",),
            reason="Q2",
            words=SHA,
            citation=SHA,
        ),
        "overrode the block finding R12 about E11.22 (Q2)",
    ),
    (
        events.CaseFinalised(
            **CASE,
            patient=PATIENT,
            version=1,
            code_set=1,
            encounter=encounter,
            release="ICD-10-CM 2026-04-01",
            release_sha256=SHA,
            codes=(code, second),
            credential=credential,
            statement=SHA,
            lane="review",
            deleted=("I10",),
        ),
        "signed 2 codes: E11.22, N18.31",
    ),
    (
        events.CaseReopened(**CASE, reason="new-document", words=SHA),
        "opened the signed case again: new document",
    ),
    (events.SignedIn(address="127.0.0.1"), "signed in by password"),
    (
        events.SignInFailed(reason="wrong-password", person=PERSON),
        "refused a sign-in for Rosa Lind: wrong password",
    ),
    (events.SignedOut(reason="idle"), "was signed out: idle"),
    (events.PasswordChanged(), "changed their password"),
    (events.PersonAdded(person=PERSON), "added Rosa Lind"),
    (
        events.KeysChosen(person=PERSON, single_keys=True, keys=("a f",)),
        "turned single keys on, 1 key of their own",
    ),
    (
        events.PersonDisabled(person=PERSON, reason="left"),
        "closed the account of Rosa Lind: left",
    ),
    (
        events.RoleGranted(
            person=PERSON, role="senior_coder", grant="g1", starts="2026-01-01"
        ),
        "gave the role senior coder to Rosa Lind, from 2026-01-01",
    ),
    (
        events.RoleEnded(person=PERSON, role="coder", grant="g1"),
        "ended the role coder of Rosa Lind",
    ),
    (
        events.CredentialRecorded(person=PERSON, record="c1", credential=credential),
        "recorded the credential CPC of Rosa Lind",
    ),
    (
        events.CredentialChanged(
            person=PERSON,
            record="c1",
            credential=credential,
            was=replace(credential, expires="2026-03-31"),
        ),
        "changed the credential CPC of Rosa Lind, now active",
    ),
    (
        events.ReasonCodeChanged(
            axis="why",
            code="E9",
            change=Change.EDITED,
            label=SHA,
            needs_words=False,
            position=9,
        ),
        "edited the reason E9 on the axis “why”",
    ),
    (
        events.PolicyChanged(policy="routing", number=2, content=SHA, words=SHA),
        "put version 2 of the policy routing in force",
    ),
    (
        events.TrailRead(scope=Scope.SEARCH, filters=("type", "since")),
        "searched the trail by type, since",
    ),
    (
        events.TrailVerified(
            outcome="ok",
            leaves=1000,
            checkpoints=1,
            problems=0,
            hardened=True,
            report=SHA,
            root=SHA,
        ),
        "verified the trail: 1,000 events against 1 checkpoint, all as signed",
    ),
    *model_stories.EXAMPLES,
    *quality_stories.EXAMPLES,
    *stories_radv.EXAMPLES,
    *stories_remittances.EXAMPLES,
    *stories_oversight.EXAMPLES,
    *stories_retention.EXAMPLES,
    (
        events.QueryDrafted(**CASE, query=CHART, topic="specificity", content=SHA),
        "drafted a query to the provider about specificity",
    ),
    (
        events.QuerySent(
            **CASE,
            query=CHART,
            topic="poa",
            content=SHA,
            due="2026-05-20T12:00:00.000000Z",
            options=2,
            indicators=(span,),
        ),
        "sent a query to the provider about present on admission, due 2026-05-20",
    ),
    (
        events.QueryAnswered(
            **CASE,
            query=CHART,
            topic="conflict",
            outcome="option",
            answer=SHA,
            document=SHA,
            version=2,
            author_role="attending-physician",
            signed_on="2026-05-19",
            seconds=180_000,
        ),
        "entered the provider's answer about conflict: one of the options, "
        "after 2 days",
    ),
    (
        events.QueryClosed(**CASE, query=CHART, topic="conflict"),
        "closed the query about conflict",
    ),
    (
        events.QueryWithdrawn(**CASE, query=CHART, topic="conflict", words=SHA),
        "withdrew the query about conflict",
    ),
    (
        events.QueryEscalated(
            **CASE,
            query=CHART,
            topic="clinical_validity",
            due="2026-05-20T12:00:00.000000Z",
            again_due="2026-05-25T12:00:00.000000Z",
        ),
        "escalated the query about clinical validity: no answer by 2026-05-20",
    ),
    (
        events.QueryExpired(**CASE, query=CHART, topic="specificity"),
        "gave up the query about specificity: nobody answered",
    ),
    (
        events.QueryCopied(**CASE, query=CHART, form="pdf", copy=SHA),
        "took a copy of a query, with the patient's name, as pdf",
    ),
    (
        events.CaseDoubted(**CASE),
        "doubted the codes at a glance; the chart is reviewed in full",
    ),
    (
        events.FastLaneClosed(
            setting="outpatient",
            specialty="Cardiology",
            charts=40,
            codes=200,
            right=170,
            upper=8932,
            standard=9500,
        ),
        "closed the fast lane for outpatient, Cardiology: 85.0% of 200 codes right,"
        " at most 89.3 %",
    ),
    (
        events.FastLaneReopened(setting="outpatient", specialty="", words=SHA),
        "opened the fast lane again for outpatient",
    ),
    (
        events.CaseAssigned(**CASE, person=PERSON),
        "assigned the case to Rosa Lind",
    ),
    (
        events.CaseUnassigned(**CASE, person=PERSON),
        "took the case off Rosa Lind's list",
    ),
    (
        events.CapacitySet(person=PERSON, charts=20),
        "set the capacity of Rosa Lind to 20 charts",
    ),
    (
        events.WorklistSaved(worklist="3", change=Change.ADDED, content=SHA),
        "saved a worklist of their own",
    ),
    (
        events.PolicyDrafted(
            draft=CHART, based_on=1, content=SHA, straight_through=False, words=SHA
        ),
        "drafted a policy to follow version 1",
    ),
    (
        events.PolicyApproved(draft=CHART, role="compliance", content=SHA),
        "agreed, as compliance, to a draft that lets charts leave without a coder",
    ),
    (
        events.PolicyDiscarded(draft=CHART, words=SHA),
        "put a draft of policy away",
    ),
    (
        events.BaselineFrozen(
            baseline=CHART, since="2026-01-05", until="2026-03-30", words=SHA
        ),
        "froze the baseline of the control charts: weeks of 2026-01-05 to 2026-03-30",
    ),
    (
        events.DriftAlerted(
            alert=CHART,
            baseline=CHART,
            measure="acceptance",
            stratum="specialty",
            value="Psychiatry",
            week="2026-05-11",
            way=events.Way.DOWN,
            sum=512,
            limit=380,
        ),
        "noticed that the share of suggestions accepted as they are (specialty "
        "Psychiatry) fell below its baseline in the week of 2026-05-11",
    ),
    (
        events.DriftSettled(
            alert=CHART, outcome=events.DriftOutcome.EXPLAINED, words=SHA
        ),
        "settled a drift alert: explained",
    ),
]
