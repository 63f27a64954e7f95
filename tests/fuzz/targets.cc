#include "tests/fuzz/targets.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include "base/instant.h"
#include "base/text.h"
#include "city/cases/import_mapping.h"
#include "city/cases/redact.h"
#include "city/cases/town.h"
#include "city/open311/filter.h"
#include "city/standards/clock_lines.h"
#include "platform/calendar/calendar.h"
#include "platform/files/kind.h"
#include "platform/formats/formats.h"
#include "platform/geo/geo.h"
#include "platform/http/http.h"
#include "platform/http/server_parser.h"
#include "platform/identity/oidc.h"
#include "platform/ledger/json.h"
#include "platform/mail/lmtp_session.h"
#include "platform/mail/received.h"
#include "platform/tiles/tiles.h"
#include "tests/fuzz/holds.h"
#include "tests/fuzz/targets_pack.h"

namespace portico::fuzz {
namespace {

using std::string_view;

// Arrives in two pieces, as a network cuts it: where, says the first byte.
Verdict http_request(string_view bytes) {
  const bool full = bytes.size() % 2 == 1;  // with large bodies already
  const http::LargeBodies large{.most = [](const http::Request&) { return std::size_t{1} << 16; },
                                .room = [full] { return full ? nullptr : std::make_shared<int>(); }};
  http::Parser parser(4096, 1 << 12, large);
  boost::system::error_code failed;
  std::size_t at = 0, end = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.front()) % (bytes.size() + 1);
  for (const std::size_t until : {end, bytes.size()}) {
    while (at < until && !parser.is_done()) {
      const std::size_t taken = parser.put(boost::asio::const_buffer(bytes.data() + at, until - at), failed);
      at += taken;
      if (failed == boost::beast::http::error::need_more) failed = {};
      if (failed) {
        parser.fail_for(failed);
        holds(parser.failure >= 400 && parser.failure < 600 && !parser.why.empty(), "a refused request without a status and a reason");
        return Verdict::refused;
      }
      if (taken == 0) break;
    }
  }
  if (!parser.is_done()) return Verdict::refused;
  holds(parser.request.body.size() <= std::size_t{1} << 16, "a body beyond its bound");
  http::parse_query(parser.request.target);
  return Verdict::taken;
}

// The first line is the content type, the rest the body.
Verdict form(string_view bytes) {
  const auto line = bytes.find('\n');
  http::Request request;
  request.method = http::Method::post;
  request.headers.emplace_back("content-type", std::string(bytes.substr(0, line)));
  if (line != string_view::npos) request.body = bytes.substr(line + 1);
  const auto read = http::parse_form(request);
  if (!read) return told(read.error());
  holds(read->fields.size() <= 1000, "more fields than are taken");
  for (const auto& [name, value] : read->fields)
    holds(http::storable_text(name) && http::storable_text(value), "a field that cannot be kept");
  std::size_t brought = 0;
  for (const auto& file : read->files) brought += file.bytes.size();
  holds(brought <= request.body.size(), "files larger than what was sent");
  return Verdict::taken;
}

// What is read and written again reads the same.
Verdict csv(string_view bytes) {
  formats::CsvReader reader(formats::ByteSource::of(std::string(bytes)), "fuzz.csv");
  Verdict verdict = Verdict::taken;
  if (!reader.head().empty()) holds(reader.column(reader.head().back()).has_value(), "a column that is not there");
  reader.column("Unique Key");
  std::string again = "\n" + formats::csv_row(reader.head());  // behind an empty line nothing is taken for a mark of the byte order
  std::vector<std::vector<std::string>> rows;
  for (int turn = 0; turn < 10'000; ++turn) {
    const auto row = reader.next();
    if (!row) {
      verdict = told(row.error());
      holds(row.error().faults.front().field.starts_with("fuzz.csv:"), "a refused row without its place");
      continue;
    }
    if (*row == nullptr) break;
    rows.push_back(**row);
    again += formats::csv_row(rows.back());
  }
  formats::CsvReader second(formats::ByteSource::of(again), "again.csv");
  holds(second.head() == reader.head(), "a head that reads otherwise when written again");
  for (const auto& row : rows) {
    const auto next = second.next();
    holds(next && *next != nullptr && **next == row, "a row that reads otherwise when written again");
  }
  return verdict;
}

// A file of its own in memory: what unpacks reads files.
Verdict packed(string_view bytes) {
  const int file = ::memfd_create("fuzz", MFD_CLOEXEC);
  holds(file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "a file in memory cannot be made");
  constexpr std::size_t most = 1 << 20;
  const auto whole = formats::read_file("/proc/self/fd/" + std::to_string(file), most);
  ::close(file);
  if (whole) holds(whole->size() <= most, "more than was asked for");
  return verdict_of(whole);
}

Verdict toml(string_view bytes) {
  const auto table = formats::TomlTable::parse(bytes, "fuzz.toml");
  if (!table) return told(table.error());
  std::vector<Fault> faults;
  for (const auto& key : table->keys()) {
    if (key.size() > 1 && key.size() % 2 == 0) continue;  // some are left unasked, as misspelt ones are
    std::vector<Fault> other;                             // the rest are asked for as everything
    holds(table->has(key) && !table->place_of(key).empty(), "a key that is not there");
    table->text(key, other);
    table->integer_or(key, 0, other);
    table->number_or(key, 0, other);
    table->flag_or(key, false, other);
    table->texts(key, other);
    table->table(key, other);
    table->tables(key, other);
    table->named_tables(key, other);
    table->text_map(key, other);
    for (const auto& fault : other) holds(!fault.field.empty() && !fault.reason.empty(), "a fault without place and reason");
  }
  table->refuse_unknown(faults);
  table->all_texts(faults);
  return Verdict::taken;
}

// What is taken can be looked up.
Verdict areas(string_view bytes) {
  const auto read = geo::read_areas(bytes, "fuzz.geojson", "code", "name");
  if (!read) return told(read.error());
  const geo::AreaIndex index(read->areas);
  index.locate({40.7, -73.9});
  index.bounds();
  return Verdict::taken;
}

Verdict holidays(string_view bytes) {
  return verdict_of(calendar::read_holidays(bytes, "fuzz.ics", std::chrono::sys_days{std::chrono::year{2031} / 1 / 1}));
}

// Another house's words: the first line as each of them, the rest as a token under the keys of the first.
Verdict open_id(string_view bytes) {
  const auto line = bytes.find('\n');
  const string_view said = bytes.substr(0, line), token = line == string_view::npos ? said : bytes.substr(line + 1);
  const bool house = identity::read_house(said, "https://login.town.example").has_value();
  const auto keys = identity::read_keys(said);
  const bool named = identity::read_token_answer(said).has_value() || identity::key_named_by(token).has_value();
  const auto word = identity::read_id_token(token, keys ? *keys : std::vector<identity::VerifyingKey>{});
  if (word) holds(keys && !keys->empty(), "a token that nobody signed");
  if (word)
    identity::vouched_for(*word, {.issuer = word->issuer, .client_id = "a", .client_secret = {}, .name = {}}, word->nonce, word->issued);
  return house || keys || named ? Verdict::taken : Verdict::refused;
}

Verdict clock_lines(string_view bytes) {
  std::istringstream in{std::string(bytes)};
  std::ostringstream out;
  return standards::run_clock(in, out) == 0 ? Verdict::taken : Verdict::refused;
}

Verdict filter(string_view bytes) {
  static const auto town = cases::small_town();
  const auto wanted = open311::read_wanted(http::parse_query(bytes), *town, cases::monday_noon);
  if (wanted) holds(wanted->filter.limit >= 0 && wanted->filter.limit <= 1000, "more than a page");
  return verdict_of(wanted);
}

Verdict instants(string_view bytes) {
  const auto instant = parse_instant(bytes, "at");
  if (instant) holds(parse_instant(iso8601(*instant), "at") == *instant, "an instant that reads otherwise when written again");
  const auto hours = calendar::parse_hours(bytes, "hours");
  const auto date = calendar::parse_date(bytes, "date");
  if (!hours) told(hours.error());
  if (!date) told(date.error());
  return instant || hours || date ? Verdict::taken : told(instant.error());
}

// The last line is also what stands in a row.
Verdict mapping(string_view bytes) {
  const auto read = cases::Mapping::parse(bytes, "fuzz.toml");
  if (!read) return told(read.error());
  string_view last = bytes.substr(bytes.rfind('\n') + 1);
  if (last.starts_with('#')) last.remove_prefix(1);
  for (const auto& format : read->formats) format.read(last);
  for (const auto& comparison : read->comparisons) comparison.area_in(last);
  return Verdict::taken;
}

Verdict redaction(string_view bytes) {
  const auto read = cases::parse_redaction(bytes, "fuzz:1");
  if (read) holds(cases::parse_redaction(cases::to_line(*read), "again:1") == *read, "a redaction that reads otherwise when written again");
  return verdict_of(read);
}

Verdict payload(string_view bytes) {
  std::string quoted;
  if (http::storable_text(bytes)) ledger::write_json_string(quoted, bytes);
  if (!quoted.empty()) holds(ledger::is_one_json_object("{\"a\":" + quoted + "}"), "a text that gets out of its quotes");
  return ledger::is_one_json_object(bytes) ? Verdict::taken : Verdict::refused;
}

Verdict file_kind(string_view bytes) {
  const auto kind = files::kind_of(bytes);
  if (kind) holds(!files::media_type(*kind).empty(), "a kind without a media type");
  return kind ? Verdict::taken : Verdict::refused;
}

// What is taken can be kept and shown: UTF-8 without NUL, names without folders, an id, nothing beyond its bound.
Verdict mail(string_view bytes) {
  constexpr mail::Limits limits{.size = 1 << 20, .head = 4096, .headers = 60, .parts = 40, .depth = 6, .text = 8192};
  const auto read = mail::read(bytes, {.at = cases::monday_noon, .sender = std::nullopt}, limits);
  if (!read) return told(read.error());
  for (const auto* text : {&read->subject, &read->text, &read->quoted, &read->from.name, &read->reply_to.name, &read->language})
    holds(http::storable_text(*text), "a text that cannot be kept");
  holds(!read->message_id.empty() && read->message_id.find_first_of("<> \r\n") == std::string::npos, "no message id, or one that is none");
  holds(read->text.size() + read->quoted.size() <= 4 * limits.text + 2, "more text than is taken");
  holds(read->files.size() <= limits.parts, "more files than parts");
  for (const auto& file : read->files) {
    holds(!file.name.empty() && file.name.find_first_of("/\\") == std::string::npos && http::storable_text(file.name),
          "a file's name that is none");
    holds(file.bytes.size() <= bytes.size(), "a file larger than what was sent");
  }
  holds(read->kind == mail::Kind::bounce || read->failures.empty(), "a failure of what is no bounce");
  return Verdict::taken;
}

// A mail server's talk, in two pieces: nothing that is taken is larger than what came, or for nobody.
Verdict lmtp(string_view bytes) {
  bool taken = false;
  const mail::LmtpRules rules{
      .own_name = "fuzz.example", .size = 1000, .recipients = 5, .knows = [](string_view one) { return one.front() != 'x'; }};
  const mail::Accept accept = [&](string_view said, const mail::Envelope& envelope) {
    holds(said.size() <= rules.size && !envelope.to.empty() && envelope.to.size() <= rules.recipients && envelope.from,
          "a mail beyond its bounds");
    taken = true;
    return mail::Answer{said.size() % 3 == 1 ? mail::Answer::Verdict::later : mail::Answer::Verdict::accepted, "no\r\n250 yes"};
  };
  mail::LmtpSession session(rules, accept);
  const std::size_t half = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.front()) % bytes.size();
  std::string said = session.put(bytes.substr(0, half));
  if (!session.is_over()) said += session.put(bytes.substr(half));
  holds(said.find("\r\n250 yes") == std::string::npos, "an answer that says something else");
  return taken ? Verdict::taken : Verdict::refused;
}

// The parts of an address "12/1265/1500". What is named lies in the world, is
// written as it was read, and can be drawn on.
Verdict tile_address(string_view bytes) {
  const auto parts = split(bytes, '/');
  const auto part = [&](std::size_t at) { return at < parts.size() ? parts[at] : string_view(); };
  const auto tile = tiles::tile_named(part(0), part(1), part(2));
  if (!tile) return Verdict::refused;
  holds(tile->zoom >= 0 && tile->zoom <= tiles::deepest && tile->x >> tile->zoom == 0 && tile->y >> tile->zoom == 0, "a tile of no world");
  const auto same = tiles::tile_named(std::to_string(tile->zoom), std::to_string(tile->x), std::to_string(tile->y));
  holds(same == tile, "a tile that reads otherwise when written again");
  const auto whole = tiles::rectangle_of(*tile), wide = tiles::with_margin(*tile);
  const tiles::Spot middle{(whole.west + whole.east) / 2, (whole.north + whole.south) / 2};
  holds(whole.west >= 0 && whole.east <= 1 && whole.north >= 0 && whole.south <= 1, "a tile beyond the world");
  holds(wide.holds({whole.west, whole.north}) && wide.holds({whole.east, whole.south}), "a margin within the tile");
  holds(whole.holds(tiles::spot_of(tiles::point_of(middle))), "a tile whose middle is elsewhere");
  const std::vector<tiles::Spot> across{{0, 0}, middle, {1, 1}}, ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  holds(tiles::around(across).holds(middle) && tiles::around({}).west == 0, "a line that is not where it runs");
  tiles::Layer layer(*tile, "fuzz");
  layer.add_point(middle, {});
  layer.add_line(across, {{"zoom", std::int64_t{tile->zoom}}});
  layer.add_area({&ring, 1}, {});
  holds(!layer.empty() && !tiles::bytes_of({&layer, 1}).empty(), "a tile on which nothing can be drawn");
  return Verdict::taken;
}

}  // namespace

std::span<const Target> targets() {
  static const std::vector<Target> all = {
      {"http_request", http_request, {"platform/http/server_parser.cc"}},
      {"form", form, {"platform/http/form.cc"}},
      {"csv", csv, {"platform/formats/csv.cc"}},
      {"packed", packed, {"platform/formats/bytes.cc"}},
      {"toml", toml, {"platform/formats/toml.cc"}},
      {"areas", areas, {"platform/geo/areas.cc"}},
      {"holidays", holidays, {"platform/calendar/holidays.cc"}},
      {"open_id", open_id, {"platform/identity/formats_oidc.cc"}},
      {"clock_lines", clock_lines, {"city/standards/formats_clock.cc"}},
      {"filter", filter, {"city/open311/filter.cc"}},
      {"instants", instants, {"platform/calendar/hours.cc"}},
      {"mapping", mapping, {"city/cases/import_mapping.cc"}},
      {"redaction", redaction, {}},
      {"payload", payload, {}},
      {"mail",
       mail,
       {"platform/mail/read.cc", "platform/mail/entity.cc", "platform/mail/charset.cc", "platform/mail/html_text.cc",
        "platform/mail/reply_text.cc", "platform/mail/bounce.cc", "platform/mail/classify.cc"}},
      {"lmtp", lmtp, {"platform/mail/lmtp_session.cc"}},
      {"file_kind", file_kind, {"platform/files/kind.cc"}},
      {"tile_address", tile_address, {"platform/tiles/mercator.cc"}},
      {"markdown", markdown, {"platform/formats/markdown.cc"}},
      {"article", article, {"city/documents/pack.cc"}},
      {"offices", offices, {"city/registers/pack.cc"}},
  };
  return all;
}

const Target* target_named(string_view name) {
  const auto found = std::ranges::find(targets(), name, &Target::name);
  return found == targets().end() ? nullptr : &*found;
}

}  // namespace portico::fuzz
