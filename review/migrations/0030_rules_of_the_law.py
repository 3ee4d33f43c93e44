"""The law's retention rules come with the installation; disposal may take judgements.

What people judged and signed still stays, unless the log itself says that the chart is
disposed of: then, and only in or after the transaction that says so, its rows may go.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# key, label, years, counted from, for, source
LAW = (
    (
        "ma_contract",
        "Medicare Advantage contract",
        10,
        "year_end",
        "contract",
        "42 CFR 422.504(d)",
    ),
    (
        "ma_audit",
        "Completion of an audit",
        10,
        "audit_closed",
        "all",
        "42 CFR 422.504(d)",
    ),
    (
        "overpayment_look_back",
        "Overpayment look-back",
        6,
        "payment_year_end",
        "contract",
        "42 CFR 422.326(f)",
    ),
    (
        "hipaa_documentation",
        "HIPAA documentation",
        6,
        "last_change",
        "all",
        "45 CFR 164.316(b)(2)(i)",
    ),
    (
        "disclosures",
        "Accounting of disclosures",
        6,
        "disclosure",
        "all",
        "45 CFR 164.528",
    ),
)

STAY = """
CREATE OR REPLACE FUNCTION review_judgements_stay() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    about bigint := to_jsonb(OLD) ->> 'case_id';
BEGIN
    IF TG_TABLE_NAME = 'review_finalcode' THEN
        SELECT case_id INTO about FROM review_finalcodeset
        WHERE id = (to_jsonb(OLD) ->> 'code_set_id')::bigint;
    END IF;
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM review_case
        JOIN audit_event told ON told.chart = review_case.chart_id
        WHERE review_case.id = about AND told.type = 'chart-disposed'
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is never edited or deleted; write a further row', TG_TABLE_NAME;
END $$
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION review_judgements_stay() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never edited or deleted; write a further row', TG_TABLE_NAME;
END $$
"""


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("review", "RetentionRule")
    for key, label, years, starts, applies, source in LAW:
        rule.objects.create(
            key=key,
            label=label,
            years=years,
            starts=starts,
            applies=applies,
            source=source,
        )


class Migration(migrations.Migration):
    dependencies = [("review", "0029_retention"), ("audit", "0011_disposal")]
    operations = [
        migrations.RunPython(add, migrations.RunPython.noop),
        migrations.RunSQL(STAY, AS_BEFORE),
    ]
