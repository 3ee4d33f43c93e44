"""Examples of retention and disposal, with the sentence that a reader should see."""

from audit import events

CHART = "0b7f1c86-5c0e-4d61-9a55-0e4f6a6d2f10"
PERSON = "9c2d7a10-1b7e-4f5c-9a94-3f0f6a4f5b21"
RUN = "3a7d2c14-8f0b-4a57-9d1e-2b6c5d4e3f21"
SHA = "ab" * 32

EXAMPLES = [
    (
        events.RetentionRuleChanged(
            rule="state",
            label="State law",
            years=15,
            starts="service",
            applies="all",
            source="State code 1",
            words=SHA,
            site="north",
        ),
        "set the retention rule “State law” at north: 15 years (State code 1)",
    ),
    (
        events.RetentionRuleChanged(
            rule="state",
            label="State law",
            years=15,
            starts="service",
            applies="all",
            source="State code 1",
            words=SHA,
            ended=True,
        ),
        "ended the retention rule “State law”",
    ),
    (
        events.LegalHoldPlaced(hold="3", scope="site", words=SHA, name="north"),
        "placed charts of the site north under legal hold",
    ),
    (
        events.LegalHoldLifted(hold="3", scope="chart", words=SHA, chart=CHART),
        "lifted a legal hold on this chart",
    ),
    (
        events.DisposalProposed(run=RUN, charts=2, latest="2036-01-01"),
        "proposed to dispose of 2 charts, all past 2036-01-01",
    ),
    (
        events.DisposalApproved(run=RUN, charts=2, proposed_by=PERSON, words=SHA),
        "approved the disposal of 2 charts that Rosa Lind proposed",
    ),
    (
        events.DisposalWithdrawn(run=RUN, charts=1, words=SHA),
        "withdrew the disposal of 1 chart",
    ),
    (
        events.ChartDisposed(
            chart=CHART,
            case="7",
            run=RUN,
            rule="ma_contract",
            source="42 CFR 422.504(d)",
            due="2036-01-01",
            proposed_by=PERSON,
            approved_by=PERSON,
            events=3,
            leaves=(events.Leaves(first=4, last=5), events.Leaves(first=9, last=9)),
        ),
        "disposed of the chart and 3 events of it, kept to 2036-01-01 under 42 CFR"
        " 422.504(d); proposed by Rosa Lind, approved by Rosa Lind",
    ),
    (
        events.DisposalFinished(run=RUN, charts=2, kept=1, files=9),
        "finished a disposal: 2 charts, kept 1, 9 files",
    ),
]
