"""Names that clinicians, surgeons and radiologists use, system by system."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested

NAMED = {
    # Mouth, gut, liver, bile ways, pancreas
    "Burning mouth syndrome": "K14.6",
    "Jackhammer esophagus": "K22.4",
    "Perforated prepyloric ulcer": "K25.5",
    "Cameron ulcer": "K25.9",
    "Dieulafoy lesion": "K31.82",
    "Pyloric stenosis": "K31.1",
    "Infantile hypertrophic pyloric stenosis": "Q40.0",
    "Appendiceal mucocele": "K38.8",
    "Strangulated inguinal hernia": "K40.30",
    "Incarcerated femoral hernia": "K41.30",
    "Obturator hernia": "K45.8",
    "Stricturing Crohn's disease": "K50.912",
    "Small bowel obstruction due to adhesions": "K56.50",
    "Iliopsoas abscess": "K68.12",
    "Pneumoperitoneum": "K66.8",
    "Enolic cirrhosis": "K70.30",
    "Drug-induced liver injury": "K71.9",
    "Focal nodular hyperplasia of the liver": "K76.89",
    "Gallbladder dyskinesia": "K82.8",
    "Dilated common bile duct": "K83.8",
    "Autoimmune pancreatitis": "K86.1",
    "Bile acid diarrhea": "K90.89",
    # Kidneys, urinary ways, breast, genital organs
    "Minimal change disease": "N05.0",
    "Bilateral ureterohydronephrosis": "N13.30",
    "UPJ obstruction": "N13.5",
    "Deterioration of renal function": "N28.9",
    "Wunderlich syndrome": "N28.89",
    "Emphysematous cystitis": "N30.80",
    "Detrusor overactivity": "N32.81",
    "Bladder neck contracture": "N32.0",
    "Dysfunctional uterine bleeding": "N93.8",
    "Scar endometriosis": "N80.6",
    # Joints, spine, muscles, bones, connective tissue
    "CPPD": "M11.20",
    "Degenerative joint disease of the left knee": "M17.12",
    "Horton disease": "M31.6",
    "Lupus nephropathy": "M32.14",
    "Eosinophilic fasciitis": "M35.4",
    "Retrolisthesis of the lumbar spine": "M43.16",
    "Pyogenic spondylodiscitis": "M46.30",
    "Diastasis recti": "M62.08",
    "Necrotising fasciitis": "M72.6",
    "Left supraspinatus tendinopathy": "M75.82",
    "Necrosis of the left femoral head": "M87.052",
    "Perthes disease": "M91.10",
    # Skin
    "Psoriatic spondyloarthropathy": "L40.53",
    "Mucous membrane pemphigoid": "L12.1",
    "Lobular capillary hemangioma": "L98.0",
    "Urticarial vasculitis": "L95.8",
    # What is felt or found
    "Blood-tinged sputum": "R04.2",
    "Right iliac fossa pain": "R10.31",
    "Acropachy": "R68.3",
    "Laterocervical adenopathy": "R59.0",
    # Injuries, implants, grafts
    "Left olecranon fracture": "S52.022A",
    "Closed right fibula fracture": "S82.401A",
    "AC joint separation, left": "S43.102A",
    "Periprosthetic joint infection, right knee": "T84.53XA",
    "Infected hip prosthesis": "T84.50XA",
    "Renal allograft rejection": "T86.11",
    "Esophageal food impaction": "T18.128A",
    # Exposures, allergies, aids
    "Asbestos exposure": "Z77.090",
    "Exposure to hepatitis B": "Z20.5",
    "Amoxicillin allergy": "Z88.0",
    "Hearing aids": "Z97.4",
    "HEARING AIDS": "Z97.4",
    "Mechanical mitral prosthesis": "Z95.2",
}


@pytest.mark.parametrize(("words", "codes"), NAMED.items(), ids=NAMED)
def test_a_name_of_the_clinic_is_read_as_its_code(engine, words, codes):
    found = suggested(code(note(f"Assessment: {words}."), engine))
    assert found == codes.split()


def test_what_aids_somebody_is_no_hiv_disease(engine):
    text = "Assessment: insomnia, uses OTC sleep aids. Walking aids at home."
    assert suggested(code(note(text), engine)) == ["G47.00"]
    for text in ("AIDS", "HIV/AIDS", "hiv/aids", "HIV-AIDS"):
        assert suggested(code(note(f"Assessment: {text}."), engine)) == ["B20"]


@pytest.mark.parametrize(
    "text",
    [
        "Assessment: gastric bypass status discussed. No appendiceal abscess seen.",
        "Assessment: no free air under the diaphragm, no pneumatosis.",
        "Assessment: discussed possible anastomotic leak as a risk of surgery.",
        "Assessment: CT without retroperitoneal mass.",
        "Assessment: no evidence of drug-induced liver injury.",
        "Assessment: labs to monitor for hepatotoxicity.",
        "Assessment: CRP and ESR were drawn.",
        "Assessment: mother had Perthes disease.",
        "Assessment: rule out septic arthritis of the knee.",
        "Assessment: bone mass density reviewed.",
        "Assessment: no pilon fracture.",
        "Assessment: twisted ankle 2 years ago, resolved.",
    ],
)
def test_a_name_that_is_denied_feared_or_anothers_adds_nothing(engine, text):
    assert suggested(code(note(text), engine)) == []
