"""The ground of Harborview: a bent mesh of blocks around an invented harbor in the open sea.

Land, water, parks and districts are all unions of the same cells, and streets are the cells' edges. So every set of districts
covers the land exactly, without gaps or overlaps, and every street lies where a street can be.
"""
import math
import random

COLUMNS, SEA_ROWS, LAND_ROWS = 66, 7, 46
ROWS = SEA_ROWS + LAND_ROWS
RIVER = 40  # the column of cells that is the river
ORIGIN = (43.45, -68.75)  # open water: no real place is meant
METRES_PER_DEGREE = 111_320.0

BASIN = {(i, j) for i in (32, 33) for j in (SEA_ROWS, SEA_ROWS + 1)}
POND = {(i, j) for i in (8, 9, 10) for j in (SEA_ROWS + 5, SEA_ROWS + 6)}
PIERS = {(i, SEA_ROWS - 1) for i in (24, 28, 36, 46, 52)}
ISLAND = {(i, j) for i in range(29, 33) for j in (SEA_ROWS - 4, SEA_ROWS - 3)} - {(29, SEA_ROWS - 4)}

PARKS = [  # name, first column, first row above the coast, columns, rows
    ("Lantern Hill Park", 22, 17, 5, 5), ("Old Port Green", 36, 3, 2, 2), ("Saltmarsh Reserve", 6, 3, 6, 6),
    ("Mill Meadows", 38, 20, 2, 7), ("Northgate Common", 33, 36, 4, 4), ("Fairhaven Park", 54, 8, 4, 4),
    ("Eastbank Gardens", 44, 4, 2, 3), ("Highfield Park", 50, 28, 5, 4), ("Orchard Square", 15, 26, 2, 2),
    ("Quayside Lawn", 18, 1, 3, 1), ("Foundry Field", 30, 10, 2, 2), ("Beacon Woods", 8, 30, 5, 6),
]


def coast_line(x):
    return 1450 * math.exp(-((x / 2300) ** 2)) + 170 * math.sin(x / 720 + 1) + 80 * math.sin(x / 290 + 2)


class Land:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.place_vertices()
        self.sort_cells()
        self.bend_shores()

    def place_vertices(self):
        chance = self.chance
        xs, ys = [0.0], [0.0]
        for _ in range(COLUMNS):
            xs.append(xs[-1] + chance.uniform(115, 200))
        middle = xs[-1] / 2
        xs = [x - middle for x in xs]
        for _ in range(LAND_ROWS):
            ys.append(ys[-1] + chance.uniform(115, 190))
        sea = [0.0]
        for step in (120, 150, 190, 270, 420, 700, 1100):
            sea.append(sea[-1] - step)
        self.vertices = {}
        for i in range(COLUMNS + 1):
            for j in range(ROWS + 1):
                self.vertices[i, j] = self.bend(i, j, xs[i], ys, sea)

    def bend(self, i, j, x, ys, sea):
        depth = SEA_ROWS - j
        inland = max(0, j - SEA_ROWS) / LAND_ROWS
        coast = coast_line(x)
        y = sea[depth] + coast * (1 - 0.1 * depth) if depth > 0 else ys[-depth] + coast * (1 - inland) ** 1.5
        from_river = i - RIVER - 0.5
        x += math.copysign(150 * (1 - inland) ** 2 * math.exp(-abs(from_river) / 7), from_river)
        x += 240 * math.sin(y / 1350) + 45 * math.sin(y / 480 + x / 900)
        hill_x, hill_y, reach = -2300, 3900, 1500
        dx, dy = x - hill_x, y - hill_y
        turn = 0.45 * math.exp(-(dx * dx + dy * dy) / reach**2)
        x, y = hill_x + dx * math.cos(turn) - dy * math.sin(turn), hill_y + dx * math.sin(turn) + dy * math.cos(turn)
        return x + self.chance.uniform(-7, 7), y + self.chance.uniform(-7, 7)

    def sort_cells(self):
        self.water, self.land = {}, set()
        for i in range(COLUMNS):
            for j in range(ROWS):
                self.sort_cell(i, j)
        self.parks = {}
        for name, column, row, columns, rows in PARKS:
            cells = {(i, SEA_ROWS + j) for i in range(column, column + columns) for j in range(row, row + rows)}
            self.parks[name] = cells & self.land
        self.park_cells = set().union(*self.parks.values())

    def sort_cell(self, i, j):
        cell, row = (i, j), j - SEA_ROWS
        if cell in POND:
            self.water[cell] = "Saltmarsh Pond"
        elif cell in BASIN:
            self.water[cell] = "Old Port Basin"
        elif row >= 0 and i == RIVER:
            self.water[cell] = "Mill River"
        elif row < 0 and cell not in PIERS and cell not in ISLAND:
            self.water[cell] = "Harborview Bay"
        elif row > LAND_ROWS - 15 + i * 1.3 or row > LAND_ROWS - 20 + (COLUMNS - i) * 1.5:
            pass  # beyond the city's limits
        else:
            self.land.add(cell)

    def bend_shores(self):
        """Edges between land and water get points of their own, the same for both sides."""
        self.shores = {}
        for cell in sorted(self.land):
            for a, b in cell_edges(cell):
                other = beside(a, b, cell)
                if other not in self.water:
                    continue
                a, b = min(a, b), max(a, b)
                swing = 7 if self.water[other] in ("Mill River", "Old Port Basin") else 16
                (ax, ay), (bx, by) = self.vertices[a], self.vertices[b]
                length = math.hypot(bx - ax, by - ay)
                points = []
                for part in (0.25, 0.5, 0.75):
                    off = self.chance.uniform(-swing, swing)
                    points.append((ax + (bx - ax) * part - (by - ay) / length * off, ay + (by - ay) * part + (bx - ax) / length * off))
                self.shores[a, b] = points

    def along(self, a, b):
        """The points of an edge from a up to, not with, b."""
        between = self.shores.get((min(a, b), max(a, b)), [])
        return [self.vertices[a]] + (between if a < b else between[::-1])

    def polygons(self, cells):
        """The union of cells as [[outer ring, hole, …], …]; rings of (x, y), closed, outer ones against the clock."""
        rings = []
        for loop in outline(cells, self.vertices):
            ring = [point for n, a in enumerate(loop) for point in self.along(a, loop[(n + 1) % len(loop)])]
            rings.append(ring + ring[:1])
        outers = [[ring] for ring in rings if area(ring) > 0]
        for hole in (ring for ring in rings if area(ring) < 0):
            around = [outer for outer in outers if contains(outer[0], middle_of(hole[0], hole[1], hole))]
            min(around, key=lambda outer: area(outer[0])).append(hole)
        return outers

    def centre(self, cell):
        corners = [self.vertices[a] for a, _ in cell_edges(cell)]
        return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4

    def crowd(self, cell):
        """How densely a block is lived in: most around the old port, nothing in parks."""
        if cell in self.park_cells or cell in PIERS:
            return 0.0
        return 0.25 + 2.2 * math.exp(-math.hypot(cell[0] - 34, (cell[1] - SEA_ROWS) * 1.1) / 13)


def cell_edges(cell):
    i, j = cell
    corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
    return [(corners[n], corners[(n + 1) % 4]) for n in range(4)]


def beside(a, b, cell):
    """The cell on the other side of an edge of `cell`."""
    (ai, aj), (bi, bj), (i, j) = a, b, cell
    if aj == bj:
        return (i, j - 1) if aj == j else (i, j + 1)
    return (i - 1, j) if ai == i else (i + 1, j)


def outline(cells, vertices):
    """Loops of vertices around a union of cells, the union on the left; a vertex stands at most once in a loop."""
    nexts = {}
    for cell in sorted(cells):
        for a, b in cell_edges(cell):
            if beside(a, b, cell) not in cells:
                nexts.setdefault(a, []).append(b)
    loops = []
    while nexts:
        walk = [min(nexts)]
        while walk[-1] in nexts:
            here = walk[-1]
            chosen = most_left(walk[-2] if len(walk) > 1 else None, here, nexts[here], vertices)
            nexts[here].remove(chosen)
            if not nexts[here]:
                del nexts[here]
            walk.append(chosen)
        loops += cut_at_meetings(walk)
    return loops


def cut_at_meetings(walk):
    """A closed walk that touches itself becomes several loops."""
    loops, kept, at = [], [], {}
    for vertex in walk:
        if vertex in at:
            loops.append(kept[at[vertex]:])
            for gone in kept[at[vertex] + 1:]:
                del at[gone]
            kept = kept[: at[vertex] + 1]
        else:
            at[vertex] = len(kept)
            kept.append(vertex)
    return loops


def most_left(came, here, options, vertices):
    if came is None:
        return options[0]
    before = math.atan2(vertices[here][1] - vertices[came][1], vertices[here][0] - vertices[came][0])

    def turn(option):
        angle = math.atan2(vertices[option][1] - vertices[here][1], vertices[option][0] - vertices[here][0])
        return (angle - before + math.pi) % (2 * math.pi)

    return max(options, key=turn)


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


def contains(ring, point):
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:]):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def middle_of(a, b, ring):
    """A point just inside a hole, beside the edge from a to b (a hole runs with the clock: its inside lies on the right)."""
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    return (a[0] + b[0]) / 2 + (b[1] - a[1]) / length, (a[1] + b[1]) / 2 - (b[0] - a[0]) / length


def degrees(point, digits=6):
    """(latitude, longitude) of metres east and north of the origin."""
    latitude = ORIGIN[0] + point[1] / METRES_PER_DEGREE
    longitude = ORIGIN[1] + point[0] / (METRES_PER_DEGREE * math.cos(math.radians(ORIGIN[0])))
    return round(latitude, digits), round(longitude, digits)
