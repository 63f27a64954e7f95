#!/usr/bin/env python3
"""Plants each kind of violation in a small building and sees it found, with its line. The last line is "N passed, N failed"."""
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import unittest

TOOL = pathlib.Path(__file__).resolve().parent / "check_modules"
ROOT = TOOL.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOOL.parent))

from building.map import Building  # noqa: E402
from building.rules import findings  # noqa: E402

# A building in order: a database, a web server, a directory, and cases above them.
TREE = {
    "CMakeLists.txt": """\
        # the order is the building
        add_subdirectory(base)
        add_subdirectory(platform/store)
        add_subdirectory(platform/http)
        add_subdirectory(city/directory)
        add_subdirectory(city/cases)
        add_subdirectory(city/notes)
        add_subdirectory(app)
        """,
    "base/CMakeLists.txt": "module()\n",
    "base/instant.h": "#include <chrono>\n",
    "base/README.md": "- **Arrows**: uses nothing; hears nothing.\n",
    "platform/store/CMakeLists.txt": "module(LINKS sqlite3)\n",
    "platform/store/store.h": '#include "base/instant.h"\n',
    "platform/store/testing.h": "#include <gtest/gtest.h>\n",
    "platform/store/sqlite.cc": '#include <sqlite3.h>\nconst char* all = "SELECT name FROM sqlite_master";\n',
    "platform/store/README.md": "- **Arrows**: uses `base`; hears nothing.\n",
    "platform/http/CMakeLists.txt": "module()\n",
    "platform/http/http.h": "#include <string>\n",
    "platform/http/README.md": "**Arrows**: uses nothing;\nhears nothing.\n",
    "city/directory/CMakeLists.txt": "module(USES platform/store\n            platform/http)\n",
    "city/directory/directory.h": '#include "platform/store/store.h"\n',
    "city/directory/routes.h": '#include "platform/http/http.h"\n',
    "city/directory/values.h": '#include "base/instant.h"\n',
    "city/directory/events.h": '#include "city/directory/values.h"\nstruct Address { int n; };\nstruct AgencyAdded {\n  Address where;\n};\n',
    "city/directory/events/AgencyAdded.json": "{}\n",
    "city/directory/migrations/0001_agencies.sql": "CREATE TABLE directory_agency (id KEY64, name TEXT); -- ours\n",
    "city/directory/README.md": "- **Arrows**: uses `platform/store`, `platform/http`; hears nothing. A page of `city/cases` shows it.\n",
    "city/cases/CMakeLists.txt": "module(USES platform/store platform/http city/directory)\n",
    "city/cases/case.h": '#include "city/directory/directory.h"\n',
    "city/cases/tables.cc": textwrap.dedent('''\
        #include "city/cases/migrations.h"
        const Statement one("cases.one",
                            "WITH newest AS (SELECT id FROM cases_case) "
                            "SELECT c.id FROM newest JOIN cases_case c ON c.id = newest.id WHERE c.note IS DISTINCT FROM $1");
        const Statement two("cases.two", R"(INSERT INTO cases_case (id) VALUES ($1)
            ON CONFLICT (id) DO UPDATE SET id = excluded.id)");
        '''),
    "city/cases/routes.cc": '#include "platform/http/http.h"\n#include <boost/json.hpp>\nhttp::Response hello();\n',
    "city/cases/case_test.cc": '#include <gtest/gtest.h>\n#include "platform/store/testing.h"\nauto where = std::getenv("PORTICO_DATA");\n',
    "city/cases/migrations/0001_cases.sql": "CREATE TABLE cases_case (\n  id KEY64,\n  agency BIGINT REFERENCES directory_agency (id)\n);\n",
    "city/cases/README.md": "- **Arrows**: uses `platform/store`, `platform/http`,\n  `city/directory`; hears nothing.\n",
    "city/notes/CMakeLists.txt": "module(USES platform/store HEARS city/directory city/cases)\n",
    "city/notes/notes.cc": '#include "platform/store/store.h"\n#include "city/directory/events.h"\n#include "city/directory/values.h"\n// select a FROM cases_case; now()\n'
                           'const char* say = "Select a service from the list, then update it";\n',
    "city/notes/README.md": "- **Arrows**: uses `platform/store`; hears `city/cases`, `city/directory`.\n",
    "app/CMakeLists.txt": "add_executable(portico main.cc)\n",
    "app/main.cc": '#include <CLI/CLI.hpp>\n#include "city/cases/case.h"\nauto now = std::chrono::system_clock::now();\n',
}


def command(root):
    """What the tool itself says there: exit code and text."""
    ran = subprocess.run([sys.executable, TOOL], cwd=root, capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


class SmallBuilding(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name, text in TREE.items():
            self.write(name, textwrap.dedent(text))

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def plant(self, name, text, found, *more):
        """Writes the file; the tool must name place and fault, what would be accepted, and nothing else."""
        self.write(name, text)
        self.expect(found, *more)

    def expect(self, *expected):
        lines = [str(finding) for finding in findings(Building(self.root))]
        out = "\n".join(lines)
        for wanted in expected:
            self.assertTrue(any(line.startswith(wanted) for line in lines), f"no line begins with {wanted!r} in:\n{out}")
        self.assertEqual(len(lines), len(expected), out)
        for line in lines:
            self.assertRegex(line, r"\(accepted: .+\)$")

    def test_is_in_order_as_it_stands(self):
        self.expect()
        self.assertEqual(command(self.root), (0, "check_modules: 7 modules, 32 files, 0 violations\n"))

    def test_and_when_not_the_command_says_so(self):
        self.write("city/directory/agency.cc", '#include "city/cases/case.h"\n')
        status, out = command(self.root)
        self.assertEqual(status, 1)
        self.assertRegex(out, r'^city/directory/agency.cc:1: includes upwards: .*\ncheck_modules: 7 modules, 33 files, 1 violation\n$')

    # Law 1: includes go down.
    def test_an_include_upwards(self):
        self.plant("city/directory/agency.cc", '#include "base/instant.h"\n\n#include "city/cases/case.h"\n',
                   'city/directory/agency.cc:3: includes upwards: "city/cases/case.h"')

    def test_an_include_from_a_higher_floor(self):
        self.plant("platform/store/pool.cc", '#include "city/directory/values.h"\n', "platform/store/pool.cc:1: includes upwards")

    def test_an_undeclared_module(self):
        self.plant("city/notes/page.cc", '#include "platform/http/http.h"\n', "city/notes/page.cc:1: HTTP outside routes",
                   "city/notes/page.cc:1: city/notes does not declare platform/http")

    def test_a_heard_module_shows_only_its_events(self):
        self.plant("city/notes/deep.cc", '#include "city/directory/directory.h"\n', "city/notes/deep.cc:1: city/notes hears city/directory")

    def test_an_include_that_is_not_whole(self):
        self.plant("city/cases/open.cc", '#include "case.h"\n', 'city/cases/open.cc:1: "case.h" is no header of a module')

    def test_an_include_of_nothing(self):
        self.plant("city/cases/open.cc", '// why\n#include "city/cases/gone.h"\n', 'city/cases/open.cc:2: "city/cases/gone.h" is no header')

    def test_an_include_of_a_source_file(self):
        self.plant("city/cases/open.cc", '#include "city/cases/tables.cc"\n', "city/cases/open.cc:1: includes the source file")

    def test_a_testing_header_outside_tests(self):
        self.plant("city/cases/open.cc", '#include "platform/store/testing.h"\n', 'city/cases/open.cc:1: "platform/store/testing.h" is for tests')

    def test_an_include_in_a_comment_is_none(self):
        self.write("city/directory/agency.cc", '/* as in\n#include "city/cases/case.h"\n*/\n// #include "city/cases/case.h"\n')
        self.expect()

    def test_a_declaration_of_a_module_that_stands_below(self):
        self.plant("city/directory/CMakeLists.txt", "module(USES platform/store platform/http\n  city/cases)\n",
                   "city/directory/CMakeLists.txt:2: city/directory may not use city/cases", "city/directory/README.md:1: the arrows differ")

    def test_a_declaration_that_nothing_uses(self):
        (self.root / "city/notes/notes.cc").write_text('#include "city/directory/events.h"\n')
        self.expect("city/notes/CMakeLists.txt:1: city/notes declares platform/store, which none of its files includes")

    def test_a_declaration_of_nothing(self):
        self.plant("platform/http/CMakeLists.txt", "module(USES platform/stor)\n", "platform/http/CMakeLists.txt:1: platform/stor is no module",
                   "platform/http/README.md:1: the arrows differ")

    def test_a_folder_that_is_listed_but_absent(self):
        text = (self.root / "CMakeLists.txt").read_text()
        self.plant("CMakeLists.txt", text + "add_subdirectory(city/work)\n", "CMakeLists.txt:9: there is no city/work/CMakeLists.txt")

    def test_floors_out_of_order(self):
        text = (self.root / "CMakeLists.txt").read_text()
        self.write("platform/late/CMakeLists.txt", "module()\n")
        self.plant("CMakeLists.txt", text.replace("add_subdirectory(app)", "add_subdirectory(platform/late)\nadd_subdirectory(app)"),
                   "platform/late/CMakeLists.txt:1: platform/late comes after a module of a higher floor")

    def test_a_file_outside_every_module(self):
        self.plant("city/work/order.cc", "int x;\n", "city/work/order.cc:1: belongs to no module")

    def test_arrows_that_say_something_else(self):
        self.plant("city/notes/README.md", "# notes\n\n- **Arrows**: uses `platform/store`; hears `city/directory`.\n",
                   "city/notes/README.md:3: the arrows differ from city/notes/CMakeLists.txt")

    def test_a_module_without_a_readme(self):
        (self.root / "city/notes/README.md").unlink()
        self.expect("city/notes/README.md:1: city/notes has no README.md")

    # Law 2: events.
    def test_an_event_without_its_golden_json(self):
        (self.root / "city/directory/events/AgencyAdded.json").unlink()
        self.expect("city/directory/events.h:3: AgencyAdded has no golden JSON")

    # Owners.
    def test_a_vendor_header_outside_its_owner(self):
        for header in ("sqlite3.h", "libpq-fe.h", "boost/beast/http.hpp", "openssl/evp.h", "toml++/toml.h", "csv.h", "zlib.h", "libical/ical.h", "date/tz.h",
                       "unicode/ucol.h", "geos_c.h", "CLI/CLI.hpp", "spdlog/spdlog.h"):
            with self.subTest(header):
                self.plant("city/cases/close.cc", f"\n#include <{header}>\n", f"city/cases/close.cc:2: <{header}> belongs to others")

    def test_json_in_a_rule(self):
        self.plant("city/cases/case.cc", "#include <boost/json.hpp>\n", "city/cases/case.cc:1: <boost/json.hpp> belongs to others")

    def test_a_vendor_header_without_owner(self):
        self.plant("platform/store/fast.cc", "#include <lmdb.h>\n", "platform/store/fast.cc:1: <lmdb.h> has no owner here")

    def test_test_libraries_outside_tests(self):
        self.plant("city/cases/close.cc", "#include <gtest/gtest.h>\n", "city/cases/close.cc:1: <gtest/gtest.h> has no owner here")

    def test_the_operating_system_in_the_city(self):
        self.plant("city/cases/close.cc", "#include <unistd.h>\n", "city/cases/close.cc:1: <unistd.h> belongs to others")

    def test_http_outside_routes(self):
        self.plant("city/cases/close.cc", "#include <string>\nhttp::Response close(const http::Request&);\n",
                   "city/cases/close.cc:2: HTTP outside routes: http::Response", "city/cases/close.cc:2: HTTP outside routes: http::Request")

    # Law 6: time, chance and the city.
    def test_the_clock_asked_in_a_rule(self):
        self.plant("city/cases/clock.cc", "// system_clock::now() would be wrong\nauto at = std::chrono::system_clock::now();\n",
                   "city/cases/clock.cc:2: asks the clock")

    def test_other_ways_to_ask_the_clock(self):
        for code in ("time(nullptr)", "std::time(0)", "std::chrono::steady_clock::now()", "gettimeofday(&t, nullptr)"):
            with self.subTest(code):
                self.plant("city/cases/clock.cc", f"auto at = {code};\n", "city/cases/clock.cc:1: asks the clock")

    def test_the_environment_read_in_a_rule(self):
        self.plant("platform/store/open.cc", 'auto home = std::getenv("HOME");\n', "platform/store/open.cc:1: reads the environment: getenv")

    def test_chance_drawn_in_a_rule(self):
        self.plant("city/cases/number.cc", "std::random_device chance;\n", "city/cases/number.cc:1: draws chance")

    def test_a_city_named_in_code(self):
        self.plant("city/cases/close.cc", '// New York does so\nconst char* zone =\n    "America/New_York";\n', 'city/cases/close.cc:3: names a city: "New_York"')

    def test_sql_that_asks_for_the_time(self):
        self.plant("city/cases/tables_late.cc", 'S late("late",\n  R"(SELECT id FROM cases_case\n  WHERE due < now())");\n',
                   "city/cases/tables_late.cc:3: SQL asks for time or chance: now()")

    def test_a_migration_that_asks_for_the_time(self):
        self.plant("city/cases/migrations/0002_at.sql", "ALTER TABLE cases_case ADD COLUMN at BIGINT\n  DEFAULT CURRENT_TIMESTAMP;\n",
                   "city/cases/migrations/0002_at.sql:2: SQL asks for time or chance: CURRENT_TIMESTAMP")

    # Law 4: tables.
    def test_sql_outside_tables(self):
        for sql in ("SELECT id FROM cases_case", "insert into cases_case values (1)", "UPDATE cases_case SET id = 1", "DELETE FROM cases_case",
                    "WITH x AS (SELECT 1) SELECT * FROM x", "CREATE INDEX i ON cases_case (id)"):
            with self.subTest(sql):
                self.plant("city/cases/close.cc", f'\n\nconst char* sql = "{sql}";\n', "city/cases/close.cc:3: SQL outside tables")

    def test_sql_in_two_literals(self):
        self.plant("city/cases/close.cc", 'const char* sql = "SELECT id "  // what\n                  "FROM cases_case";\n', "city/cases/close.cc:1: SQL outside tables")

    def test_another_modules_table_in_a_statement(self):
        self.plant("city/cases/tables_more.cc", 'S s("x", "SELECT c.id FROM cases_case c JOIN directory_agency a ON a.id = c.agency");\n',
                   "city/cases/tables_more.cc:1: directory_agency is a table of city/directory")

    def test_another_modules_table_in_a_raw_literal(self):
        self.plant("city/cases/tables_more.cc", 'S s("x", R"sql(\n  DELETE FROM cases_case;\n  UPDATE store_sequence SET n = 1\n)sql");\n',
                   "city/cases/tables_more.cc:3: store_sequence is a table of platform/store")

    def test_another_modules_table_in_a_test(self):
        self.plant("city/cases/more_test.cc", 'S s("x", "SELECT id FROM directory_agency");\n', "city/cases/more_test.cc:1: directory_agency is a table of")

    def test_the_stores_own_sql_may_not_reach_into_modules(self):
        self.plant("platform/store/peek.cc", 'const char* peek = "SELECT id FROM cases_case";\n', "platform/store/peek.cc:1: cases_case is a table of city/cases")

    def test_a_table_without_prefix(self):
        self.plant("city/cases/migrations/0002_notes.sql", "-- later\nCREATE TABLE remark (id KEY64);\n",
                   "city/cases/migrations/0002_notes.sql:2: remark is a table without its module's prefix")

    def test_a_migration_that_alters_another_modules_table(self):
        self.plant("city/cases/migrations/0002_agency.sql", "ALTER TABLE directory_agency ADD COLUMN x TEXT;\n",
                   "city/cases/migrations/0002_agency.sql:1: directory_agency is a table of city/directory")

    def test_a_foreign_key_to_a_module_that_is_not_declared(self):
        self.plant("city/notes/migrations/0001_notes.sql", "CREATE TABLE notes_note (agency BIGINT REFERENCES directory_agency (id));\n",
                   "city/notes/migrations/0001_notes.sql:1: directory_agency is a table of city/directory")

    def test_a_foreign_key_sideways(self):
        self.write("city/notes/CMakeLists.txt", "module(USES platform/store city/cases HEARS city/directory)\n")
        self.write("city/notes/case.cc", '#include "city/cases/case.h"\n')
        self.plant("city/notes/migrations/0001_notes.sql", "CREATE TABLE notes_note (about BIGINT REFERENCES cases_case (id));\n",
                   "city/notes/README.md:1: the arrows differ", "city/notes/migrations/0001_notes.sql:1: cases_case is a table of city/cases")

    def test_migrations_with_a_gap(self):
        self.plant("city/cases/migrations/0003_late.sql", "DROP INDEX cases_case_id;\n", "city/cases/migrations/0003_late.sql:1: migrations are numbered without a gap")

    # Names.
    def test_names_that_say_nothing(self):
        for name in ("city/cases/util.cc", "city/cases/string_utils.h", "city/cases/common.h", "city/cases/case_helper.cc", "city/cases/misc_test.cc",
                     "tools/manager.py"):
            with self.subTest(name):
                self.plant(name, "\n", f"{name}:1: the name {name.rpartition('/')[2]} says nothing")
                (self.root / name).unlink()

    def test_a_folder_that_says_nothing(self):
        self.plant("web/helpers/a.ts", "\n", "web/helpers:1: the folder name helpers says nothing")

    def test_a_type_that_says_nothing(self):
        self.plant("city/cases/case.cc", "\nclass CaseManager {};\n", "city/cases/case.cc:2: the name CaseManager says nothing")


class ThisTree(unittest.TestCase):
    def test_is_in_order(self):
        self.assertEqual([str(finding) for finding in findings(Building(ROOT))], [])

    def test_needs_the_root_of_a_checkout(self):
        self.assertEqual(command(ROOT / "tools")[0], 2)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv, exit=False, verbosity=1).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
