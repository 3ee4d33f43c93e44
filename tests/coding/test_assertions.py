import pytest

from coding.assertions import cues, judge
from coding.folding import Folder

FOLDER = Folder()


def said(text: str, of: str) -> str:
    start = text.index(of)
    for segment in FOLDER.read(text):
        if segment.start <= start < segment.end:
            found = cues(segment.words)
            return judge(found, segment.words, start, start + len(of))[0].value
    raise AssertionError(of)


@pytest.mark.parametrize(
    ("text", "of", "expected"),
    [
        ("Patient has pneumonia", "pneumonia", "present"),
        ("No evidence of pneumonia", "pneumonia", "negated"),
        ("Denies chest pain, fever, or cough", "cough", "negated"),
        ("Denies chest pain but has cough", "cough", "present"),
        ("Pneumonia was ruled out", "Pneumonia", "negated"),
        ("PE is unlikely", "PE", "negated"),
        ("Unlikely pulmonary embolism", "pulmonary embolism", "negated"),
        ("She has been seizure-free since May", "seizure", "historical"),
        ("Thyroid nodule, goiter free T4 normal", "goiter", "present"),
        ("Cellulitis resolved, lymphedema persists", "lymphedema", "present"),
        ("Cellulitis resolved, lymphedema persists", "Cellulitis", "historical"),
        ("A fracture has not been ruled out", "fracture", "uncertain"),
        ("Pneumonia cannot entirely be excluded", "Pneumonia", "uncertain"),
        ("A PE could not be excluded", "PE", "uncertain"),
        ("Doubtful pneumonia", "pneumonia", "uncertain"),
        ("No doubt that this is gout", "gout", "present"),
        ("He has not just gout but acne", "gout", "present"),
        ("She is not without pain", "pain", "present"),
        ("He used to have gout", "gout", "historical"),
        ("Daughter thinks he has dementia", "dementia", "uncertain"),
        ("No family history of gout", "family history of gout", "negated"),
        ("Mother with breast cancer", "breast cancer", "family"),
        ("Family history of diabetes", "diabetes", "family"),
        ("History of gout", "gout", "historical"),
        ("s/p stroke", "stroke", "historical"),
        ("Possible pneumonia", "pneumonia", "uncertain"),
        ("r/o appendicitis", "appendicitis", "uncertain"),
        ("gout versus cellulitis", "cellulitis", "uncertain"),
        ("Concern for sepsis", "sepsis", "uncertain"),
        ("Return if fever or vomiting", "vomiting", "hypothetical"),
        ("Screening for colon cancer", "colon cancer", "hypothetical"),
        ("Her husband has influenza", "influenza", "someone_else"),
        ("No change in her asthma", "asthma", "present"),
        ("72-year-old man with gout", "gout", "present"),
        ("Cough likely due to bronchitis", "bronchitis", "uncertain"),
        ("Cough likely due to bronchitis", "Cough", "present"),
        ("Cough, probably due to GERD", "GERD", "uncertain"),
        ("Gout probably from her longstanding obesity", "obesity", "present"),
        ("Gout, likely due to diabetes", "diabetes", "present"),
        ("A 2-week history of fatigue", "fatigue", "present"),
        ("Six months h/o fatigue", "fatigue", "present"),
        ("No family history of gout presented to us with cough", "cough", "present"),
        ("Brought in by her parents with fever", "fever", "present"),
        ("On arrival she showed signs of sepsis", "sepsis", "present"),
        ("Watch for signs of sepsis", "sepsis", "hypothetical"),
        ("MRI was negative for stroke", "stroke", "negated"),
        ("He was ruled out for MI by enzymes", "MI", "negated"),
        ("Stroke was ruled out and he has gout", "gout", "present"),
        ("Elevated PSA, rule out prostate cancer", "Elevated PSA", "present"),
        ("Elevated PSA, rule out prostate cancer", "prostate cancer", "uncertain"),
        ("Bloating, lactose intolerance is likely", "Bloating", "present"),
        ("Bloating, lactose intolerance is likely", "intolerance", "uncertain"),
        ("ACS, PE, pneumonia, dissection considered", "ACS", "uncertain"),
        ("He has gout with tophi in both hands, PE considered", "gout", "present"),
        ("I don't believe he has gout", "gout", "negated"),
        ("Very low pretest probability for DVT", "DVT", "uncertain"),
        ("? sleep apnea", "sleep apnea", "uncertain"),
        ("Cough ? pneumonia", "Cough", "present"),
        ("(-) fever (+) cough", "fever", "negated"),
        ("(-) fever (+) cough", "cough", "present"),
        ("Side effects incl. cough explained", "cough", "hypothetical"),
        ("This drug may cause dizziness", "dizziness", "hypothetical"),
        ("Tylenol for fever as needed", "fever", "hypothetical"),
        ("Migraine, sumatriptan as needed", "Migraine", "present"),
        ("Had pneumonia last winter", "pneumonia", "historical"),
        ("Back pain since last winter", "Back pain", "present"),
        ("Appointment with heart failure clinic", "heart failure", "hypothetical"),
    ],
)
def test_a_sentence_says_what_it_says(text, of, expected):
    assert said(text, of) == expected


def test_a_cue_does_not_reach_into_the_next_sentence():
    assert said("No fever. Pneumonia on film.", "Pneumonia") == "present"


def test_family_outweighs_history():
    assert said("Father had a history of stroke", "stroke") == "family"


@pytest.mark.parametrize(
    ("text", "of", "expected"),
    [
        ("She had a 1-month history of fever", "fever", "present"),
        ("He had a 2 cm lipoma", "lipoma", "present"),
        ("She had a fever in May", "fever", "historical"),
        ("CT with signs of diverticulitis", "diverticulitis", "present"),
        ("In the presence of signs of shock", "shock", "present"),
        ("Watch for clinical signs of infection", "infection", "hypothetical"),
        ("Return to clinic with signs of infection", "infection", "hypothetical"),
        ("Signs of stroke reviewed", "stroke", "hypothetical"),
        ("Parents report fever", "fever", "present"),
        ("Mother noted a rash", "rash", "present"),
        ("Mother with asthma", "asthma", "family"),
        ("Father had asthma", "asthma", "family"),
    ],
)
def test_what_only_looks_like_a_cue_says_nothing(text, of, expected):
    assert said(text, of) == expected
