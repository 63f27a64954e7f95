// Who signed in, and who did not: for auditors.
#include "base/text.h"
#include "platform/identity/audit.h"
#include "platform/identity/routes_pages.h"

namespace portico::identity {
namespace {

using http::Request;
using http::Response;

constexpr int at_once = 100;
constexpr std::size_t shown_of_hash = 8;

std::string row_of(const Writing& writing, const AuditRow& row) {
  const std::string who = row.person ? "<a href=\"" + writing.href("/audit") + "?person=" + std::to_string(*row.person) + "\"><bdi>" +
                                           http::escape_html(row.name) + "</bdi></a>"
                                     : writing.say("audit.nobody");
  std::string html = "<tr><th scope=\"row\">" + writing.time(row.at) + "</th><td>" + who + "</td><td>" + writing.say("what." + row.what);
  const bool role = row.what == "granted" || row.what == "revoked";
  if (role || row.what == "signed_in") html += ": " + (role ? http::escape_html(row.how) : writing.say("how." + row.how));
  return html + "</td><td>" + http::escape_html(row.actor) + "</td><td class=\"mono\">" +
         http::escape_html(row.address.substr(0, shown_of_hash)) + "</td></tr>\n";
}

Response audit(const Sources& from, const Request& request) {
  const Writing writing(messages(), from.around, request);
  const auto before = parse_integer(request.asked("before")), person = parse_integer(request.asked("person"));
  std::vector<AuditRow> rows;
  from.store.read([&](store::Reader& reader) { rows = list_audit(reader, before.value_or(0), person, at_once); });
  std::string body =
      "<p class=\"soft\">" + writing.say("audit.lead", {{"days", std::int64_t{from.identity.settings().audit_kept.count()}}}) + "</p>\n";
  if (person) body += "<p><a href=\"" + writing.href("/audit") + "\">" + writing.say("audit.all") + "</a></p>\n";
  if (rows.empty()) return writing.page("audit.title", "/audit", body + "<p>" + writing.say("audit.none") + "</p>\n");
  std::string lines;
  for (const auto& row : rows) lines += row_of(writing, row);
  body += writing.table("audit.title", {"audit.at", "audit.who", "audit.what", "audit.by", "audit.address"}, lines);
  if (rows.size() == at_once)
    body += "<p><a class=\"btn btn--quiet\" rel=\"next\" href=\"" + writing.href("/audit") + "?before=" + std::to_string(rows.back().id) +
            (person ? "&amp;person=" + std::to_string(*person) : "") + "\">" + writing.say("audit.older") + "</a></p>\n";
  return writing.page("audit.title", "/audit", body);
}

}  // namespace

std::vector<http::Route> audit_routes(std::shared_ptr<const Sources> from) {
  return {{http::Method::get, "/audit", "audit", http::Cost::work, "Who signed in, and who did not and why; newest first.",
           "query: before, person", "HTML", http::answer([from](const Request& request) { return audit(*from, request); })}};
}

}  // namespace portico::identity
