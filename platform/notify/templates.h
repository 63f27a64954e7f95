// Where templates come from: the administrators' pages, the city pack, the program. The first of them that has one for a code, service
// and language counts.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "platform/notify/template.h"
#include "platform/store/store.h"

namespace portico::notify {

// All that hold, at one moment. Immutable.
class Shelf {
 public:
  // What comes first counts; one that does not hold against its kind is left out, and said in faults().
  struct Sourced {
    Template from;
    std::string source;
    std::int64_t version = 0;
  };
  Shelf(const Kinds& kinds, std::vector<Sourced> all);

  // Service and language; the language for all services; service and the city's first language; that language for all services; nullptr.
  const Ready* find(std::string_view code, std::string_view service, std::string_view language, std::string_view first_language) const;
  std::vector<const Ready*> all() const;  // by code, service and language: what counts
  const std::vector<Fault>& faults() const { return faults_; }

 private:
  using Key = std::array<std::string, 3>;  // code, service, language
  std::map<Key, Ready> ready_;
  std::vector<Fault> faults_;
};

// Saves a template of the administrators' as a new version; its number. Refused where it does not hold.
Outcome<std::int64_t> save_template(store::Tx& tx, const Kinds& kinds, const Template& wanted, std::string_view actor, Instant now);
// What the pack or the program has for it counts again. Refused as `not_found` where there is none in force.
Outcome<std::int64_t> withdraw_template(store::Tx& tx, std::string_view code, std::string_view service, std::string_view language,
                                        std::string_view actor, Instant now);
// Brings the pack's templates in line with these: new versions of what changed, and what is gone withdrawn. How many that were. Refused
// where one does not hold, or stands there twice.
Outcome<int> load_templates(store::Tx& tx, const Kinds& kinds, const std::vector<Template>& wanted, Instant now);

// One version, for whoever looks back.
struct SavedTemplate : Template {
  std::string source;
  std::int64_t version = 0;
  bool withdrawn = false;
  Instant saved;
  std::string saved_by;
};
std::vector<SavedTemplate> versions(store::Reader& reader, std::string_view code, std::string_view service, std::string_view language);

// The shelf in memory, read anew after a change.
class Templates {
 public:
  // Throws std::logic_error where one that is built in does not hold.
  Templates(store::Store& store, Kinds kinds, std::vector<Template> built_in);
  const Kinds& kinds() const { return kinds_; }
  std::shared_ptr<const Shelf> now() const { return shelf_.load(); }
  void refresh();  // from any thread, after a change has become durable

 private:
  store::Store& store_;
  const Kinds kinds_;
  const std::vector<Template> built_in_;
  std::atomic<std::shared_ptr<const Shelf>> shelf_;
};

}  // namespace portico::notify
