"""The feedback dataset: what a line says, what it never says, the same bytes again."""

import csv
import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from audit import dataset, exports, feedback, lessons, sequencer
from audit.actions import SYSTEM
from audit.exports import Asked, NotExportedError
from audit.models import Event
from audit.parts import Encounter, Span
from review.actions import signing
from tests.review.conftest import again
from tests.review.reviewed import history

MARKS = {"mark": lambda kind, key: f"{kind}-{key[:4]}"}


@pytest.fixture
def signed(coder):
    return history(coder, count=3)


def made_of(size=None):
    return dataset.build(
        lessons.reviewed(lessons.until(lessons.latest())), size=1, root="ab", **MARKS
    )


def lines_of(made):
    with zipfile.ZipFile(io.BytesIO(made.archive)) as archive:
        data = archive.read("decisions.jsonl").decode()
    return [json.loads(line) for line in data.splitlines()]


def test_a_line_for_each_decision_that_counts(signed):
    lines = lines_of(made_of())
    decided = sum(case.items.filter(current__isnull=False).count() for case in signed)
    assert len(lines) == decided
    assert {"add", "reject"} <= {line["kind"] for line in lines}
    rejected = next(line for line in lines if line["kind"] == "reject")
    assert (rejected["stands"], rejected["what"]) == ("", "not_reportable")
    assert rejected["suggestion"]["code"] == rejected["code"]
    assert rejected["truth"] is None
    added = next(line for line in lines if line["kind"] == "add")
    assert added["evidence"][0]["document"] in added["documents"]
    assert added["suggestion"] is None


def test_without_text_no_line_says_who_or_what(signed, coder):
    lines = made_of().archive
    with zipfile.ZipFile(io.BytesIO(lines)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist()).decode()
    case = signed[0]
    for secret in (
        str(case.chart_id),
        str(case.chart.patient),
        str(coder.pk),
        coder.username,
        "Vestergaard",
        "2026-05-14",
        "zebra",
    ):
        assert secret not in told


def test_the_same_events_give_the_same_bytes(signed, coder):
    first = made_of()
    assert made_of().archive == first.archive
    history(coder, count=1, seed=9)
    assert made_of().archive != first.archive


def test_the_table_says_what_the_lines_say_and_runs_no_formula():
    charts = [_chart("=HYPERLINK(1)", patient=f"p{n}") for n in range(dataset.FEWEST)]
    made = dataset.build(charts, size=1, root="ab", **MARKS)
    with zipfile.ZipFile(io.BytesIO(made.archive)) as archive:
        table = archive.read("decisions.csv").decode()
        card = archive.read("DATA-CARD.md").decode()
    row, *_ = csv.DictReader(io.StringIO(table))
    assert row["specialty"] == "'=HYPERLINK(1)"
    assert row["truth"] == "no"
    assert "text" not in row
    assert made.sha256 in card
    assert "| reject, adjudicated | 11 |" in card


def test_text_is_there_only_where_it_is_handed_in():
    [line] = dataset.lines(
        _chart(), quote=lambda chart, span: f"{span.start}-{span.end}", **MARKS
    )
    assert line["text"] == ["3-9"]
    [line] = dataset.lines(_chart(), **MARKS)
    assert "text" not in line


def test_a_specialty_that_few_share_is_left_out():
    many = [_chart("Cardiology", patient=f"p{n}") for n in range(dataset.FEWEST)]
    few = [_chart("Nephrology", patient=f"q{n % 10}") for n in range(30)]
    made = dataset.build([*many, *few], size=1, root="ab", **MARKS)
    shown = [line["specialty"] for line in lines_of(made)]
    assert shown == ["Cardiology"] * len(many) + [""] * len(few)
    with zipfile.ZipFile(io.BytesIO(made.archive)) as archive:
        assert "in 30 lines" in archive.read("DATA-CARD.md").decode()


def test_nobody_with_the_documents_or_the_log_finds_their_lines(signed):
    """A hash of a document that anybody can make would name its patient."""
    made = made_of()
    with zipfile.ZipFile(io.BytesIO(made.archive)) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for case in signed:
        for place in case.run.version.documents.all():
            assert place.document_id not in told
            assert place.document.original_sha256 not in told
        for decision in case.decisions.all():
            assert f'"{decision.pk}"' not in told


@pytest.mark.parametrize(
    "words",
    [
        "Zoe Muller-Quillfeather",
        "ZOË  MÜLLER\nQUILLFEATHER",
        "Quillfeather's",
        "Quill\u00adfeather",
        "Quill\u200bfeather",
        "Mu\u0308ller",
        "Quillfeather, Zoë",
        "0012345",
        "mrn-12345",
        "MRN 0012345",
        "1S00-E10-AA00",
        "1s00 e10 aa00",
        "4-11-1957",
        "April 11th, 1957",
        "11-Apr-1957",
        "6/16/2026",
        "16 June 2026",
        "3/4",
        "2026/06/16",
        "Jun. 16",
        "16 June",
        "2nd of May 2026",
    ],
)
def test_no_spelling_of_an_identifier_stays_in_a_quotation(words):
    from audit import masking

    who = masking.Identifiers(
        names=("Zoë Müller-Quillfeather",),
        numbers=("MRN0012345", "1S00E10AA00"),
        days=masking.spellings(date(1957, 4, 11)),
    )
    text = f"Stage 3 kidney disease ({words}) is stable."
    masked = masking.mask(text, who, every_day=True)
    quoted = "".join(exports._stretch(masked, 0, len(text)))
    left = re.sub(r"\[[A-Z]+\]", "", quoted)
    assert left.startswith("Stage 3 kidney disease (")
    assert left.endswith(") is stable.")
    inside = left.removeprefix("Stage 3 kidney disease (").removesuffix(") is stable.")
    # What is left of it is no part of a name and no number.
    assert inside.strip(" ,-\n").lower() in ("", "'s", "mrn")
    for at in range(len(text)):
        piece = "".join(exports._stretch(masked, at, at + 6))
        assert "uill" not in piece and "0123" not in piece


def test_ordinary_words_and_figures_stay():
    from audit import masking

    text = "BP 120/80, A1c 8.9, stage 3b, 10-12 units, 1234 steps, Miller sign."
    who = masking.Identifiers(names=("Zoë Müller",), numbers=("MRN0012345",))
    assert masking.mask(text, who, every_day=True).text == text


def _chart(specialty="", patient="5d1f0c3e"):
    decided = feedback.Decided(
        decision="d",
        item="i",
        kind="reject",
        code="I10",
        stands="",
        origin="machine",
        what="unsupported",
        why="negated",
        weight=300,
        suggested=None,
        evidence=(Span(document="ab" * 32, start=3, end=9),),
        seconds=None,
        truth=False,
    )
    seen = Encounter(
        setting="outpatient", service_date="2026-05-14", specialty=specialty or None
    )
    return feedback.Reviewed(
        chart="0b7f1c86",
        patient=patient,
        version=1,
        documents=("ab" * 32,),
        encounter=seen,
        release="r",
        engine="knowledge",
        profile="conservative-1",
        standing=feedback.Standing.ADJUDICATED,
        weight=300,
        signed_by="someone",
        codes=(),
        decided=(decided,),
    )


def test_a_chart_opened_again_says_what_was_signed_until_it_is_signed_anew(
    signed, senior
):
    told = lines_of(made_of())
    case = again(signed[0])
    signing.reopen(
        case, reason="error", words="Wrong.", by=senior, version=case.version
    )
    assert lines_of(made_of()) == told


# ---- from the sealed log


@pytest.fixture
def seal(settings, tmp_path):
    """Seals what waits, inside the test's transaction; the rest is as in beat."""
    settings.CHECKPOINTS = settings.LOG_KEYS = tmp_path / "log"

    def take():
        key, file = sequencer._begin()
        sequencer._sign(sequencer._sequence(1_000_000), key, file)

    return take


@pytest.fixture
def sealed(signed, seal):
    seal()
    return signed


def test_a_size_of_the_log_gives_the_same_bytes_for_ever(sealed, seal, coder):
    made, size = exports.export(Asked(), by=SYSTEM)
    history(coder, count=1, seed=7)
    seal()
    again_made, _ = exports.export(Asked(size=size), by=SYSTEM)
    assert again_made.archive == made.archive
    assert exports.export(Asked(), by=SYSTEM)[0].lines > made.lines
    told = Event.objects.filter(type="feedback-exported").latest("id").fact
    assert told.with_text is False
    with pytest.raises(NotExportedError, match="sealed events"):
        exports.export(Asked(size=10**9), by=SYSTEM)


def test_text_leaves_scrubbed_for_a_purpose_and_to_somebody(
    sealed, compliance, supervisor, tmp_path
):
    with pytest.raises(NotExportedError, match="purpose"):
        exports.export(Asked(with_text=True, words="x"), by=SYSTEM)
    with pytest.raises(NotExportedError, match="few words"):
        exports.export(Asked(with_text=True, purpose="retraining"), by=SYSTEM)
    options = {"with_text": True, "purpose": "retraining", "words": "For a new fit."}
    for name in (None, supervisor.username, "nobody"):
        with pytest.raises(CommandError):
            call_command("export_feedback", str(tmp_path / "a"), user=name, **options)
    folder = tmp_path / "b"
    call_command(
        "export_feedback", str(folder), user=compliance.username, json=True, **options
    )
    lines = [
        json.loads(line)
        for line in (folder / "decisions.jsonl").read_text().splitlines()
    ]
    said = [words for line in lines for words in line["text"]]
    assert any("gait" in words or "ear" in words or "nose" in words for words in said)
    assert not any("Vestergaard" in words for words in said)
    with pytest.raises(CommandError, match="empty folder"):
        call_command("export_feedback", str(folder))


def test_identifiers_are_scrubbed_from_what_is_quoted():
    from audit import masking

    text = "Seen: Ida Vestergaard, call 555-123-4567 about zebra gait today."
    who = masking.Identifiers(names=("Ida Vestergaard",))
    masked = masking.mask(text, who)
    start = text.index("Ida")
    quoted = "".join(exports._stretch(masked, start, text.index(" today")))
    assert quoted == "[NAME], call [PHONE] about zebra gait"
    inside = "".join(exports._stretch(masked, text.index("zebra"), text.index(" gait")))
    assert inside == "zebra"


def test_compliance_makes_and_downloads_it(sealed, compliance, client):
    client.force_login(compliance)
    page = client.get(reverse("audit:feedback"))
    assert page.status_code == 200
    refused = client.post(reverse("audit:feedback"), {"with_text": "on"})
    assert refused.status_code == 422
    assert b"choose one" in refused.content
    given = client.post(reverse("audit:feedback"), {})
    assert given["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(given.content)) as archive:
        assert archive.namelist() == [
            "DATA-CARD.md",
            "decisions.csv",
            "decisions.jsonl",
        ]
    assert b"decisions" in client.get(reverse("audit:feedback")).content.lower()


@pytest.mark.parametrize("role", ["coder", "senior", "supervisor", "admin", "stranger"])
def test_nobody_else_reaches_it(role, request, client, db):
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse("audit:feedback")).status_code == 403
    assert client.post(reverse("audit:feedback"), {}).status_code == 403
