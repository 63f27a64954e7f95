"""`portico check` finds what was changed past the program: each fault is planted with the database's own tool, told, and taken out again."""
import contextlib
import sqlite3
import subprocess
import unittest

from running_city import RunningCity


class Check(unittest.TestCase):
    database = "sqlite"

    def setUp(self):
        self.city = RunningCity(database=self.database)
        self.addCleanup(self.city.remove)
        self.city.load()
        self.city.portico("person", "add", "ana", "--public-name", "Ana R.", "--department", "Streets")
        self.city.portico("person", "grant", "ana", "--role", "dispatcher", "--agency", "DSW")

    def past_the_program(self, sql):
        if not self.city.on_postgres:
            with contextlib.closing(sqlite3.connect(self.city.data / "portico.db")) as database, database:
                database.execute(sql)  # references are not looked at, unless they are asked for
            return
        statements = ["SET session_replication_role = replica", f'SET search_path TO "{self.city.schema}"', sql]
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.city.postgres, *[part for each in statements for part in ("-c", each)]],
                       check=True, capture_output=True)

    def told(self):
        run = self.city.portico("check", check=False)
        self.assertIn(run.returncode, (0, 4), run.stderr)
        *findings, end = run.stdout.splitlines()
        self.assertEqual(run.returncode, 4 if findings else 0)
        self.assertIn(f"{len(findings)} findings", end)
        return findings

    def test_each_fault_is_told_and_nothing_else(self):
        self.assertEqual(self.told(), [])
        session = "INSERT INTO identity_session (hash, person, stage, how, begun, seen, ends, address) VALUES ('x', {}, 1, 'password', 0, 0, 0, '')"
        for plant, take_out, finding in (
                ("UPDATE identity_grant SET role = 'jester'", "UPDATE identity_grant SET role = 'dispatcher'",
                 "person 1 is granted jester of DSW: the city has no such role"),
                ("UPDATE identity_grant SET agency = 'MOON'", "UPDATE identity_grant SET agency = 'DSW'",
                 "person 1 is granted dispatcher of MOON: the city has no such agency"),
                ("INSERT INTO identity_grant (person, role, agency, unit, granted) VALUES (77, 'dispatcher', 'DSW', '', 0)",
                 "DELETE FROM identity_grant WHERE person = 77", "1 of grants are of a person who is not there"),
                (session.format(77), "DELETE FROM identity_session", "1 of sessions are of a person who is not there"),
                ("INSERT INTO identity_recovery_code (person, hash, used) VALUES (77, 'x', NULL)", "DELETE FROM identity_recovery_code",
                 "1 of recovery codes are of a person who is not there"),
                ("INSERT INTO identity_audit (id, at, person, actor, what, how, address) VALUES (900, 0, 77, '', 'signed_in', '', '')",
                 "DELETE FROM identity_audit WHERE id = 900", "1 of lines of the audit are of a person who is not there"),
                ("UPDATE identity_person SET code_on = 1", "UPDATE identity_person SET code_on = 0",
                 "person 1 is asked for a second factor that is not on file"),
                ("INSERT INTO notify_outbox (id, note_key, about, recipient, template, data, not_before, written) "
                 "VALUES (900, 'x', 'case:4711', 'role:dispatcher@DSW', 'status', '{}', 0, 0)", "DELETE FROM notify_outbox WHERE id = 900",
                 "note 900 is of case:4711, which is not there")):
            with self.subTest(finding):
                self.past_the_program(plant)
                self.assertEqual(self.told(), [finding])
                self.past_the_program(take_out)
                self.assertEqual(self.told(), [])
        self.past_the_program(session.format(1))
        self.past_the_program("UPDATE identity_person SET state = 1")
        self.assertEqual(self.told(), ["person 1 is disabled and has a session"])


class CheckOnPostgres(Check):
    database = "postgres"


if __name__ == "__main__":
    unittest.main()
