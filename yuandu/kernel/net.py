"""The policies of the net: what a migration adds to a table with data of people.

Only equality with settings of the transaction that are read once a statement (init-plans), so that a page
does not pay for them; `seen_person` is a look-up by key, for tables that are reached by key and never walked.
"""

from django.db.migrations import RunSQL

EVERYTHING = "(SELECT current_setting('yuandu.everything', true) = 'on')"


def ids(setting: str) -> str:
    """Return the SQL of the ids in a setting, as one array that is made once a statement."""
    return f"(SELECT string_to_array(nullif(current_setting('yuandu.{setting}', true), ''), ',')::bigint[])"


def at_places(*columns: str) -> str:
    """Rows of a unit or a school of the scope: bigint columns that hold their ids."""
    return " OR ".join(f"{column} = ANY ({ids('places')}::bigint[])" for column in columns)


def of_people(*columns: str) -> str:
    """Rows of people who are seen wherever they are: bigint columns that hold a person's id."""
    return " OR ".join(f"{column} = ANY ({ids('people')}::bigint[])" for column in columns)


def of_account(column: str) -> str:
    """Rows of the account that acts."""
    return f"{column} = (SELECT nullif(current_setting('yuandu.account', true), '')::bigint)"


def in_span(column: str = "path") -> str:
    """Rows at or below the path of the scope."""
    low, high = (f"(SELECT nullif(current_setting('yuandu.{end}', true), ''))" for end in ("low", "high"))
    return f"({column} >= {low} AND {column} < {high})"


def of_seen_person(*columns: str) -> str:
    """Rows of a person who is in the scope: for tables that are only reached by key."""
    return " OR ".join(f"registry_sees_person({column})" for column in columns)


class Net(RunSQL):
    """Hang the net under a table: who may read, change and delete which rows; adding is the services' matter.

    The conditions are those of this module, any of which is enough; the whole city sees all rows.
    """

    def __init__(self, table: str, *conditions: str) -> None:
        self.table, self.conditions = table, conditions
        seen = " OR ".join((EVERYTHING, *conditions))
        super().__init__(
            [
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY seen ON {table} FOR SELECT USING ({seen})",
                f"CREATE POLICY added ON {table} FOR INSERT WITH CHECK (true)",
                f"CREATE POLICY changed ON {table} FOR UPDATE USING ({seen}) WITH CHECK (true)",
                f"CREATE POLICY deleted ON {table} FOR DELETE USING ({seen})",
            ],
            [
                *(f"DROP POLICY {name} ON {table}" for name in ("seen", "added", "changed", "deleted")),
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            ],
        )

    def deconstruct(self) -> tuple[str, list, dict]:
        return "Net", [self.table, *self.conditions], {}
