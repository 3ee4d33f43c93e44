"""The chapters, sections and letters that flat files of codes leave out.

Owns their names and which codes they hold. These have not changed since the systems
began, but for ICD-10-CM's chapter 22. Must not import Django.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

ChapterOf = Callable[[str], str]

ICD10CM = {
    "1": "Certain infectious and parasitic diseases (A00-B99)",
    "2": "Neoplasms (C00-D49)",
    "3": "Diseases of the blood and blood-forming organs and certain disorders "
    "involving the immune mechanism (D50-D89)",
    "4": "Endocrine, nutritional and metabolic diseases (E00-E89)",
    "5": "Mental, Behavioral and Neurodevelopmental disorders (F01-F99)",
    "6": "Diseases of the nervous system (G00-G99)",
    "7": "Diseases of the eye and adnexa (H00-H59)",
    "8": "Diseases of the ear and mastoid process (H60-H95)",
    "9": "Diseases of the circulatory system (I00-I99)",
    "10": "Diseases of the respiratory system (J00-J99)",
    "11": "Diseases of the digestive system (K00-K95)",
    "12": "Diseases of the skin and subcutaneous tissue (L00-L99)",
    "13": "Diseases of the musculoskeletal system and connective tissue (M00-M99)",
    "14": "Diseases of the genitourinary system (N00-N99)",
    "15": "Pregnancy, childbirth and the puerperium (O00-O9A)",
    "16": "Certain conditions originating in the perinatal period (P00-P96)",
    "17": "Congenital malformations, deformations and chromosomal abnormalities "
    "(Q00-Q99)",
    "18": "Symptoms, signs and abnormal clinical and laboratory findings, not "
    "elsewhere classified (R00-R99)",
    "19": "Injury, poisoning and certain other consequences of external causes "
    "(S00-T88)",
    "20": "External causes of morbidity (V00-Y99)",
    "21": "Factors influencing health status and contact with health services "
    "(Z00-Z99)",
    "22": "Codes for special purposes (U00-U85)",
}
_BEGINS = (
    ("A00", "1"),
    ("C00", "2"),
    ("D50", "3"),
    ("E00", "4"),
    ("F00", "5"),
    ("G00", "6"),
    ("H00", "7"),
    ("H60", "8"),
    ("I00", "9"),
    ("J00", "10"),
    ("K00", "11"),
    ("L00", "12"),
    ("M00", "13"),
    ("N00", "14"),
    ("O00", "15"),
    ("P00", "16"),
    ("Q00", "17"),
    ("R00", "18"),
    ("S00", "19"),
    ("U00", "22"),
    ("V00", "20"),
    ("Z00", "21"),
)
_FIRST = [code for code, _ in _BEGINS]


def icd10cm_chapter(code: str) -> str:
    return _BEGINS[bisect_right(_FIRST, code[:3]) - 1][1]


ICD10PCS = {
    "0": "Medical and Surgical",
    "1": "Obstetrics",
    "2": "Placement",
    "3": "Administration",
    "4": "Measurement and Monitoring",
    "5": "Extracorporeal or Systemic Assistance and Performance",
    "6": "Extracorporeal or Systemic Therapies",
    "7": "Osteopathic",
    "8": "Other Procedures",
    "9": "Chiropractic",
    "B": "Imaging",
    "C": "Nuclear Medicine",
    "D": "Radiation Therapy",
    "F": "Physical Rehabilitation and Diagnostic Audiology",
    "G": "Mental Health",
    "H": "Substance Abuse Treatment",
    "X": "New Technology",
}

HCPCS = {
    "A": "Transportation, medical and surgical supplies, miscellaneous",
    "B": "Enteral and parenteral therapy",
    "C": "Hospital outpatient prospective payment, temporary",
    "D": "Dental procedures",
    "E": "Durable medical equipment",
    "G": "Procedures and professional services, temporary",
    "H": "Behavioral health, alcohol and drug treatment services",
    "J": "Drugs administered other than by mouth, chemotherapy",
    "K": "Durable medical equipment, temporary",
    "L": "Orthotic and prosthetic procedures and devices",
    "M": "Medical services and quality measures",
    "P": "Pathology and laboratory services",
    "Q": "Temporary codes",
    "R": "Diagnostic radiology services",
    "S": "Temporary national codes, not for Medicare",
    "T": "State Medicaid agencies",
    "U": "Clinical laboratory tests",
    "V": "Vision, hearing and speech-language pathology services",
}

CPT = {"CPT": "Current Procedural Terminology"}
