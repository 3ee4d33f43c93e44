"""Finding codes by words, as coders type them."""

import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from coding import codes, search_index
from coding.models import SearchIndex
from coding.search import beneath, search

pytestmark = pytest.mark.django_db


def found(query: str, limit: int = 10) -> list[str]:
    return [hit.code for hit in search(query, codes.newest_release(), limit)]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Type 2 diabetes mellitus with diabetic chronic kidney disease", "E11.22"),
        ("kidney disease chronic diabetic type 2", "E11.22"),
        ("acute systolic heart failure", "I50.21"),
        ("Hypertension NOS", "I10"),
        ("Alcohol abuse-unspec", "F10.10"),
        ("Aortic atherosclerosis", "I70.0"),
        ("Diaphragmatic hernia", "K44.9"),
        ("Cholera d/t vib cholerae", "A00.0"),
        ("DMII wo cmp nt st uncntr", "E11.9"),
        ("unspecified fall, initial encounter", "W19.XXXA"),
        # what is denied ends before the side and the encounter
        ("punct wound eyelid w/o FB follow-up", "S01.139D"),
        ("laceration w/o foreign body follow-up left hand", "S61.412D"),
        ("upper end of L shin bone fx sequela", "S82.102S"),
        ("bone of upper end L shin sequela fx", "S82.102S"),
        # shorthand
        ("htn", "I10"),
        ("dm2 w ckd", "E11.22"),
        ("copd exacerbation", "J44.1"),
        # an inclusion term
        ("decompensated copd", "J44.1"),
        # slips of the pen
        ("hypertnsion", "I10"),
        ("accute systolic hart failure", "I50.21"),
        # beginnings
        ("choler vibr", "A00.0"),
        ("diab nephr", "E11.21"),
        ("chf acute on chr sys", "I50.23"),
        # words cut short, without their vowels, or run together
        ("Cholera d/t vib cholerae", "A00.0"),
        ("malig neop of prim bronchus R upper lobe", "C34.11"),
        ("fx R patella subs routine heal", "S82.001D"),
        ("subarchnd hmrhg nontraum unsp", "I60.9"),
        ("afib rvr", "I48.91"),
        ("NSTEMI", "I21.4"),
        # with and without
        ("Umbil hernia w/o obstruct", "K42.9"),
        ("hernia umbil w obstruct w/o gangr", "K42.0"),
        # what a bare word usually means
        ("pneumonia", "J18.9"),
        ("uti", "N39.0"),
        # codes as people type them
        ("E11.22", "E11.22"),
        ("e1122", "E11.22"),
    ],
)
def test_what_is_meant_comes_first(query, code):
    assert found(query)[0] == code


def test_a_beginning_of_a_code_lists_what_is_beneath_it():
    assert found("E11.2") == ["E11.2", "E11.21", "E11.22", "E11.29"]
    assert [h.code for h in beneath("e112", codes.newest_release(), 2)] == [
        "E11.2",
        "E11.21",
    ]


def test_a_code_comes_once_with_the_wording_that_matched():
    hits = search("decompensated copd", codes.newest_release())
    assert len({hit.code for hit in hits}) == len(hits)
    assert hits[0].matched.startswith("Decompensated COPD")
    assert hits[0].title.startswith("Chronic obstructive")
    assert hits[0].billable


@pytest.mark.parametrize("query", ["", "   ", "zzzqqxyv", "()", "'", "\\", "the of"])
def test_what_means_nothing_finds_nothing(query):
    assert found(query) == []


def test_the_limit_is_kept():
    assert len(found("fracture", 3)) == 3


class AnyQuery(HypothesisCase):
    @given(st.text(max_size=60) | st.text("ae'\\|&!:()* 1.-", max_size=30))
    def test_any_query_gives_codes_of_the_release(self, query):
        release = codes.newest_release()
        book = codes.codebook(release)
        for hit in search(query, release, 5):
            assert book.get(hit.code).title == hit.title


def test_an_index_by_another_recipe_is_built_anew():
    release = codes.newest_release()
    book = codes.codebook(release)
    SearchIndex.objects.update(recipe="old")
    assert search_index.ensure(release, book, lambda what: None)
    assert not search_index.ensure(release, book, lambda what: None)
    assert found("htn")[0] == "I10"


def test_a_new_index_has_statistics_and_the_database_complains_of_nothing():
    told = []
    connection.ensure_connection()
    connection.connection.add_notice_handler(lambda each: told.append(each))
    search_index._analyse()
    assert [each.message_primary for each in told] == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'coding_searchterm'"
        )
        assert cursor.fetchone() == (True,)


def test_a_release_without_an_index_finds_codes_only():
    SearchIndex.objects.all().delete()
    assert found("hypertension") == []
    assert found("I10") == ["I10"]


# ---- the command


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("search_codes", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_one_object():
    told = json.loads(run("htn", "--json", "--limit=2"))
    assert told["query"] == "htn"
    assert [hit["code"] for hit in told["hits"]][:1] == ["I10"]
    assert run("E11.2").splitlines()[0].startswith("E11.2 ")


def test_a_file_of_queries_is_measured(tmp_path):
    rows = [
        {"id": "1", "query": "htn", "gold_dx": ["I10"]},
        {"id": "2", "query": "low back pain", "gold_dx": "m5459"},
        {"id": "3", "query": "zzzqqxyv"},
    ]
    path = tmp_path / "queries.jsonl.gz"
    with gzip.open(path, "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    told = json.loads(run("--file", str(path), "--json", "--verbose"))
    assert (told["queries"], told["judged"]) == (3, 2)
    assert (told["top1"], told["top10"]) == (0.5, 1.0)
    assert 0 < told["p50_ms"] <= told["p95_ms"]
    assert told["results"][0]["hits"][0]["code"] == "I10"
    assert told["results"][2]["hits"] == []


@pytest.mark.parametrize(
    "line",
    ["{", "{}", "[1]", '"x"', '{"query": 5}', '{"query": null}', "[" * 100_000],
    ids=lambda line: line[:16],
)
def test_a_line_that_is_no_query_is_named(tmp_path, line):
    path = tmp_path / "queries.jsonl"
    path.write_text(line)
    with pytest.raises(CommandError, match="Line 1"):
        run("--file", str(path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("latin.jsonl", b'{"id": 1, "query": "go\xff"}\n'),
        ("plain.jsonl.gz", b"hello"),
        (
            "cut.jsonl.gz",
            gzip.compress(b'{"id": 1, "query": "gout"}\n' * 9, mtime=0)[:-9],
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=f"Cannot read .*{name}"):
        run("--file", str(path))


def test_a_query_or_a_file_but_not_both():
    for args in ([], ["htn", "--file", "x.jsonl"]):
        with pytest.raises(CommandError, match="either"):
            run(*args)
