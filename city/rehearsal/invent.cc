#include "city/rehearsal/invent.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <vector>

#include "city/rehearsal/dice.h"

namespace portico::rehearsal {
namespace {

constexpr std::array<std::string_view, 24> duties = {"Streets", "Sanitation", "Water",    "Buildings", "Housing",   "Parks",
                                                     "Police",  "Health",     "Transit",  "Licenses",  "Fire",      "Finance",
                                                     "Schools", "Elders",     "Shelters", "Animals",   "Libraries", "Lights",
                                                     "Harbor",  "Technology", "Records",  "Elections", "Forestry",  "Markets"};
constexpr std::array<std::string_view, 50> things = {
    "Road",        "Sidewalk",       "Street light", "Traffic signal", "Street sign",   "Bus stop",    "Bike lane",     "Crossing",
    "Hydrant",     "Catch basin",    "Water main",   "Sewer",          "Trash can",     "Curb pickup", "Recycling",     "Vacant lot",
    "Street tree", "Playground",     "Park bench",   "Ball field",     "Apartment",     "Elevator",    "Boiler",        "Stairway",
    "Facade",      "Scaffold",       "Construction", "Parking",        "Driveway",      "Taxi",        "Ferry landing", "Subway stair",
    "Food cart",   "Restaurant",     "Shop",         "Street fair",    "Loud music",    "Alarm",       "Barking",       "Idling engine",
    "Rodents",     "Standing water", "Smoke",        "Graffiti",       "Abandoned car", "Snow",        "Fallen branch", "Flooding",
    "School yard", "Shelter"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> troubles = {{{"BROKEN", "broken"},
                                                                                    {"BLOCKED", "in the way"},
                                                                                    {"DIRTY", "dirty"},
                                                                                    {"UNSAFE", "unsafe"},
                                                                                    {"MISSING", "missing"},
                                                                                    {"LATE", "not done in time"},
                                                                                    {"DAMAGED", "damaged"},
                                                                                    {"ASK", "a question"}}};
constexpr double west = -70.95, south = 41.02, cell_width = 0.030, cell_height = 0.022;  // in the open sea

std::string code_of(std::string_view name, std::string_view trouble) {
  std::string code;
  for (const char letter : name)
    code += letter == ' ' ? '_' : letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  return code + "_" + std::string(trouble);
}

std::string agencies(int count) {
  std::string csv = "code,name,phone,email,url\n";
  for (int i = 0; i < count; ++i) {
    const auto duty = duties[static_cast<std::size_t>(i)];
    csv +=
        fmt::format("A{:02},Department of {},311,a{:02}@rehearsal.example,https://rehearsal.example/a{:02}\n", i + 1, duty, i + 1, i + 1);
  }
  return csv;
}

struct Asked {
  std::string services, promises;
};

// Things and troubles are gone through crosswise, so that few services already have many things.
Asked services(const Size& size, Dice& dice) {
  Asked made;
  for (std::size_t i = 0; i < duties.size() && i < static_cast<std::size_t>(size.agencies); ++i)
    made.services += fmt::format("[[group]]\ncode = \"g{:02}\"\nname = \"{}\"\n\n", i + 1, duties[i]);
  for (std::size_t i = 0; i < static_cast<std::size_t>(size.services); ++i) {
    const auto thing = things[i % things.size()];
    const auto& [trouble, words] = troubles[(i / things.size() + i) % troubles.size()];
    const auto agency = 1 + (i % things.size()) % static_cast<std::size_t>(size.agencies);
    const std::string code = code_of(thing, trouble);
    made.services += fmt::format(
        "[[service]]\ncode = \"{}\"\nname = \"{}: {}\"\nabout = \"{} that is {}.\"\nagency = \"A{:02}\"\ngroup = \"g{:02}\"\ndescription = "
        "\"{}\"\n\n",
        code, thing, words, thing, words, agency, agency, dice.happens(0.7) ? "public" : "reviewed");
    const int first = 1 + static_cast<int>(dice.below(3)), outcome = first + 1 + static_cast<int>(dice.below(20));
    made.promises += fmt::format(
        "[[sla]]\nservice = \"{0}\"\neffective = 2015-01-01\nwords = \"We answer within {1} working days, and are done within "
        "{2}.\"\n[[sla.clock]]\nkind = "
        "\"first_status\"\ntarget = \"{1}d\"\ncalendar = \"office\"\n[[sla.clock]]\nkind = \"outcome\"\ntarget = \"{2}d\"\ncalendar = "
        "\"office\"\n\n",
        code, first, outcome);
  }
  return made;
}

// A field of quadrilaterals whose corners were pushed about: neighbours share them, so nothing lies between.
std::string districts(int count, Dice& dice) {
  const int columns = static_cast<int>(std::ceil(std::sqrt(count)));
  const int rows = (count + columns - 1) / columns;
  std::vector<std::string> corners;
  for (int row = 0; row <= rows; ++row)
    for (int column = 0; column <= columns; ++column) {
      const bool edge = row == 0 || row == rows || column == 0 || column == columns;
      const double push = edge ? 0 : 0.3;
      const double east_by = push * dice.between(-1, 1), north_by = push * dice.between(-1, 1);
      corners.push_back(fmt::format("[{:.6f},{:.6f}]", west + cell_width * (column + east_by), south + cell_height * (row + north_by)));
    }
  std::string json = "{\"type\":\"FeatureCollection\",\"features\":[\n";
  for (int i = 0; i < count; ++i) {
    const auto at = [&](int row, int column) -> const std::string& {
      return corners[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns + 1) + static_cast<std::size_t>(column)];
    };
    const int row = i / columns, column = i % columns;
    json += fmt::format(
        "{}{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{}\",\"name\":\"District "
        "{}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{},{},{},{},{}]]}}}}\n",
        i == 0 ? "" : ",", i + 1, i + 1, at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column),
        at(row, column));
  }
  return json + "]}\n";
}

constexpr std::string_view city_toml = R"([city]
code = "rehearsal"
name = "City of Rehearsal"
short_name = "Rehearsal 311"
zone = "Etc/GMT+5"
languages = ["en"]
phone = "311"
emergency = "911"
boundary = "district"
)";
constexpr std::string_view calendars_toml = R"([calendar.office]
week = { mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], fri = ["09:00-17:00"] }
)";
constexpr std::string_view districts_toml = R"([[set]]
code = "district"
name = "District"
file = "districts/district.geojson"
code_property = "id"
name_property = "name"
effective = 2000-01-01
)";
constexpr std::string_view server_toml = "[open311]\npost = \"open\"\nposts_per_minute = 0\n";

Outcome<void> within(std::string_view option, int value, std::size_t most) {
  if (value >= 1 && static_cast<std::size_t>(value) <= most) return {};
  return refuse(Refused::invalid, std::string(option), fmt::format("{} are asked for", value), fmt::format("1 to {}", most));
}

}  // namespace

Outcome<std::map<std::string, std::string>> invent_city(const Size& size) {
  for (const auto& fits : {within("--services", size.services, things.size() * troubles.size()),
                           within("--agencies", size.agencies, duties.size()), within("--districts", size.districts, 400)})
    if (!fits) return std::unexpected(fits.error());
  Dice dice(size.seed);
  Asked asked = services(size, dice);
  return std::map<std::string, std::string>{{"city.toml", std::string(city_toml)},
                                            {"agencies.csv", agencies(size.agencies)},
                                            {"services.toml", std::move(asked.services)},
                                            {"slas.toml", std::move(asked.promises)},
                                            {"calendars.toml", std::string(calendars_toml)},
                                            {"districts.toml", std::string(districts_toml)},
                                            {"districts/district.geojson", districts(size.districts, dice)},
                                            {"server.toml", std::string(server_toml)}};
}

}  // namespace portico::rehearsal
