"""All rules, each a function of the Building that yields Findings."""
from . import declarations, names, owners, tables

RULES = [
    declarations.order, declarations.declared, declarations.declared_is_used, declarations.includes, declarations.arrows, declarations.events_are_kept,
    owners.vendor_headers, owners.http_in_routes, owners.time_and_chance, owners.no_city_by_name,
    tables.sql_in_tables, tables.own_tables, tables.no_clock_in_sql, tables.numbered_migrations,
    names.names_that_say_nothing,
]


def findings(building):
    return sorted({finding for rule in RULES for finding in rule(building)}, key=lambda finding: (finding.file, finding.line, finding.wrong))
