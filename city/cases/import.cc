#include "city/cases/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "city/cases/import_lane.h"
#include "city/cases/import_report.h"
#include "city/cases/import_row.h"
#include "city/cases/tables_import.h"
#include "platform/crypto/crypto.h"
#include "platform/formats/formats.h"

namespace portico::cases {
namespace {

constexpr std::int64_t rows_a_progress = 1000;

// A file is known by its bytes, not by its name. Hashed in a chain of blocks, so that a file of any size needs no memory.
std::string hash_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string block(1 << 20, '\0'), chained;
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())), in.gcount() > 0) {
    chained.append(block, 0, static_cast<std::size_t>(in.gcount()));
    chained = std::string(crypto::view(crypto::sha256(chained)));
  }
  return hex(chained.substr(0, 16));
}

// The area's name or code as a file would say it.
std::string found_area(const Opening& opening, const Comparison& comparison, const directory::Snapshot& city) {
  for (const auto& placement : opening.districts) {
    if (placement.set != comparison.set) continue;
    const geo::Area* area = comparison.by_name ? city.area(placement.set, placement.area) : nullptr;
    return area ? area->name : placement.area;
  }
  return {};
}

// Points of a street that is a border lie on it to within rounding: they belong to both sides.
bool on_border_of(std::string_view says, const Opening& opening, const Comparison& comparison, const directory::Snapshot& city) {
  constexpr double rounding = 1;  // metres
  for (const auto& set : city.districts) {
    if (set.code != comparison.set || set.retired) continue;
    for (const geo::Area& area : set.areas)
      if (same_ignoring_case(comparison.by_name ? area.name : area.code, says))
        return geo::AreaIndex({area}).locate(*opening.asked.place.point, rounding).has_value();
  }
  return false;
}

std::string reason_of(const Refusal& refusal) {
  const std::string field = refusal.faults.empty() ? std::string() : refusal.faults.front().field;
  return "refused_" + (field.empty() ? std::string("row") : field);
}

std::string detail_of(const Refusal& refusal) {
  std::string detail;
  for (const Fault& fault : refusal.faults) detail += (detail.empty() ? "" : "; ") + fault.reason;
  return detail;
}

// One file's import.
class Run {
 public:
  Run(const ImportFrom& from, const Mapping& mapping, std::shared_ptr<const directory::Snapshot> city, const Cases& cases)
      : from_(from), mapping_(mapping), city_(std::move(city)), cases_(cases) {}

  Outcome<ImportReport> operator()(store::Store& store, const TimeSource& time);

 private:
  void one_row(const RowReader& reader, const std::vector<std::string>& row, ReportWriter& writer, ImportLane& lane);
  tables::ImportState begin(store::Store& store, Instant now) const;
  bool has_set(std::string_view code) const {
    return std::ranges::any_of(city_->districts, [&](const auto& set) { return set.code == code; });
  }

  const ImportFrom& from_;
  const Mapping& mapping_;
  const std::shared_ptr<const directory::Snapshot> city_;
  const Cases& cases_;
  std::string file_hash_;
  tables::ImportState state_;
  ReportWriter::Where where_;
};

tables::ImportState Run::begin(store::Store& store, Instant now) const {
  const std::string name = from_.file.filename().string();
  const auto begun = store.run<tables::ImportState>(
      [&](store::Tx& tx) -> Outcome<tables::ImportState> {
        tables::begin_import(tx, file_hash_, mapping_.hash, name, now);
        tables::ImportState state = *tables::import_state(tx, file_hash_, mapping_.hash);
        // All of a finished file is held against what is on file: a row that was refused may be taken by now.
        if (state.finished) state = {now, 0, 0, 0, state.finished};
        return state;
      },
      store::Urgency::background);
  return *begun;
}

void Run::one_row(const RowReader& reader, const std::vector<std::string>& row, ReportWriter& writer, ImportLane& lane) {
  const std::string own_number = fmt::format("{}-{}", file_hash_.substr(0, 12), where_.row);
  auto read = reader.read(row, own_number, state_.started);
  if (!read) {
    where_.number = read.error().number;
    return writer.refused(where_, read.error().reason, read.error().detail);
  }
  const std::string number = read->asked.external_id;
  where_.number = number;
  const bool located = read->asked.place.point.has_value();
  Outcome<Opening> opening = cases_.prepare_opening(std::move(read->asked));
  if (!opening) return writer.refused(where_, reason_of(opening.error()), detail_of(opening.error()));
  writer.kept(where_, *opening);
  for (std::size_t i = 0; located && i < mapping_.comparisons.size(); ++i) {
    if (!has_set(mapping_.comparisons[i].set)) continue;  // this city does not draw such districts
    const std::string& says = read->districts[i];
    if (says.empty()) continue;
    const std::string found = found_area(*opening, mapping_.comparisons[i], *city_);
    const bool same = same_ignoring_case(found, says);
    const bool border = !same && on_border_of(says, *opening, mapping_.comparisons[i], *city_);
    writer.compared(where_, mapping_.comparisons[i].set, says, found, same, border);
  }
  if (where_.row > state_.rows_done) lane.add(where_.row, *std::move(opening));
}

Outcome<ImportReport> Run::operator()(store::Store& store, const TimeSource& time) {
  const Instant began = time.now();
  auto source = formats::ByteSource::open(from_.file);
  if (!source) return std::unexpected(source.error());
  formats::CsvReader csv(*std::move(source), from_.file.filename().string());
  const auto reader =
      RowReader::make(mapping_, [&](std::string_view name) { return csv.column(name); }, from_.file.filename().string(), *city_);
  if (!reader) return std::unexpected(reader.error());
  file_hash_ = hash_of(from_.file);
  state_ = begin(store, began);

  ImportReport report;
  report.file = from_.file.filename().string();
  report.mapping = mapping_.name;
  report.resumed = state_.rows_done > 0;
  ReportWriter writer(report, from_.reports);
  const auto mark = [&](store::Tx& tx, const ImportLane::Done& done) {
    tables::advance_import(tx, file_hash_, mapping_.hash, {state_.started, done.row, done.opened, done.known, state_.finished});
  };
  ImportLane lane(store, cases_, {state_.rows_done, state_.opened, state_.known}, mark);
  for (;;) {
    const auto row = csv.next();
    if (row && *row == nullptr) break;
    where_ = {csv.row(), csv.line(), {}};
    ++report.rows;
    if (!row)
      writer.refused(where_, "unreadable_row", detail_of(row.error()));
    else
      one_row(*reader, **row, writer, lane);
    if (from_.progress && report.rows % rows_a_progress == 0)
      from_.progress({csv.source().bytes_read(), csv.source().bytes_total(), report.rows});
  }
  if (const auto broken = csv.source().broken()) return std::unexpected(*broken);
  const ImportLane::Done done = lane.finish();
  for (const auto& refused : lane.take_refusals())
    writer.refused({refused.row, 0, {}}, reason_of(refused.refusal), detail_of(refused.refusal));
  state_.finished = time.now();
  (void)store.run<bool>(
      [&](store::Tx& tx) -> Outcome<bool> {
        mark(tx, {std::max(done.row, report.rows), done.opened, done.known});
        return true;
      },
      store::Urgency::background);
  report.opened = done.opened;
  report.known = done.known;
  report.took = time.now() - began;
  writer.finish();
  if (from_.progress) from_.progress({csv.source().bytes_total(), csv.source().bytes_total(), report.rows});
  return report;
}

}  // namespace

Importer::Importer(store::Store& store, const directory::Directory& directory, const Cases& cases, const TimeSource& time)
    : store_(store), directory_(directory), cases_(cases), time_(time) {}

Outcome<ImportReport> Importer::run(const ImportFrom& from, const Mapping& mapping) const {
  Run one(from, mapping, directory_.now(), cases_);
  return one(store_, time_);
}

}  // namespace portico::cases
