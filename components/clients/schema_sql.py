"""A client's user and schema in Postgres: their names, and what the application's migrations run. Pure."""

from __future__ import annotations

from typing import Final

from components.clients.spec import Client

EVERY_USER: Final = "client_*"
"""All users of clients in a policy: the shared proxy logs in as any of them, and so changes with none."""

GENERATED: Final = "-- Made by sayar:clients. Run by the owner of the tables, once for each client; again does no harm."


def database_user(client: Client) -> str:
    """The client's user, and the schema of the same name. Names of clients have hyphens, those of users underscores;
    no name of a client has an underscore, so no two users are one.
    """
    return client.label.replace("-", "_")


def schema_sql(client: Client) -> str:
    """Statements that make the user and its schema, from a connection to the right database.

    The user logs in by IAM, has no password, sees its schema and no other, and changes rows but no tables: those are
    the property of whoever runs this, whose later tables it is let use as well. Needs Postgres 15 or later, where
    nobody may create in `public`.
    """
    user = database_user(client)
    name, text = _identifier(user), _literal(user)
    return "\n".join(
        (
            GENERATED,
            "BEGIN;",
            "DO $client$",
            "BEGIN",
            f"  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {text}) THEN",
            f"    CREATE ROLE {name} LOGIN;",
            "  END IF;",
            # Rights on a database can only be given by its name, which the client does not know.
            f"  EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), {text});",
            "END",
            "$client$;",
            f"GRANT rds_iam TO {name};",
            f"CREATE SCHEMA IF NOT EXISTS {name};",
            f"REVOKE ALL ON SCHEMA {name} FROM PUBLIC;",
            f"GRANT USAGE ON SCHEMA {name} TO {name};",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {name} TO {name};",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {name} TO {name};",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name};",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {name} GRANT USAGE, SELECT ON SEQUENCES TO {name};",
            f"ALTER ROLE {name} SET search_path TO {name};",
            "COMMIT;",
            "",
        )
    )


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
