"""Sets of districts: every block of land belongs to the nearest centre; the river parts them."""
import math

from land import RIVER, SEA_ROWS

COUNCIL = [("1", "Old Port", 34, 5), ("2", "Saltmarsh", 8, 7), ("3", "Lanternhill", 25, 19), ("4", "Quayside", 20, 4), ("5", "Millbrook", 35, 23),
           ("6", "Northgate", 30, 37), ("7", "Fairhaven", 57, 9), ("8", "Eastbank", 46, 6), ("9", "Highfield", 51, 27)]
COMMUNITY = [("01", "Old Port and Basin", 35, 3), ("02", "Ropewalk", 28, 4), ("03", "Quayside", 19, 3), ("04", "Saltmarsh", 7, 5),
             ("05", "Beacon Woods", 9, 24), ("06", "Lanternhill South", 25, 14), ("07", "Lanternhill North", 24, 25), ("08", "Foundry", 35, 15),
             ("09", "Millbrook", 36, 27), ("10", "Northgate", 30, 39), ("11", "Eastbank", 45, 8), ("12", "Fairhaven", 58, 8),
             ("13", "Highfield South", 50, 21), ("14", "Highfield North", 48, 34)]
ZIP = [("04601", "", 36, 4), ("04602", "", 27, 5), ("04603", "", 16, 5), ("04604", "", 5, 9), ("04605", "", 12, 22), ("04606", "", 26, 17),
       ("04607", "", 36, 19), ("04608", "", 28, 32), ("04609", "", 38, 39), ("04610", "", 47, 7), ("04611", "", 59, 10), ("04612", "", 50, 27)]
SETS = [("council", COUNCIL, "2023-01-01"), ("community", COMMUNITY, "2015-01-01"), ("zip", ZIP, "2015-01-01")]


def parts(land, centres):
    """code → its cells; together they are the land, each cell once."""
    found = {code: set() for code, *_ in centres}
    for cell in sorted(land.land):
        found[min(centres, key=lambda centre: (distance(cell, centre), centre[0]))[0]].add(cell)
    for _ in range(3):
        smooth(found)
    return found


def distance(cell, centre):
    _, _, column, row = centre
    i, j = cell[0], cell[1] - SEA_ROWS
    crossing = 0 if (i > RIVER) == (column > RIVER) else 1000
    return math.hypot(i - column, j - row) + 1.3 * math.sin(i * 0.9 + j * 0.35) + crossing


def smooth(found):
    """A block with at least three neighbours of one other district goes over to it, so that borders do not fray."""
    whose = {cell: code for code, cells in found.items() for cell in cells}
    for (i, j), code in sorted(whose.items()):
        around = [whose.get(other) for other in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1))]
        for other in sorted({name for name in around if name and name != code}):
            if around.count(other) >= 3:
                found[code].discard((i, j))
                found[other].add((i, j))
                whose[i, j] = other
                break
