"""Audit entries can be added and sealed once; the database refuses every other change."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEPT = [
    "id", "at", "actor_kind", "actor_id", "actor_name", "unit_id", "unit_name", "post",
    "company_id", "code", "subject_type", "subject_id", "changes", "reason", "decision_id",
    "personal_digest",
]  # fmt: skip


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _statements(editor.connection.vendor):
        editor.execute(statement)


def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for name in ("entry_kept", "entry_stays", "seal_kept", "seal_stays"):
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        editor.execute("DROP TRIGGER IF EXISTS entry_kept ON ledger_entry")
        editor.execute("DROP TRIGGER IF EXISTS seal_kept ON ledger_seal")
        editor.execute("DROP FUNCTION IF EXISTS heqi_ledger_kept() CASCADE")


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)
        refuse = "BEGIN SELECT RAISE(ABORT, 'audit entries cannot change'); END"
        return [
            f"CREATE TRIGGER entry_kept BEFORE UPDATE ON ledger_entry "
            f"WHEN OLD.seal IS NOT NULL OR {changed} {refuse}",
            f"CREATE TRIGGER entry_stays BEFORE DELETE ON ledger_entry {refuse}",
            f"CREATE TRIGGER seal_kept BEFORE UPDATE ON ledger_seal {refuse}",
            f"CREATE TRIGGER seal_stays BEFORE DELETE ON ledger_seal {refuse}",
        ]
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)
    return [
        f"""
        CREATE FUNCTION heqi_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'ledger_entry' THEN
                IF OLD.seal IS NULL AND NOT ({changed}) THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION 'audit entries cannot change';
        END $$
        """,
        "CREATE TRIGGER entry_kept BEFORE UPDATE OR DELETE ON ledger_entry "
        "FOR EACH ROW EXECUTE FUNCTION heqi_ledger_kept()",
        "CREATE TRIGGER seal_kept BEFORE UPDATE OR DELETE ON ledger_seal "
        "FOR EACH ROW EXECUTE FUNCTION heqi_ledger_kept()",
    ]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
