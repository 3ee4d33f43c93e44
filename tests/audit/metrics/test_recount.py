"""Every figure of a chart again, from the bare bodies of its events and in plain loops.

Written from docs/metrics.md and docs/remittances.md, not from the code it is held
against: it shares neither the story of a chart nor the pairing of its codes.
"""

import re
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from audit import events
from audit.events import Adjusted
from audit.metrics.denials import denials
from audit.metrics.sheets import Reference, sheets
from audit.metrics.story import Happened, Story
from tests.audit.metrics.histories import history

DOCS = Path(__file__).resolve().parents[3] / "docs"
LEADING = ("principal", "first-listed")
REMITTANCE = "7a3f0c3e-7f3c-4d0c-8c2c-0c9a3b1d8e02"


def by_chart(told):
    found = defaultdict(list)
    for each in told:
        found[each.fact.chart].append(each)
    return found


def body(each):
    return {"type": each.fact.type, **each.fact.to_payload()}


def standing_decisions(bodies):
    """The last decision of each item that was not taken back."""
    made = defaultdict(list)
    for each in bodies:
        if each["type"] == "decision-made":
            made[each["item"]].append(each)
        if each["type"] == "decision-withdrawn":
            kept = [d for d in made[each["item"]] if d["decision"] != each["withdraws"]]
            made[each["item"]] = kept
    return [each[-1] for each in made.values() if each]


def meaning(title):
    small = {"and", "of", "with", "the", "or", "due", "to", "in"}
    words = re.findall(r"[a-z0-9]+", re.sub(r"[^a-z0-9 ]", " ", title.lower()))
    return {word for word in words if word not in small}


def nearness(mine, theirs):
    """How a suggestion and a code of the same place go together, by the table."""
    if meaning(mine["title"]) == meaning(theirs["title"]):
        return "equivalent"
    if mine["category"] != theirs["category"]:
        return "wrong"
    one, other = mine["code"].replace(".", ""), theirs["code"].replace(".", "")
    vague = ["unspecified" in each["title"].lower() for each in (mine, theirs)]
    if other.startswith(one) or vague == [True, False]:
        return "generalised"
    return "category"


def is_billable(code):
    return code["billable"] == "yes"


def outcomes(mine, theirs, changed):
    """By suggested code what became of it, and the codes that nobody suggested."""
    left, found = list(theirs), {}

    def give(code, partner, outcome):
        left.remove(partner)
        found[code["code"]] = outcome, partner["code"]

    for code in mine:
        for partner in [each for each in left if each["code"] == code["code"]]:
            give(code, partner, "exact")
    for code in mine:
        to = changed.get(code["code"])
        for partner in [each for each in left if each["code"] == to]:
            if code["code"] not in found:
                sort = nearness(code, partner) if is_billable(code) else "fabricated"
                give(code, partner, sort)
    for wanted in ("equivalent", "generalised", "category"):
        for code in mine:
            fits = [t for t in left if nearness(code, t) == wanted]
            if code["code"] not in found and is_billable(code) and fits:
                give(code, fits[0], wanted)
    for code in mine:
        nothing = "deleted" if is_billable(code) else "fabricated"
        found.setdefault(code["code"], (nothing, None))
    return found, [each["code"] for each in left]


def recount(own):
    """The figures of one chart against what its coder signed; None while unsigned."""
    bodies = [body(each) for each in own]
    signed = [each for each in own if each.fact.type == "case-finalised"]
    if not signed:
        return None
    theirs = body(signed[-1])["codes"]
    mine = next(b for b in bodies if b["type"] == "chart-coded")["codes"]
    decided = standing_decisions(bodies)
    changed = {d["code"]: d["final_code"] for d in decided if d["kind"] == "modify"}
    found, missed = outcomes(mine, theirs, changed)
    lead = [each["code"] for each in theirs if each["role"] in LEADING]
    led = [each["code"] for each in mine if each["role"] in LEADING]
    final = {each["code"]: each for each in theirs}
    both = [each for each in mine if found[each["code"]][0] == "exact"]
    asked = [
        (each.get("poa"), final[each["code"]].get("poa"))
        for each in both
        if each.get("poa") or final[each["code"]].get("poa")
    ]
    return {
        "outcomes": Counter([each for each, _ in found.values()])
        + Counter({"missed": len(missed)} if missed else {}),
        "verified": sum(bool(each.get("evidence")) for each in theirs),
        "stands": len(theirs),
        "reopened": sum(b["type"] == "case-reopened" for b in bodies),
        "arm": "hidden"
        if any(b["type"] == "blind-arm-opened" for b in bodies)
        else "seen",
        "lead": (lead[0] in led) if lead[0] in {c["code"] for c in mine} else None,
        "poa": (sum(one == other for one, other in asked), len(asked)),
        "reasons": reasons(found, missed, decided),
        "monday": signed[-1].at.date() - timedelta(days=signed[-1].at.weekday()),
        "seconds": body(signed[-1]).get("seconds"),
    }


def reasons(found, missed, decided):
    """What was wrong and why, of each line that was not exact."""
    by_code = {}
    for each in decided:
        by_code[each["code"]] = each
    for each in decided:
        if each.get("final_code"):
            by_code.setdefault(each["final_code"], each)
    lines = [code for code, (sort, _) in found.items() if sort != "exact"] + missed
    told = [by_code.get(code, {}) for code in lines]
    return Counter((each.get("what", ""), each.get("why", "")) for each in told)


def sheet_of(own, reference=Reference.CODER):
    found = [s for s in sheets(Story.of(own)) if s.reference is reference]
    return found[0] if found else None


@given(st.integers(0, 10_000))
def test_every_figure_of_a_chart_is_that_of_a_recount(seed):
    for own in by_chart(history(seed, 5)).values():
        found, by_hand = sheet_of(own), recount(own)
        assert (found is None) == (by_hand is None)
        if found is None:
            continue
        lines = found.lines
        poa = [line.poa_right for line in lines if line.poa_right is not None]
        wrong = [line for line in lines if line.outcome != "exact"]
        assert by_hand == {
            "outcomes": Counter(line.outcome.value for line in lines),
            "verified": sum(line.verified for line in lines),
            "stands": sum(line.stands for line in lines),
            "reopened": found.reopened,
            "arm": found.strata["arm"],
            "lead": found.lead_right,
            "poa": (sum(poa), len(poa)),
            "reasons": Counter((line.what, line.why) for line in wrong),
            "monday": found.week,
            "seconds": found.seconds,
        }


def said_of_denials():
    """Reasons and remarks by what they doubt, as docs/remittances.md has them."""
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]*) \| ?([^|]*)\|$",
        (DOCS / "remittances.md").read_text(),
        re.MULTILINE,
    )
    split = re.compile(r"[\s,]+").split
    return {
        name.strip(): (set(split(reasons.strip())), set(split(remarks.strip())) - {""})
        for name, reasons, remarks in rows
        if re.match(r"[0-9A]", reasons.strip())
    }


NAMED = {
    "diagnosis code": "diagnosis",
    "procedure code": "procedure",
    "modifier": "modifier",
    "codes that belong together": "bundling",
    "need": "necessity",
    "group (DRG)": "grouping",
}
SAID = {NAMED[name]: told for name, told in said_of_denials().items()}
REASONS = sorted(
    {r for some, _ in SAID.values() for r in some} | {"1", "16", "96", "45"}
)
REMARKS = sorted({r for _, some in SAID.values() for r in some} | {"N130"})
answers = st.lists(
    st.tuples(
        st.sampled_from(("1", "4", "22")),
        st.sets(st.sampled_from(REASONS), max_size=3),
        st.sets(st.sampled_from(REMARKS), max_size=2),
    ),
    max_size=3,
)


def doubted(reasons, remarks):
    vague = reasons & {"16", "96", "125", "A1"}
    return {
        kind
        for kind, (by_reason, by_remark) in SAID.items()
        if reasons & by_reason or (vague and remarks & by_remark)
    }


def test_the_page_names_every_kind_of_denial():
    assert set(SAID) == set(NAMED.values())


@given(st.sets(st.sampled_from(REASONS)), st.sets(st.sampled_from(REMARKS)))
def test_denials_are_those_of_the_page(reasons, remarks):
    assert {each.value for each in denials(reasons, remarks)} == doubted(
        reasons, remarks
    )


@given(st.integers(0, 200), answers)
def test_charts_doubted_by_payers_are_counted_from_their_answers(seed, given_):
    for own in by_chart(history(seed, 2)).values():
        last = own[-1]
        told = [
            Happened(answer(own, n, *each), last.at, "attest")
            for n, each in enumerate(given_)
        ]
        found = sheet_of([*own, *told])
        if found is None:
            continue
        kept = [each for each in given_ if each[0] != "22"]
        wanted = {kind for _, one, other in kept for kind in doubted(one, other)}
        assert found.answered == bool(kept)
        assert set(found.doubted) == wanted


def answer(own, n, status, reasons, remarks):
    patient = next(e.fact.patient for e in own if e.fact.type == "chart-coded")
    return events.ClaimAnswered(
        chart=own[0].fact.chart,
        case=own[1].fact.case,
        patient=patient,
        remittance=REMITTANCE,
        line=n,
        status=status,
        adjustments=tuple(
            Adjusted(group="CO", reason=each) for each in sorted(reasons)
        ),
        remarks=tuple(sorted(remarks)),
    )
