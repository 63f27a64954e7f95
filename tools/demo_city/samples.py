"""Twenty thousand cases over 180 days before the moment of loading: when, where, what, what was said and how it ended.

The days and hours are right if the pack is loaded on a Tuesday at 10:40, the moment of the pictures in the design; loaded at another
moment the week's rhythm is shifted, no more.
"""
import math

from land import BASIN, PIERS, RIVER, SEA_ROWS, degrees
from pack import csv_text
from words import target_of

COUNT, DAYS = 20_000, 180
HEAD = ["minutes_ago", "service", "latitude", "longitude", "address", "description", "channel", "first_status_minutes", "first_status_text",
        "closed_minutes", "outcome", "outcome_text"]
HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 11, 13, 13, 12, 12, 12, 11, 11, 11, 11, 10, 9, 8, 7, 5, 3]  # requests by hour of the day
NIGHT_HOURS = [9, 7, 5, 3, 2, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5, 6, 8, 10, 12, 11]  # noise
WEEKDAYS = [11, 11, 10, 10, 10, 7, 6]
CHANNELS = ["web"] * 38 + ["mobile"] * 26 + ["phone"] * 27 + ["open311"] * 4 + ["counter"] * 3 + ["email"] * 2
FIRST = {
    "DSW": ["We looked at it. A crew comes by the promised day.", "Thank you. We saw it this morning and put a cone there.", "It is on the list of the yard near you."],
    "DCR": ["We told the driver. A truck comes back.", "It is on the list for the next truck."],
    "DPT": ["A tree worker looked at it. We will come with the right tools.", "We were there and put up a tape. A crew comes next."],
    "DWS": ["A crew is on its way.", "We shut a valve near you to find the place.", "We came by and looked. Work is planned."],
    "DHB": ["An inspector has your request and calls before coming.", "We wrote to the owner today. An inspector comes next."],
    "HPD": ["An officer has your request and comes by.", "A patrol near you was told."],
    "DPH": ["An inspector has your request and picks a day this week.", "We read it. We visit the place next."],
    "DPV": ["An officer near you was told.", "An officer has your request and comes by."],
    "DCB": ["We read your papers and write to the shop today.", "An adviser has your request."],
    "DFT": ["We asked the depot. We tell you what we find.", "A fitter comes to look at it."],
    "DHS": ["A helper has your request and calls you.", "We read it. A person from our team comes."],
    "FIR": ["A fire officer picks a day this week.", "A fire officer has your request."],
    "CSO": ["A person has read what you wrote and asks around.", "We sent it to the right desk and stay with it."],
}
CANNOT = ("cannot act", "says no", "private pipe", "house pipe", "Pipes lie too close", "can wait", "cannot pay", "need no permit", "did not want")
NOTHING_THERE = ("gone when", "had moved", "No cart", "found no", "smelled nothing", "was quiet", "all was clean", "All was clean", "drove slower")


def outcome_of(text):
    if any(sign in text for sign in CANNOT):
        return "not_responsible" if "pipe" in text else "no_action"
    return "no_action" if any(sign in text for sign in NOTHING_THERE) else "fixed"


class Samples:
    def __init__(self, land, streets, services, chance):
        self.land, self.streets, self.services, self.chance = land, streets, services, chance
        self.houses = [street for street in streets.all if street.numbered]
        self.crowds = [sum(land.crowd(cell) for cell in streets.sides(street)) for street in self.houses]
        self.hot = chance.sample(range(len(self.houses)), 160)  # places that people tell of again and again
        self.park_cells = sorted(land.park_cells)
        # Each corner belongs to one named row and one named column.
        self.corner = {}
        for street in streets.all:
            if street.grade != "path" and not street.name.endswith("Bridge"):
                for vertex in (street.a, street.b):
                    self.corner.setdefault(vertex, set()).add(street.name)

    def rows(self):
        weights = [service.weight for service in self.services]
        rows = []
        for _ in range(COUNT):
            service = self.chance.choices(self.services, weights)[0]
            rows.append(self.row(service))
        rows.sort(key=lambda row: -row[0])
        return rows

    def row(self, service):
        minutes_ago = self.moment(service)
        latitude, longitude, address = self.place(service)
        text = "" if self.chance.random() < 0.28 else self.chance.choice(service.asks)
        first, closed = self.answer_after(service.first, 0.33), self.answer_after(service.outcome, 0.45)
        first = min(first, closed)
        never_closed = self.chance.random() < 0.02
        end = self.chance.choice(service.ends)
        outcome = outcome_of(end)
        if self.chance.random() < 0.03:
            outcome, end = "duplicate", "Someone told us before you. We do it with the first request."
        said = "" if first >= closed else self.chance.choice(FIRST[service.agency])
        happened = not never_closed and closed <= minutes_ago
        return [minutes_ago, service.code, latitude, longitude, address, text, self.chance.choice(CHANNELS),
                first if said else "", said, closed if happened else "", outcome if happened else "", end if happened else ""]

    def moment(self, service):
        """Minutes before loading, as if that were a Tuesday at 10:40."""
        while True:
            day = int(DAYS * self.chance.random() ** 1.08)
            weekday = (1 - day) % 7
            if self.chance.random() * max(WEEKDAYS) > WEEKDAYS[weekday]:
                continue
            hour = self.chance.choices(range(24), NIGHT_HOURS if service.group == "noise" else HOURS)[0]
            minutes = day * 1440 + (10 * 60 + 40) - (hour * 60 + self.chance.randrange(60))
            if 1 <= minutes < DAYS * 1440:
                return minutes

    def answer_after(self, spec, middle):
        """Minutes until something is done: mostly well within the promise, some late."""
        _, amount, unit, calendar = target_of(spec)
        promised = amount * {"m": 1, "h": 60, "H": 60, "d": 1440}[unit]
        if unit == "d":
            promised = promised * 7 / 5 + 300
        elif unit != "H" and calendar != "always":
            promised *= 3
        return max(2, round(promised * middle * math.exp(self.chance.gauss(0, 0.55))))

    def place(self, service):
        dice = self.chance.random()
        if service.code in ("PARKCARE", "PLAYGROUND", "BEES") and dice < 0.85:
            return self.in_park()
        if dice < 0.004:
            return self.off_the_shore()
        if dice < 0.2:
            street = self.houses[self.chance.choice(self.hot)]
        else:
            street = self.chance.choices(self.houses, self.crowds)[0]
        number = 20 * street.block + self.chance.randrange(1, 21)
        if dice > 0.93:
            names = sorted(self.corner[street.a])
            if len(names) == 2:
                return self.say(self.land.vertices[street.a], f"{names[0]} at {names[1]}")
        if 0.92 < dice <= 0.926:
            return "", "", f"{number} {street.name}, behind the house"  # no point: a desk has to find it
        return self.say(self.streets.house(street, number), f"{number} {street.name}")

    def in_park(self):
        cell = self.chance.choice(self.park_cells)
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (self.land.vertices[cell[0] + i, cell[1] + j] for i, j in ((0, 0), (1, 0), (1, 1), (0, 1)))
        s, t = self.chance.uniform(0.15, 0.85), self.chance.uniform(0.15, 0.85)
        x = (ax * (1 - s) + bx * s) * (1 - t) + (dx * (1 - s) + cx * s) * t
        y = (ay * (1 - s) + by * s) * (1 - t) + (dy * (1 - s) + cy * s) * t
        return self.say((x, y), next(name for name, cells in self.land.parks.items() if cell in cells))

    def off_the_shore(self):
        """A few metres into the water, as phones have it: the nearest district takes it, flagged."""
        shores = sorted(self.land.shores)
        while True:
            a, b = self.chance.choice(shores)
            if a[1] != b[1] or (a[0], a[1]) in BASIN or a[1] != SEA_ROWS or (a[0], a[1] - 1) in PIERS or a[0] == RIVER:
                continue
            x, y = self.land.shores[a, b][1]
            return self.say((x, y - 8), "")

    def say(self, point, address):
        latitude, longitude = degrees(point, 5)
        return latitude, longitude, address


def file(land, streets, services, chance):
    return csv_text(HEAD, Samples(land, streets, services, chance).rows())
