#include "city/cases/routes_proof.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/routes_request.h"
#include "city/directory/routes.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/proof.h"

namespace portico::cases {
namespace {

constexpr int heads_at_once = 1'000;

struct Books {
  store::Store& store;
  const Cases& cases;
  const directory::Directory& directory;
  std::filesystem::path folder;
};

std::string subject_of(const Case& subject) { return "case:" + std::to_string(subject.id); }

// In groups of four: to be read out on the telephone.
std::string fingerprint_of(const ledger::Event& event) {
  const std::string digits = hex(crypto::view(crypto::sha256(ledger::leaf_bytes(event)))).substr(0, 16);
  std::string grouped;
  for (std::size_t at = 0; at < digits.size(); at += 4) grouped += (at == 0 ? "" : " ") + digits.substr(at, 4);
  return grouped;
}

http::Response proof(const Books& books, const http::Request& request) {
  Outcome<ledger::Proof> made = refuse(Refused::not_found, "number", "there is no such request", "the number of a public request");
  const auto size = parse_integer(request.asked("size")).value_or(0);
  books.store.read([&](store::Reader& reader) {
    if (const auto found = asked_case(reader, books.cases, request)) made = ledger::prove(reader, books.folder, subject_of(*found), size);
  });
  if (!made) return http::problem(made.error());
  return {.status = 200,
          .type = "application/json; charset=utf-8",
          .body = ledger::to_json(*made),
          .headers = {{"Cache-Control", "no-store"}, {"Content-Disposition", "attachment; filename=\"proof.json\""}}};
}

http::Response heads(const Books& books, const http::Request& request) {
  const auto from = parse_integer(request.asked("from")).value_or(0);
  std::string lines;
  books.store.read([&](store::Reader& reader) {
    for (const auto& head : ledger::heads_after(reader, std::max<std::int64_t>(from, 0), heads_at_once))
      lines += ledger::to_line(head) + "\n";
  });
  return {.status = 200, .type = "application/jsonl; charset=utf-8", .body = lines, .headers = {{"Cache-Control", "no-store"}}};
}

std::string field(const Words& words, const std::string& name, int rows, const std::string& typed) {
  return "<div class=\"field\"><label class=\"field__label\" for=\"" + name + "\">" + words.say("proof." + name) +
         "</label><p class=\"field__hint\" id=\"" + name + "-hint\">" + words.say("proof." + name + "_hint") +
         "</p><textarea class=\"input\" id=\"" + name + "\" name=\"" + name + "\" rows=\"" + std::to_string(rows) +
         "\" spellcheck=\"false\" aria-describedby=\"" + name + "-hint\">" + http::escape_html(typed) + "</textarea></div>";
}

struct Sent {
  std::string proof, head;
  std::vector<std::string> findings;  // in sentences
  bool checked = false;
  std::size_t events = 0;
};

std::string verdict(const Words& words, const Sent& sent) {
  if (!sent.checked) return {};
  if (sent.findings.empty())
    return "<p class=\"note\" role=\"status\">" + words.say("proof.stands", {{"count", static_cast<std::int64_t>(sent.events)}}) +
           (trim(sent.head).empty() ? " " + words.say("proof.alone") : "") + "</p>";
  std::string html = "<div class=\"banner banner--late\" role=\"alert\"><div><h2>" + words.say("proof.falls") + "</h2><ul>";
  for (const auto& each : sent.findings) html += "<li lang=\"en\" dir=\"ltr\">" + http::escape_html(each) + "</li>";
  return html + "</ul></div></div>";
}

http::Response page(const Books& books, const http::Request& request, const Sent& sent) {
  const auto city = books.directory.now();
  const Words words(*city, directory::language_of(request, *city));
  std::optional<ledger::Head> newest;
  books.store.read([&](store::Reader& reader) { newest = ledger::newest_head(reader); });
  std::string body = "<div class=\"wrap\"><h1>" + words.say("proof.title") + "</h1><p class=\"lead\">" + words.say("proof.lead") +
                     "</p>\n" + verdict(words, sent);
  if (newest)
    body += "<h2>" + words.say("proof.newest") + "</h2><p><code><bdi>" + http::escape_html(ledger::to_line(*newest)) +
            "</bdi></code></p><p><a href=\"/ledger/heads.jsonl\">" + words.say("proof.all_heads") + "</a></p>\n";
  body += "<h2>" + words.say("proof.check") + "</h2><form method=\"post\" action=\"" + words.path("/ledger") + "\">" +
          field(words, "proof", 8, sent.proof) + field(words, "head", 3, sent.head) + "<button class=\"btn\">" + words.say("proof.button") +
          "</button></form></div>";
  return directory::respond(
      request, *city,
      {.language = words.language(), .title = words.plain("proof.title"), .path = "/ledger", .body = body, .description = {}},
      sent.checked && !sent.findings.empty() ? 422 : 200);
}

http::Response check_sent(const Books& books, const http::Request& request) {
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  Sent sent{.proof = std::string(form->value("proof")), .head = std::string(form->value("head")), .checked = true};
  std::vector<ledger::Head> kept;
  for (std::string_view line : split(sent.head, '\n')) {
    if (trim(line).empty()) continue;
    const auto head = ledger::parse_head(line, "head");
    if (head)
      kept.push_back(*head);
    else
      sent.findings.push_back(head.error().faults.at(0).reason);
  }
  const auto read = ledger::parse_proof(sent.proof);
  if (!read) {
    sent.findings.push_back(read.error().faults.at(0).reason);
  } else {
    sent.events = read->events.size();
    for (auto& each : ledger::check(*read, kept)) sent.findings.push_back(std::move(each));
  }
  return page(books, request, sent);
}

}  // namespace

std::vector<http::Route> proof_routes(store::Store& store, const Cases& cases, const directory::Directory& directory,
                                      const std::filesystem::path& folder) {
  const auto books = std::make_shared<const Books>(Books{store, cases, directory, folder});
  const auto route = [&](http::Method method, const std::string& pattern, const std::string& sentence, const std::string& takes,
                         const std::string& gives, const auto& write) {
    return http::Route{.method = method,
                       .pattern = pattern,
                       .permission = "public",
                       .cost = http::Cost::work,
                       .sentence = sentence,
                       .takes = takes,
                       .gives = gives,
                       .handle = http::answer([books, write](const http::Request& request) { return write(*books, request); })};
  };
  http::Route checking = route(http::Method::get, "/ledger", "The page that holds a proof against a published head.", "", "HTML page",
                               [](const Books& from, const http::Request& request) { return page(from, request, {}); });
  checking.put_off = directory::resting_page(directory);
  std::vector<http::Route> all = directory::in_every_language(
      {std::move(checking), route(http::Method::post, "/ledger", "Checks a proof, and against a head that somebody kept.",
                                  "form: proof, head", "HTML page", check_sent)},
      directory);
  all.push_back(route(http::Method::get, "/requests/{number}/proof.json",
                      "What shows that all that happened to a request stands in the ledger, under a signed head.", "query: token, size",
                      "JSON: events with their paths, head, public_key", proof));
  all.push_back(route(http::Method::get, "/ledger/heads.jsonl", "The published heads, oldest first, a thousand at once.",
                      "query: from (a size)", "a head a line, JSON", heads));
  for (auto& each : all) each.heavy = each.method == http::Method::get;  // a proof can wait until a storm is over
  return all;
}

std::string proof_panel(const Words& words, store::Reader& reader, const Case& subject, std::string_view token) {
  const auto events = ledger::events_of(reader, subject_of(subject));
  if (events.empty()) return {};
  const std::string query = token.empty() ? "" : "?token=" + http::percent_encode(token);
  return "<section class=\"panel panel--mist\" aria-labelledby=\"proof\"><h2 id=\"proof\">" + words.say("proof.panel") +
         "</h2><p class=\"small\">" + words.say("proof.entry", {{"position", std::to_string(events.front().position)}}) +
         "<br><code><bdi>" + fingerprint_of(events.front()) + "</bdi></code></p><p class=\"small\"><a href=\"/requests/" +
         http::percent_encode(subject.number) + "/proof.json" + http::escape_html(query) + "\">" + words.say("proof.get") +
         "</a> · <a href=\"" + words.path("/ledger") + "\">" + words.say("proof.check") + "</a></p></section>\n";
}

}  // namespace portico::cases
