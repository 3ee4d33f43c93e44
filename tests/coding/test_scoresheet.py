"""The names under which an evaluation's figures are printed."""

import json

from coding.scoresheet import as_plain
from coding.scoring import GapKey, Judged, Scored, score

ONE = Judged(
    gold=frozenset({"I10", "E11.9"}),
    suggested=(Scored("I10", 0.9), Scored("R05.9", 0.4)),
    gold_excluded={"J18.9": "negated"},
    excluded={"J18.9": "negated"},
    gold_gaps=frozenset({GapKey("stage", "N18.9")}),
)
PROMISED = {
    "documents",
    "gold",
    "suggested",
    "micro",
    "macro_f1_gold",
    "macro_f1_union",
    "category_f1",
    "map",
    "rare_recall",
    "ece",
    "coverage_at_90",
    "coverage_at_95",
    "gold_outside_release",
    "micro_in_release",
}


def test_it_holds_every_promised_figure_and_survives_json():
    sheet = as_plain(score([ONE], in_release=lambda code: code != "E11.9"))
    assert set(sheet) >= PROMISED
    assert json.loads(json.dumps(sheet)) == sheet


def test_figures_keep_their_meaning():
    sheet = as_plain(score([ONE], in_release=lambda code: code != "E11.9"))
    assert sheet["micro"]["f1"] == 0.5
    assert sheet["micro_in_release"]["recall"] == 1.0
    assert sheet["gold_outside_release"] == 1
    assert (sheet["macro_f1_gold"], sheet["macro_f1_in_release"]) == (0.5, 1.0)
    assert sheet["gold_excluded"] == {
        "gold": 1,
        "found": 1,
        "recall": 1.0,
        "agreement": 1.0,
    }
    assert sheet["gold_gaps"]["found"] == 0
    low, high = sheet["micro"]["precision_interval"]
    assert low < sheet["micro"]["precision"] < high


def test_an_evaluation_of_nothing_is_all_nil():
    sheet = as_plain(score([], in_release=lambda code: True))
    assert sheet["documents"] == 0
    assert sheet["micro"]["f1"] == sheet["map"] == sheet["ece"] == 0.0
