"""Rare conditions by the names that clinicians and case reports give them."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

NAMED = {
    # germ before the organ, or after it
    "Pulmonary tuberculosis": "A15.0",
    "Tuberculous spondylodiscitis": "A18.01",
    "Typhoid fever": "A01.00",
    "Listeria bacteremia": "A32.7",
    "Meningitis due to Listeria": "A32.11",
    "Enterococcal sepsis": "A41.81",
    "Staphylococcus epidermidis sepsis": "A41.1",
    "Herpetic whitlow": "B00.89",
    "Herpes zoster of the eyelid": "B02.39",
    "CMV colitis": "B25.8",
    "Candidemia": "B37.7",
    "Oral candidosis": "B37.0",
    "Cerebral toxoplasmosis": "B58.2",
    "Pneumocystis jiroveci pneumonia": "B59",
    "Hydatid cyst of lung": "B67.99",
    "Acanthamoeba keratitis": "B60.13",
    # histology and site
    "Choroidal melanoma, left eye": "C69.32",
    "Paratesticular rhabdomyosarcoma": "C63.10",
    "Retroperitoneal fibrosarcoma": "C48.0",
    "Klatskin tumor": "C24.0",
    "Optic nerve glioma": "C72.30",
    "Liver cancer": "C22.9",
    "Hepatocellular carcinoma": "C22.0",
    "Squamous cell carcinoma of the anal canal": "C21.1",
    "Cerebellar metastasis": "C79.31",
    "Sister Mary Joseph nodule": "C79.2",
    "Peripheral T-cell lymphoma": "C84.40",
    # titles that end in "not elsewhere classified"
    "Broncholithiasis": "J98.09",
    "Inflammatory myopathy": "G72.49",
    "Peutz-Jeghers syndrome": "Q85.89",
    # an absence that is a condition
    "Congenital absence of the uterus": "Q51.0",
}


@pytest.mark.parametrize("words", NAMED)
def test_a_rare_name_is_coded_as_the_index_codes_it(words, engine):
    got = suggested(code(note(f"Assessment: {words}."), engine))
    assert NAMED[words] in got, got


#: What a name must not be taken for, or must not be taken from.
NOT = {
    "Typhoid vaccine given before travel": "A01.00",
    "No evidence of malignancy": "C80.1",
    "Legionella urinary antigen ordered": "A48.1",
    "No stress reported at work": "Z73.3",
    "Colorectal cancer screening is up to date": "C18.9",
    "Absence of uterine bleeding": "Q51.0",
    "Candida antigen injection for warts": "B37.9",
}


@pytest.mark.parametrize("words", NOT)
def test_a_word_that_means_something_else_is_not_coded(words, engine):
    assert NOT[words] not in suggested(code(note(f"Assessment: {words}."), engine))
