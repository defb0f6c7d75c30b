"""Look-ups can be added only; the database refuses to change or delete them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'look-ups cannot change'); END"
        editor.execute(f"CREATE TRIGGER lookup_kept BEFORE UPDATE ON customers_lookup {refuse}")
        editor.execute(f"CREATE TRIGGER lookup_stays BEFORE DELETE ON customers_lookup {refuse}")
        return
    editor.execute(
        """
        CREATE FUNCTION heqi_lookup_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'look-ups cannot change'; END $$
        """
    )
    editor.execute(
        "CREATE TRIGGER lookup_kept BEFORE UPDATE OR DELETE ON customers_lookup "
        "FOR EACH ROW EXECUTE FUNCTION heqi_lookup_kept()"
    )


def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER IF EXISTS lookup_kept")
        editor.execute("DROP TRIGGER IF EXISTS lookup_stays")
        return
    editor.execute("DROP TRIGGER IF EXISTS lookup_kept ON customers_lookup")
    editor.execute("DROP FUNCTION IF EXISTS heqi_lookup_kept() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_search_index")]
    operations = [migrations.RunPython(add, remove)]
