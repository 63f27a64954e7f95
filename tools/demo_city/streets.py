"""Streets: the edges between blocks, with names, classes and house numbers; and places on them."""
import math

from land import BASIN, COLUMNS, LAND_ROWS, PIERS, RIVER, ROWS, SEA_ROWS, beside

ROW_NAMES = """Quay Street,Market Street,Chandler Street,Temple Street,Mercer Street,Foundry Street,Ropewalk,Almond Street,Orchard Street,Cannon Street,
Saddler Street,Linden Street,Granite Street,Weaver Street,Juniper Street,Cobbler Street,Schooner Street,Union Street,Meadow Street,Walnut Street,
Printer Street,Maple Street,Cedar Street,Bell Street,Hatter Street,Birch Street,Quarry Street,Spruce Street,Glover Street,Rowan Street,
Fountain Street,Alder Street,Copper Street,Willow Street,Harvest Street,Summer Street,Hazel Street,Plover Street,Winter Street,Acorn Street,
Northgate Street,Fern Street,Lark Street,Bracken Street,Heather Street,Limit Street""".replace("\n", "").split(",")
WEST_NAMES = """Ferry Avenue,Custom House Lane,Gull Lane,Mill Avenue,Lantern Lane,Basin Avenue,Cooper Lane,Harbor Avenue,Tanner Lane,Signal Lane,
Pilot Lane,Anchor Avenue,Sailmaker Lane,Tern Lane,Beacon Avenue,Cask Lane,Heron Lane,Bosun Lane,Compass Avenue,Oyster Lane,
Net Lane,Captain Lane,Dune Avenue,Shell Lane,Sandpiper Lane,Kelp Lane,Saltmarsh Avenue,Reed Lane,Curlew Lane,Bittern Lane,
Marsh Avenue,Rush Lane,Sedge Lane,Osprey Lane,Plain Avenue,Warren Lane,Hollow Lane,Beech Lane,West Avenue,Border Lane,Outer Lane""".replace("\n", "").split(",")
EAST_NAMES = """Bank Avenue,Boatyard Lane,Eastbank Avenue,Trellis Lane,Garden Avenue,Brewer Lane,Carter Lane,Bridge Avenue,Vine Lane,Fairhaven Avenue,
Dory Lane,Cutter Lane,Sloop Avenue,Ketch Lane,Regatta Lane,Cliff Avenue,Lookout Lane,Petrel Lane,Puffin Lane,Cove Avenue,
Headland Lane,Storm Lane,East Avenue,Breaker Lane,Spray Lane,Sea Avenue""".replace("\n", "").split(",")
BRIDGES = {3, 9, 16, 24, 33}
MAJOR_ROWS = BRIDGES | {1, 28, 38}


class Street:
    """One block's length of a street, drawn in the direction of rising house numbers."""

    def __init__(self, name, a, b, block, grade, numbered):
        self.name, self.a, self.b, self.block, self.grade, self.numbered = name, a, b, block, grade, numbered

    def properties(self):
        known = {"name": self.name, "class": self.grade}
        if self.numbered:
            first = 20 * self.block
            known |= {"left_from": first + 1, "left_to": first + 19, "right_from": first + 2, "right_to": first + 20}
        return known


class Streets:
    def __init__(self, land):
        self.land = land
        self.all = []
        for i in range(COLUMNS + 1):
            for j in range(SEA_ROWS, ROWS + 1):
                self.draw(i, j)
        self.by_name = {}
        for street in self.all:
            self.by_name.setdefault(street.name, []).append(street)

    def draw(self, i, j):
        row = j - SEA_ROWS
        if i < COLUMNS:
            west, a, b = i < RIVER, (i, j), (i + 1, j)
            if i == RIVER:
                if row in BRIDGES:
                    self.all.append(Street(f"{ROW_NAMES[row - 1]} Bridge", a, b, 0, "major", False))
            elif self.between_land((i, j), (i, j - 1)):
                name = ROW_NAMES[row - 1] if west else "East " + ROW_NAMES[row - 1]
                a, b = (b, a) if west else (a, b)
                self.add(name, a, b, RIVER - 1 - i if west else i - RIVER - 1, "major" if row in MAJOR_ROWS else "minor", (i, j), (i, j - 1))
        if j < ROWS and self.between_land((i, j), (i - 1, j)):
            name = WEST_NAMES[RIVER - i] if i <= RIVER else EAST_NAMES[i - RIVER - 1]
            self.add(name, (i, j), (i, j + 1), row, "major" if name.endswith("Avenue") and i % 2 else "minor", (i, j), (i - 1, j))

    def between_land(self, one, other):
        return one in self.land.land and other in self.land.land

    def add(self, name, a, b, block, grade, one, other):
        in_park = one in self.land.park_cells and other in self.land.park_cells
        if in_park and grade == "minor":
            if (a[0] + a[1]) % 2:
                park = next(p for p, cells in self.land.parks.items() if one in cells)
                self.all.append(Street(f"{park} Path", a, b, 0, "path", False))
            return
        if grade == "minor" and self.land.chance.random() < 0.06:
            return  # two blocks grown into one
        self.all.append(Street(name, a, b, block, grade, not in_park))

    def line(self, street):
        return self.land.along(street.a, street.b) + [self.land.vertices[street.b]]

    def sides(self, street):
        """The cells left and right of the drawn direction."""
        (ai, aj), (bi, bj) = street.a, street.b
        if aj == bj:
            above, below = (min(ai, bi), aj), (min(ai, bi), aj - 1)
            return (above, below) if bi > ai else (below, above)
        left, right = (ai - 1, min(aj, bj)), (ai, min(aj, bj))
        return (left, right) if bj > aj else (right, left)

    def house(self, street, number, back=12.0):
        """Where a house stands: along the block by its number, `back` metres from the middle of the road."""
        (ax, ay), (bx, by) = self.land.vertices[street.a], self.land.vertices[street.b]
        length = math.hypot(bx - ax, by - ay)
        part = 0.08 + 0.84 * ((number - 1) % 20) / 19
        side = back if number % 2 else -back  # odd on the left
        return ax + (bx - ax) * part - (by - ay) / length * side, ay + (by - ay) * part + (bx - ax) / length * side

    def address(self, name, number):
        for street in self.by_name.get(name, []):
            if street.numbered and street.block == (number - 1) // 20:
                return self.house(street, number)
        raise LookupError(f"no house {number} in {name}")
