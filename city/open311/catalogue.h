// The documents that change only when a city is loaded: the list of services, a service's definition, discovery, facilities.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "city/directory/directory.h"
#include "city/open311/render.h"

namespace portico::open311 {

std::string services_body(Format format, const directory::Snapshot& city, std::string_view language);
std::string definition_body(Format format, const directory::Service& service, const directory::Snapshot& city, std::string_view language);

struct Discovery {
  Instant changeset;
  std::string production_url, test_url;  // of the sandbox; "" where there is none
  std::string key_service;               // how to get a key, in a sentence
};
std::string discovery_body(Format format, const directory::Snapshot& city, const Discovery& discovery);

// Inquiry v1: service centres. `code`: "all", or one.
std::string facilities_body(Format format, const directory::Snapshot& city, std::string_view language, std::string_view code);

// Inquiry v1: the knowledge base.
struct Faq {
  std::string id, title, answer;  // the answer is HTML
  std::string category;           // "" without one
  std::vector<std::string> services;
  std::string agency, language, reviewed;  // "2026-03-31"
};
// `wanted`: "all", one id, or a category.
std::string faqs_body(Format format, const std::vector<Faq>& faqs, std::string_view wanted);

// The list of services, rendered once for each load, language and format.
class ServiceLists {
 public:
  std::shared_ptr<const std::string> body(Format format, const std::shared_ptr<const directory::Snapshot>& city,
                                          const std::string& language);

 private:
  struct Rendered {
    std::shared_ptr<const directory::Snapshot> city;  // held, so that its address stays its own
    std::map<std::string, std::shared_ptr<const std::string>> bodies[2];
  };
  std::atomic<std::shared_ptr<const Rendered>> rendered_;
  std::mutex rendering_;
};

}  // namespace portico::open311
