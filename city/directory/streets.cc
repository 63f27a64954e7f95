#include "city/directory/streets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/text.h"
#include "city/directory/drawings.h"
#include "city/directory/typed_words.h"

namespace portico::directory {
namespace {

using Typed = std::vector<std::string>;
constexpr std::size_t streets_tried = 5;

// What people write short, in the languages of street signs that packs have so far.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> short_forms{
    {{"st", "street"},    {"str", "street"},  {"ave", "avenue"}, {"av", "avenue"},  {"rd", "road"},         {"ln", "lane"},
     {"dr", "drive"},     {"pl", "place"},    {"ct", "court"},   {"sq", "square"},  {"blvd", "boulevard"},  {"hwy", "highway"},
     {"pkwy", "parkway"}, {"ter", "terrace"}, {"cir", "circle"}, {"brg", "bridge"}, {"expy", "expressway"}, {"n", "north"},
     {"s", "south"},      {"e", "east"},      {"w", "west"},     {"mt", "mount"},   {"ft", "fort"},         {"sta", "station"}}};

Typed street_words(std::string_view text) {
  Typed words = plain_words(text.substr(0, 300));
  for (auto& word : words)
    for (const auto& [brief, whole] : short_forms)
      if (word == brief) word = whole;
  return words;
}

std::uint64_t corner_of(geo::Point point) {
  const auto part = [](double degrees) { return static_cast<std::uint64_t>(std::llround((degrees + 180) * 1e5)); };  // about a metre
  return part(point.latitude) << 32U | part(point.longitude);
}

// How far along its numbers a house stands, from 0 to 1; nothing where it is not among them.
std::optional<double> along(int number, int from, int to) {
  if (from == 0 || to == 0) return std::nullopt;
  const int low = std::min(from, to), high = std::max(from, to);
  if (number < low || number > high || (low % 2 == high % 2 && number % 2 != low % 2)) return std::nullopt;
  return from == to ? 0.5 : static_cast<double>(number - from) / (to - from);
}

geo::Point point_along(const std::vector<geo::Point>& line, double share) {
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) length += geo::metres_between(line[i - 1], line[i]);
  double left = length * std::clamp(share, 0.02, 0.98);  // beside the corner, not on it
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double step = geo::metres_between(line[i - 1], line[i]);
    if (left <= step && step > 0) {
      const double part = left / step;
      return {line[i - 1].latitude + (line[i].latitude - line[i - 1].latitude) * part,
              line[i - 1].longitude + (line[i].longitude - line[i - 1].longitude) * part};
    }
    left -= step;
  }
  return line.back();
}

std::optional<int> house_number(const std::string& word) {
  const auto digits = word.substr(0, word.find_first_not_of("0123456789"));
  if (digits.empty() || digits.size() > 6 || word.size() > digits.size() + 1) return std::nullopt;  // "118", "118b"
  return static_cast<int>(*parse_integer(digits));
}

// The words on both sides of "and", "&" or the like; the second side is empty where there is none.
std::pair<Typed, Typed> sides_of(std::string_view text) {
  std::string spelt;
  for (const char c : text.substr(0, 300))
    if (c == '&' || c == '/' || c == '@')
      spelt += " and ";
    else
      spelt += c;
  Typed words = street_words(spelt);
  while (!words.empty() && (words.front() == "corner" || words.front() == "of" || words.front() == "esquina" || words.front() == "de"))
    words.erase(words.begin());
  const auto between =
      std::ranges::find_if(words, [](const auto& word) { return word == "and" || word == "at" || word == "y" || word == "con"; });
  if (between == words.begin() || between == words.end() || between + 1 == words.end()) return {words, {}};
  return {Typed(words.begin(), between), Typed(between + 1, words.end())};
}

}  // namespace

std::string pack_streets(const std::vector<StreetPiece>& pieces) {
  std::string packed;
  for (const auto& piece : pieces) {
    packed += fmt::format("{}\t{}\t{}\t{}\t{}\t{}", piece.name, piece.left_from, piece.left_to, piece.right_from, piece.right_to,
                          pack_points(piece.line));
    if (piece.kind != StreetClass::minor) packed += piece.kind == StreetClass::major ? "\tmajor" : "\tpath";
    packed += '\n';
  }
  return packed;
}

std::vector<StreetPiece> unpack_streets(std::string_view packed) {
  std::vector<StreetPiece> pieces;
  for (const auto line : split(packed, '\n')) {
    if (line.empty()) continue;
    const auto parts = split(line, '\t');
    if (parts.size() != 6 && parts.size() != 7) throw std::runtime_error("a street's line has not six or seven parts");
    const auto number = [&](std::size_t at) { return static_cast<int>(parse_integer(parts[at]).value_or(0)); };
    StreetPiece piece{std::string(parts[0]), number(1), number(2), number(3), number(4), unpack_points(parts[5])};
    if (parts.size() == 7) piece.kind = parts[6] == "major" ? StreetClass::major : StreetClass::path;
    if (piece.line.size() < 2) throw std::runtime_error("a street has a piece of one point");
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

StreetIndex::StreetIndex(std::string_view packed) : pieces_(unpack_streets(packed)) {
  std::map<std::string, std::uint32_t, std::less<>> known;
  for (std::uint32_t at = 0; at < pieces_.size(); ++at) {
    const StreetPiece& piece = pieces_[at];
    if (piece.name.empty()) continue;
    const auto [street, is_new] = known.emplace(piece.name, static_cast<std::uint32_t>(streets_.size()));
    if (is_new) streets_.push_back({piece.name, street_words(piece.name), {}});
    streets_[street->second].pieces.push_back(at);
    for (const geo::Point end : {piece.line.front(), piece.line.back()}) {
      auto& meet = corners_[corner_of(end)];
      if (std::ranges::find(meet, street->second) == meet.end()) meet.push_back(street->second);
    }
  }
}

std::vector<StreetIndex::Match> StreetIndex::streets_like(const Typed& words, std::size_t limit) const {
  std::vector<Match> matches;
  if (words.empty() || words.size() > 8) return matches;
  for (std::uint32_t at = 0; at < streets_.size(); ++at) {
    int score = 0;
    const bool all = std::ranges::all_of(words, [&](const std::string& typed) {
      int best = 0;
      for (const auto& word : streets_[at].words) best = std::max(best, fit(typed, word));
      score += best;
      return best > 0;
    });
    if (!all) continue;
    const auto more = static_cast<int>(streets_[at].words.size()) - static_cast<int>(words.size());
    matches.push_back({at, score * 4 - std::abs(more)});
  }
  std::ranges::stable_sort(matches, std::ranges::greater{}, &Match::score);
  if (matches.size() > limit) matches.resize(limit);
  return matches;
}

void StreetIndex::find_house(int number, const Typed& words, std::size_t limit, std::vector<FoundPlace>& found) const {
  for (const Match& match : streets_like(words, streets_tried)) {
    const Street& street = streets_[match.street];
    for (const auto at : street.pieces) {
      const StreetPiece& piece = pieces_[at];
      auto share = along(number, piece.left_from, piece.left_to);
      if (!share) share = along(number, piece.right_from, piece.right_to);
      if (!share || found.size() >= limit) continue;
      found.push_back({fmt::format("{} {}", number, street.name), point_along(piece.line, *share), words == street.words});
      break;
    }
  }
}

void StreetIndex::find_corner(const Typed& a, const Typed& b, std::size_t limit, std::vector<FoundPlace>& found) const {
  const auto others = streets_like(b, streets_tried);
  for (const Match& one : streets_like(a, streets_tried))
    for (const Match& other : others) {
      if (one.street == other.street || found.size() >= limit) continue;
      const Street &first = streets_[one.street], &second = streets_[other.street];
      for (const auto at : first.pieces) {
        const auto& line = pieces_[at].line;
        std::optional<geo::Point> corner;
        for (const geo::Point point : {line.front(), line.back()}) {
          const auto& meet = corners_.at(corner_of(point));
          if (std::ranges::find(meet, other.street) != meet.end()) corner = point;
        }
        if (!corner) continue;
        found.push_back({first.name + " & " + second.name, *corner, a == first.words && b == second.words});
        break;
      }
    }
}

void StreetIndex::corners_of(const Typed& words, std::size_t limit, std::vector<FoundPlace>& found) const {
  for (const Match& match : streets_like(words, 1)) {
    const Street& street = streets_[match.street];
    for (const auto at : street.pieces)
      for (const geo::Point end : {pieces_[at].line.front(), pieces_[at].line.back()})
        for (const auto other : corners_.at(corner_of(end))) {
          const std::string label = street.name + " & " + streets_[other].name;
          if (other == match.street || found.size() >= limit || std::ranges::find(found, label, &FoundPlace::label) != found.end())
            continue;
          found.push_back({label, end, false});
        }
  }
}

std::vector<FoundPlace> StreetIndex::find(std::string_view typed, std::size_t limit) const {
  std::vector<FoundPlace> found;
  auto [first, second] = sides_of(typed);
  if (first.empty() || streets_.empty()) return found;
  if (!second.empty()) {
    find_corner(first, second, limit, found);
    return found;
  }
  if (const auto number = house_number(first.front()); number && first.size() > 1) {
    const Typed words(first.begin() + 1, first.end());
    find_house(*number, words, limit, found);
    if (!found.empty()) return found;
    corners_of(words, limit, found);
    return found;
  }
  corners_of(first, limit, found);
  return found;
}

Streets::Streets(store::Store& store) : store_(&store) { refresh(); }
Streets::Streets(std::shared_ptr<const StreetIndex> still) : index_(std::move(still)) {}

std::shared_ptr<const StreetIndex> Streets::now() const { return index_.load(); }

void Streets::refresh() {
  if (store_ == nullptr) return;
  std::string lines;
  store_->read([&](store::Reader& reader) { lines = newest_drawing(reader, Drawing::streets); });
  index_.store(std::make_shared<const StreetIndex>(lines));
}

}  // namespace portico::directory
