"""Writes the files of the pack, but for the sample cases."""
import csv
import io
import json

import districts
from land import degrees
from roles import ROLES
from words import OFFERED, hint_of, target_of, translated

AGENCIES = [  # code, phone, then the name in English and Spanish
    ("DSW", "(555) 010-0164", "Department of Street Works", "Departamento de Obras Viales"),
    ("DCR", "(555) 010-0120", "Department of Cleaning and Recycling", "Departamento de Limpieza y Reciclaje"),
    ("DPT", "(555) 010-0131", "Department of Parks and Trees", "Departamento de Parques y Árboles"),
    ("DWS", "(555) 010-0142", "Department of Water and Sewers", "Departamento de Agua y Alcantarillado"),
    ("DHB", "(555) 010-0153", "Department of Homes and Buildings", "Departamento de Viviendas y Edificios"),
    ("HPD", "(555) 010-0175", "Harborview Police", "Policía de Harborview"),
    ("DPH", "(555) 010-0186", "Department of Public Health", "Departamento de Salud Pública"),
    ("DPV", "(555) 010-0197", "Department of Parking", "Departamento de Estacionamiento"),
    ("DCB", "(555) 010-0208", "Department of Customers and Business", "Departamento de Consumidores y Negocios"),
    ("DFT", "(555) 010-0219", "Department of Ferries and Transit", "Departamento de Ferris y Transporte"),
    ("DHS", "(555) 010-0230", "Department of Human Services", "Departamento de Servicios Humanos"),
    ("FIR", "(555) 010-0241", "Fire and Rescue", "Bomberos y Rescate"),
    ("CSO", "(555) 010-0311", "Customer Service Office", "Oficina de Atención al Público"),
]
GROUPS = [
    ("streets", "Roads and sidewalks", "Calles y aceras"),
    ("lights", "Lights and signals", "Luces y semáforos"),
    ("trash", "Trash and clean streets", "Basura y limpieza"),
    ("trees", "Trees and parks", "Árboles y parques"),
    ("water", "Water and sewers", "Agua y alcantarillado"),
    ("noise", "Noise", "Ruido"),
    ("homes", "Heat and homes", "Calefacción y vivienda"),
    ("buildings", "Buildings and permits", "Edificios y permisos"),
    ("animals", "Animals and pests", "Animales y plagas"),
    ("parking", "Cars and parking", "Autos y estacionamiento"),
    ("winter", "Snow and ice", "Nieve y hielo"),
    ("business", "Shops and food", "Comercios y comida"),
    ("people", "Health and help for people", "Salud y ayuda a personas"),
    ("transit", "Buses and ferries", "Autobuses y ferris"),
    ("city", "Talk to the city", "Hable con la ciudad"),
]
SET_NAMES = {
    "council": ("Council district", "Distrito del concejo"),
    "community": ("Community area", "Área comunitaria"),
    "zip": ("ZIP area", "Zona postal"),
}
CITY_NAMES = ("City of Harborview", "Ciudad de Harborview")
REVIEWERS = {
    "technology": ("Department of Technology", "Departamento de Tecnología"),
    "operations": ("Office of Operations", "Oficina de Operaciones"),
}
SITES = [  # code, name, street, number, phone, calendar, languages
    ("OLDPORT", "Old Port Center", "Quay Street", 12, "(555) 010-0501", "counter", "en es zh"),
    ("LANTERNHILL", "Lanternhill Center", "Beacon Avenue", 240, "(555) 010-0502", "counter", "en fr es"),
    ("NORTHGATE", "Northgate Center", "Basin Avenue", 817, "(555) 010-0503", "counter", "en ar es"),
    ("EASTBANK", "Eastbank Center", "East Market Street", 9, "(555) 010-0504", "late", "en es"),
    ("FAIRHAVEN", "Fairhaven Center", "Fairhaven Avenue", 88, "(555) 010-0505", "counter", "en fr"),
    ("HIGHFIELD", "Highfield Center", "Bridge Avenue", 530, "(555) 010-0506", "counter", "en es"),
    ("SALTMARSH", "Saltmarsh Center", "Marsh Avenue", 187, "(555) 010-0507", "counter", "en es ar"),
    ("MILLBROOK", "Millbrook Center", "Mill Avenue", 458, "(555) 010-0508", "late", "en zh"),
    ("QUAYSIDE", "Quayside Center", "Chandler Street", 402, "(555) 010-0509", "counter", "en es fr"),
]
OFFICES = [  # site, agency, services, access
    ("OLDPORT", "CSO", "", "step_free lift toilet hearing_loop sign_language"),
    ("LANTERNHILL", "CSO", "", "step_free toilet parking hearing_loop"),
    ("NORTHGATE", "CSO", "", "step_free toilet parking"),
    ("EASTBANK", "DHS", "HOMELESS MEALS HEATINGHELP", "step_free lift toilet hearing_loop"),
    ("FAIRHAVEN", "CSO", "", "toilet parking"),
    ("HIGHFIELD", "DHB", "HEAT MOLD LEADPAINT ELEVATOR UNSAFEBLDG BUILDPERMIT NOPERMIT VACANTLOT NOISEBUILD", "step_free toilet parking hearing_loop sign_language"),
    ("SALTMARSH", "CSO", "", "parking"),
    ("MILLBROOK", "DPV", "DRIVEWAY ILLEGALPARK ABANDONEDCAR METER PARKPERMIT", "step_free lift parking"),
    ("QUAYSIDE", "DCB", "SHOPCOMPLAINT VENDOR BUSLICENSE", "step_free toilet hearing_loop"),
]
OPEN_DATA = 'licence = "CC BY 4.0"\nlicence_url = "https://creativecommons.org/licenses/by/4.0/"\n'
CALENDARS = """# Working hours. A promise in open days or hours counts these.

[calendar.office]
week = { mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], fri = ["09:00-17:00"] }
holidays = ["holidays/city.ics"]

[calendar.crews]
week = { mon = ["07:00-17:00"], tue = ["07:00-17:00"], wed = ["07:00-17:00"], thu = ["07:00-17:00"], fri = ["07:00-17:00"] }
holidays = ["holidays/city.ics"]
closed = { "2026-07-03" = "Bridge day" }

[calendar.pickup]
week = { mon = ["06:00-15:00"], tue = ["06:00-15:00"], wed = ["06:00-15:00"], thu = ["06:00-15:00"], fri = ["06:00-15:00"], sat = ["06:00-12:00"] }
holidays = ["holidays/pickup.ics"]

[calendar.counter]
week = { mon = ["09:00-12:30", "13:30-17:00"], tue = ["09:00-12:30", "13:30-17:00"], wed = ["09:00-12:30", "13:30-17:00"], thu = ["09:00-12:30", "13:30-19:00"], fri = ["09:00-12:30", "13:30-17:00"] }
holidays = ["holidays/city.ics"]
closed = { "2026-12-24" = "Christmas Eve" }
open = { "2026-04-11" = ["10:00-14:00"], "2026-11-27" = ["10:00-14:00"] }

[calendar.late]
week = { mon = ["12:00-18:00"], tue = ["12:00-18:00"], wed = ["12:00-18:00"], thu = ["12:00-20:00"], fri = ["12:00-18:00"], sat = ["10:00-14:00"] }
holidays = ["holidays/city.ics"]

[calendar.always]
week = { mon = ["00:00-24:00"], tue = ["00:00-24:00"], wed = ["00:00-24:00"], thu = ["00:00-24:00"], fri = ["00:00-24:00"], sat = ["00:00-24:00"], sun = ["00:00-24:00"] }
"""
STANDARDS = """# Who reviews what an agency promises, how often the agency confirms it, and who is told when a promise runs out.

[[reviewer]]
code = "technology"
name = { @technology@ }
target = "10d"
calendar = "office"

[[reviewer]]
code = "operations"
name = { @operations@ }
target = "10d"
calendar = "office"

[confirmation]
every_months = 12

[[voice]]
service = "COMPLAIN"
kind = "complaint"
right = "RIGHT"

[[voice]]
service = "THANKS"
kind = "compliment"
right = "RIGHT"

[[escalation]]
at = 75
to = "dispatcher"

[[escalation]]
at = 100
to = "agency_manager"

[[escalation]]
at = 150
to = "customer_service_office"
urgent = true

[quiet]
calendar = "office"
"""
HOLIDAYS = [  # name, first day, yearly rule, kept by the crews that pick up trash
    ("New Year's Day", "20150101", "FREQ=YEARLY", True),
    ("Martin Luther King Jr. Day", "20150119", "FREQ=YEARLY;BYMONTH=1;BYDAY=3MO", False),
    ("Presidents' Day", "20150216", "FREQ=YEARLY;BYMONTH=2;BYDAY=3MO", False),
    ("Memorial Day", "20150525", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", True),
    ("Juneteenth", "20150619", "FREQ=YEARLY", False),
    ("Independence Day", "20150704", "FREQ=YEARLY", True),
    ("Labor Day", "20150907", "FREQ=YEARLY;BYMONTH=9;BYDAY=1MO", True),
    ("Harbor Day", "20151012", "FREQ=YEARLY;BYMONTH=10;BYDAY=2MO", False),
    ("Veterans Day", "20151111", "FREQ=YEARLY", False),
    ("Thanksgiving", "20151126", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", True),
    ("Christmas Day", "20151225", "FREQ=YEARLY", True),
]
CITY = """# A city that is nowhere. Written by tools/make_demo_city; change that, not this.

[city]
code = "harborview"
name = "City of Harborview"
short_name = "Harborview 311"
zone = "America/New_York"
languages = @languages@
phone = "311"
email = "help@harborview.example"
url = "https://harborview.example"
address = "1 Lantern Square, Harborview 04601"
emergency = "911"
boundary = "council"

[brand]
brand-deep = "#06323b"
brand = "#0b4e59"
brand-mid = "#14717e"
sun = "#ffc53d"
"""
SERVER = """# Who may send requests, and how often.

[open311]
post = "open"
posts_per_minute = 60
burst = 20
limit_loopback = false
"""
MAIL = """# Mails that become requests by themselves; all others wait for a person on /desk/mail.

[kept]
days = 365

[[rule]]
name = "potholes"
service = "POTHOLE"
to = ["potholes@harborview.example"]

[[rule]]
name = "fallen-trees"
service = "TREEDOWN"
subject = ["fallen tree", "tree down", "árbol caído", "arbre tombé"]
"""
SEAL = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" role="img" aria-label="Seal of Harborview: a lighthouse over the sea">
<circle cx="24" cy="24" r="23.5" fill="#06323b"/><circle cx="24" cy="24" r="20.8" fill="none" stroke="#c3dfe2" stroke-width=".9"/>
<path d="M24 14.5 4.3 17.8A20.8 20.8 0 0 1 8.1 10.6zM24 14.5l19.7 3.3a20.8 20.8 0 0 0-3.8-7.2z" fill="#ffc53d"/>
<path d="M21.3 18h5.4l2 13.5h-9.4z" fill="#fff"/><path d="M20.8 21.8h6.4l.5 3.6h-7.4z" fill="#14717e"/>
<path d="M21 12.5h6V17h-6z" fill="#ffc53d"/><path d="M20 12.5 24 8.8l4 3.7zM19.8 17h8.4v1.4h-8.4z" fill="#fff"/>
<path d="M5.2 32.8c3 0 3 2 6.2 2s3.2-2 6.3-2 3.2 2 6.3 2 3.2-2 6.3-2 3.2 2 6.3 2 3.2-2 6.2-2" fill="none" stroke="#fff" stroke-width="1.7"/>
<path d="M9 38c2 0 2.6 1.5 5 1.5s2.6-1.6 5-1.6 2.6 1.6 5 1.6 2.6-1.6 5-1.6 2.6 1.6 5 1.6 3-1.5 5-1.5" fill="none" stroke="#fff" stroke-width="1.7"/>
</svg>
"""


def quote(text):
    return json.dumps(text, ensure_ascii=False)


def quoted(texts):
    return "[" + ", ".join(quote(text) for text in texts) + "]"


def csv_text(head, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def agencies():
    rows = [(code, names[0], phone, f"{code.lower()}@harborview.example", f"https://harborview.example/{code.lower()}") for code, phone, *names in AGENCIES]
    return csv_text(["code", "name", "phone", "email", "url"], rows)


def services(all_services):
    out = ["# What people can ask for. Written by tools/make_demo_city from tools/demo_city/services.txt.\n"]
    for code, name, *_ in GROUPS:
        out.append(f"[[group]]\ncode = {quote(code)}\nname = {quote(name)}\n")
    for service in all_services:
        lines = [f"[[service]]\ncode = {quote(service.code)}", f"name = {quote(service.name)}", f"about = {quote(service.about)}",
                 f"agency = {quote(service.agency)}", f"group = {quote(service.group)}", f"type = {quote(service.type)}",
                 f"description = {quote(service.description)}", f"keywords = {quoted(service.keywords)}"]
        if service.description == "private":
            lines.append('photos = "private"')
        if not service.listed:
            lines.append("listed = false")
        if service.danger:
            lines.append(f"danger_words = {quoted(service.danger)}")
        out.append("\n".join(lines) + "\n")
        out += [question_text(question) for question in service.questions]
    return "\n".join(out)


def question_text(question):
    lines = [f"[[service.question]]\ncode = {quote(question.code)}", f"text = {quote(question.text)}", f'datatype = "{question.datatype}"',
             f"required = {'true' if question.required else 'false'}"]
    if question.hint():
        lines.append(f"hint = {quote(question.hint()[0])}")
    if question.values:
        values = ", ".join(f"{{ key = {quote(key)}, name = {quote(name)} }}" for key, name, _ in question.values)
        lines.append(f"values = [ {values} ]")
    return "\n".join(lines) + "\n"


def slas(all_services):
    out = ["# What Harborview promises: two clocks for each service. Written by tools/make_demo_city.\n"]
    for service in all_services:
        if service.code == "POTHOLE":  # the promise became shorter once
            out.append(sla(service, "2024-01-01", "2d office", "5d crews", "We answer within 2 working days. We fill the hole within 5 working days."))
        effective = "2026-01-05" if service.code == "POTHOLE" else "2024-01-01"
        out.append(sla(service, effective, service.first, service.outcome, service.promise()))
    return "\n".join(out)


def sla(service, effective, first, outcome, words):
    lines = [f"[[sla]]\nservice = {quote(service.code)}\neffective = {effective}\nwords = {quote(words)}\n"]
    pauses = '["waiting_for_customer", "waiting_for_utility"]' if service.agency in ("DSW", "DWS") else '["waiting_for_customer"]'
    for kind, spec in (("first_status", first), ("outcome", outcome)):
        target, _, _, calendar = target_of(spec)
        lines.append(f'[[sla.clock]]\nkind = "{kind}"\ntarget = "{target}"')
        if calendar:
            lines.append(f'calendar = "{calendar}"')
        if kind == "first_status" and service.code == "BUILDPERMIT":
            lines.append('by = "same-time"')
        lines.append(f"share = {95 if kind == 'first_status' else 85 if service.code in ('SIDEWALK', 'ROADMARKS') else 90}")
        if kind == "outcome":
            lines.append(f"pauses = {pauses}")
        lines[-1] += "\n"
    return "\n".join(lines)


def holidays(only_pickup):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//City of Harborview//Holidays//EN"]
    for name, first, rule, pickup in HOLIDAYS:
        if pickup or not only_pickup:
            lines += ["BEGIN:VEVENT", f"UID:{name.lower().replace(' ', '-').replace(chr(39), '').replace('.', '')}@harborview.example",
                      "DTSTAMP:20150101T000000Z", f"DTSTART;VALUE=DATE:{first}", f"RRULE:{rule}", f"SUMMARY:{name}", "END:VEVENT"]
    return "\r\n".join(lines + ["END:VCALENDAR", ""])


def city():
    return CITY.replace("@languages@", quoted(OFFERED))


def standards():
    text = STANDARDS
    for code, (english, spanish) in REVIEWERS.items():
        names = {"en": english, "es": spanish} | {language: translated(language)[f"reviewer {code}"] for language in OFFERED[2:]}
        text = text.replace(f"@{code}@", ", ".join(f"{language} = {quote(name)}" for language, name in names.items()))
    return text


def texts(language, all_services):
    found = texts_es(all_services) if language == "es" else texts_of(translated(language), all_services)
    head = "# Machine draft: no native speaker has checked it yet. Written by tools/make_demo_city.\n"
    return head + "".join(f"{quote(key)} = {quote(text)}\n" for key, text in found)


def texts_es(all_services):
    found = [("city.name", CITY_NAMES[1])]
    found += [(f"agency.{code}.name", name) for code, _, _, name in AGENCIES]
    found += [(f"group.{code}.name", name) for code, _, name in GROUPS]
    found += [(f"set.{code}.name", name) for code, (_, name) in SET_NAMES.items()]
    for service in all_services:
        found += [(f"service.{service.code}.name", service.name_es), (f"service.{service.code}.about", service.about_es),
                  (f"sla.{service.code}.words", service.promise_es())]
        for question in service.questions:
            at = f"{service.code}.{question.code}"
            found.append((f"question.{at}.text", question.text_es))
            if question.hint():
                found.append((f"question.{at}.hint", question.hint()[1]))
            found += [(f"value.{at}.{key}", name) for key, _, name in question.values]
    return found


def texts_of(words, all_services):
    """In a language of words_in/. Promises are left to the program, which says them by their clocks."""
    found = [("city.name", words["city"])]
    found += [(f"{kind}.{code}.name", words[f"{kind} {code}"])
              for kind, things in (("agency", AGENCIES), ("group", GROUPS), ("set", SET_NAMES.items())) for code, *_ in things]
    for service in all_services:
        found += [(f"service.{service.code}.name", words[service.code]), (f"service.{service.code}.about", words[f"{service.code} about"])]
        for question in service.questions:
            at = f"{service.code}.{question.code}"
            found.append((f"question.{at}.text", words[f"{service.code} ? {question.code}"]))
            if question.hint():
                found.append((f"question.{at}.hint", words[f"hint {hint_of(question.datatype)}"]))
            found += [(f"value.{at}.{key}", words[f"{service.code} ? {question.code} = {key}"]) for key, _, _ in question.values]
    return found


def district_sets():
    out = ["# Dated sets of areas. Written by tools/make_demo_city.\n"]
    for code, _, effective in districts.SETS:
        out.append(f'[[set]]\ncode = "{code}"\nname = {quote(SET_NAMES[code][0])}\nfile = "districts/{code}.geojson"\ncode_property = "id"\n'
                   f'name_property = "name"\neffective = {effective}\n')
    return "\n".join(out)


def ring_text(ring):
    return "[" + ",".join(f"[{longitude:.6f},{latitude:.6f}]" for latitude, longitude in map(degrees, ring)) + "]"


def multipolygon(polygons):
    inner = [",".join(ring_text(ring) for ring in polygon) for polygon in polygons]
    if len(inner) == 1:
        return f'{{"type":"Polygon","coordinates":[{inner[0]}]}}'
    return '{"type":"MultiPolygon","coordinates":[' + ",".join(f"[{rings}]" for rings in inner) + "]}"


def collection(features):
    lines = [f'{{"type":"Feature","properties":{json.dumps(properties)},"geometry":{geometry}}}' for properties, geometry in features]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def district_file(land, centres):
    cells = districts.parts(land, centres)
    return collection([({"id": code, "name": name or code}, multipolygon(land.polygons(cells[code]))) for code, name, *_ in centres])


def water_file(land):
    kinds = {}
    for cell, name in land.water.items():
        kinds.setdefault(name, set()).add(cell)
    return collection([({"name": name}, multipolygon(land.polygons(cells))) for name, cells in sorted(kinds.items())])


def street_file(streets):
    def line(street):
        points = ",".join(f"[{longitude:.6f},{latitude:.6f}]" for latitude, longitude in map(degrees, streets.line(street)))
        return f'{{"type":"LineString","coordinates":[{points}]}}'

    return collection([(street.properties(), line(street)) for street in streets.all])


def sites(streets):
    rows = []
    for code, name, street, number, phone, calendar, languages in SITES:
        latitude, longitude = degrees(streets.address(street, number))
        rows.append((code, name, f"{number} {street}", latitude, longitude, phone, calendar, languages))
    return csv_text(["code", "name", "address", "latitude", "longitude", "phone", "calendar", "languages"], rows)


def files(land, streets, all_services):
    made = {
        "city.toml": city(), "agencies.csv": agencies(), "services.toml": services(all_services), "calendars.toml": CALENDARS,
        "slas.toml": slas(all_services), "districts.toml": district_sets(), "sites.csv": sites(streets),
        "offices.csv": csv_text(["site", "agency", "services", "access"], OFFICES), "open_data.toml": OPEN_DATA, "server.toml": SERVER, "mail.toml": MAIL,
        "standards.toml": standards(), "roles.toml": ROLES, "seal.svg": SEAL,
        "holidays/city.ics": holidays(False), "holidays/pickup.ics": holidays(True), "streets.geojson": street_file(streets),
        "water.geojson": water_file(land),
        "parks.geojson": collection([({"name": name}, multipolygon(land.polygons(cells))) for name, cells in land.parks.items() if cells]),
    }
    made |= {f"texts/{language}.toml": texts(language, all_services) for language in OFFERED[1:]}
    made |= {f"districts/{code}.geojson": district_file(land, centres) for code, centres, _ in districts.SETS}
    return made
