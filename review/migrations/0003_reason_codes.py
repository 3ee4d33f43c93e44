"""The first list of reasons, on two axes; a supervisor edits the rows afterwards.

Axis "what" names what was wrong with a code, axis "why" the cause. Favourites come
first where a coder picks, so that common reasons are one key away.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# code, label, favourite (0: none)
WHAT = (
    ("unsupported", "Not supported by the documentation", 1),
    ("specificity", "Documentation supports a more specific code", 2),
    ("missed", "Documented but not suggested", 3),
    ("wrong_code", "Another code describes it", 4),
    ("duplicate", "Already covered by another code", 5),
    ("overspecific", "More specific than documented", 0),
    ("first_listed", "Wrong principal or first-listed diagnosis", 0),
    ("sequence", "Wrong order", 0),
    ("combination", "A combination code covers it", 0),
    ("component", "Part of another code, not coded apart", 0),
    ("symptom", "Symptom integral to a coded condition", 0),
    ("excludes", "Excluded with another code (Excludes1)", 0),
    ("laterality", "Wrong or missing side", 0),
    ("seventh_character", "Wrong 7th character or episode", 0),
    ("additional_code", "Additional code required", 0),
    ("poa", "Present-on-admission wrong or missing", 0),
    ("invalid_for_date", "Not valid on the date of service", 0),
    ("not_reportable", "Documented, not reported by this site", 0),
    ("other", "Other (say what)", 0),
)
WHY = (
    ("negated", "Negated or ruled out", 1),
    ("historical", "History of, or resolved", 2),
    ("uncertain", "Uncertain diagnosis", 3),
    ("no_meat", "Not monitored, evaluated, assessed or treated", 4),
    ("misread", "Text found, meaning misread", 5),
    ("documentation_gap", "Documentation is silent: query the provider", 6),
    ("guideline", "Guideline or tabular note", 7),
    ("family", "Family history or another person", 0),
    ("hypothetical", "Hypothetical, screening or plan only", 0),
    ("copied", "Copied forward or contradicted", 0),
    ("problem_list", "Problem list only", 0),
    ("evidence_mismatch", "Quoted text does not support the code", 0),
    ("not_found", "Text was overlooked", 0),
    ("abbreviation", "Abbreviation or spelling not understood", 0),
    ("wrong_patient_or_date", "Wrong patient or date of service", 0),
    ("unacceptable_source", "Source or author not acceptable", 0),
    ("unsigned", "Not signed, or credential missing", 0),
    ("policy", "Site or payer policy", 0),
    ("stale_code_set", "Out-of-date code set", 0),
    ("other", "Other (say why)", 0),
)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reason_code = apps.get_model("review", "ReasonCode")
    reason_code.objects.bulk_create(
        reason_code(
            axis=axis,
            code=code,
            label=label,
            needs_words=code == "other",
            position=position,
            favourite=favourite or None,
        )
        for axis, rows in (("what", WHAT), ("why", WHY))
        for position, (code, label, favourite) in enumerate(rows, start=1)
    )


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("review", "ReasonCode").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("review", "0002_cases")]
    operations = [migrations.RunPython(add, remove)]
