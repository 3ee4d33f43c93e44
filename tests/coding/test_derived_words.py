"""A part of the body and a disease are the same as noun and as adjective."""

from __future__ import annotations

import pytest

from coding.folding import Folder
from coding.pipeline import code
from tests.coding.notes import note, suggested

FOLDER = Folder()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mass of the mediastinum", "mediastinal mass"),
        ("tumor of the cecum", "cecal tumor"),
        ("ulcer of the jejunum", "jejunal ulcer"),
        ("stenosis of the pylorus", "pyloric stenosis"),
        ("cyst of the mesentery", "mesenteric cyst"),
        ("hernia of the umbilicus", "umbilical hernia"),
        ("hypoplasia of the uterus", "hypoplastic uterus"),
        ("dilation of the ureter", "ureteral dilatation"),
        ("infarct of the spleen", "splenic infarction"),
        ("calculi of the gallbladder", "calculous gallbladder"),
        ("thrombopenia", "thrombocytopenia"),
        ("quadriplegia", "tetraplegia"),
        ("kidney transplantation", "renal transplant"),
    ],
)
def test_noun_and_adjective_are_one(one, other):
    assert set(FOLDER.phrase(one)) == set(FOLDER.phrase(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ileus", "ileal"),
        ("aortic stenosis", "aorta stenosis"),
        ("irritable", "irritability"),
        ("ductal carcinoma", "duct carcinoma"),
        ("dilated cardiomyopathy", "dilatation cardiomyopathy"),
        ("adhesive", "adhesion"),
        ("spastic", "spasm"),
        ("hemiplegic migraine", "hemiplegia migraine"),
        ("calcific", "calcification"),
    ],
)
def test_words_that_only_look_alike_stay_apart(one, other):
    assert set(FOLDER.phrase(one)) != set(FOLDER.phrase(other))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Splenic infarct.", "D73.5"),
        ("Hypoplastic uterus.", "Q51.811"),
        ("Cecal volvulus.", "K56.2"),
        ("Umbilical hernia.", "K42.9"),
    ],
)
def test_a_disease_is_found_in_either_form(engine, said, expected):
    told = suggested(code(note(f"Assessment: {said}\n"), engine))
    assert expected in told
