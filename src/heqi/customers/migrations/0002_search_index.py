"""Full-text index over application-made words: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Compared byte by byte, so that a range of an index answers "begins with".
KEYS = [
    ("customers_phone", "number"), ("customers_phone", "number_reversed"),
    ("customers_servicepoint", "account_key"), ("customers_servicepoint", "account_reversed"),
    ("customers_meter", "number_key"), ("customers_meter", "number_reversed"),
]  # fmt: skip


def add(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        # ascii: every character beyond it belongs to a word. detail=none: which row, not where.
        editor.execute(
            "CREATE VIRTUAL TABLE customers_words USING fts5(tokens, "
            "content='customers_searchentry', content_rowid='id', tokenize='ascii', detail=none)"
        )
        return
    for table, column in KEYS:
        length = 20 if table == "customers_phone" else 30
        editor.execute(
            f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar({length}) COLLATE "C"'
        )
    editor.execute("ALTER TABLE customers_searchentry ADD COLUMN words tsvector")
    editor.execute(
        "CREATE INDEX customers_words ON customers_searchentry USING gin (words) "
        "WITH (fastupdate = off)"
    )


def remove(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE IF EXISTS customers_words")
        return
    editor.execute("DROP INDEX IF EXISTS customers_words")
    editor.execute("ALTER TABLE customers_searchentry DROP COLUMN IF EXISTS words")


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_customers_and_lookups")]
    operations = [migrations.RunPython(add, remove)]
