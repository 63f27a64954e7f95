#include "city/registers/routes.h"

#include "city/directory/routes.h"
#include "city/registers/routes_view.h"

namespace portico::registers {

std::vector<http::Route> routes(store::Store& store, const directory::Directory& directory, const standards::Standards& standards,
                                const TimeSource& time, std::string public_url) {
  using http::Cost;
  using http::Method;
  using http::Request;
  const Source source{store, directory, standards, time, std::move(public_url)};
  const auto route = [&](std::string pattern, std::string sentence, std::string takes, std::string gives,
                         http::Response (*write)(const Source&, const Request&)) {
    return http::Route{.method = Method::get,
                       .pattern = std::move(pattern),
                       .permission = "public",
                       .cost = Cost::work,
                       .sentence = std::move(sentence),
                       .takes = std::move(takes),
                       .gives = std::move(gives),
                       .handle = http::answer([source, write](const Request& request) { return write(source, request); })};
  };
  std::vector<http::Route> pages = {
      route("/agencies", "The city's agencies: what each does, and how to reach it.", "", "HTML page", agencies_page),
      route("/agencies/{code}", "One agency: its services with their promises, its contact and its offices.", "", "HTML page", agency_page),
      route("/sites", "The city's offices for everybody, and which of them are open now.", "query: service, agency, language, access",
            "HTML page", sites_page),
      route("/sites/{code}", "One office: where it is, its hours of the next days, who is understood there and how one gets in.", "",
            "HTML page", site_page),
      route("/data", "What the city gives as open data: sets, columns, how current, under which licence, with commands to try.", "",
            "HTML page", open_data_page)};
  // A page with a wish is another for each, so it is never kept; it reads one row by its key.
  for (auto& page : pages)
    page.kept_as = [kept = directory::kept_page(directory)](const Request& request) {
      return request.query.empty() ? kept(request) : std::string();
    };
  auto all = directory::in_every_language(std::move(pages), directory);
  for (auto& data : {route("/agencies.{format}", "Gives the agencies and their services as open data.", "", "JSON array or CSV of agencies",
                           agencies_data),
                     route("/sites.{format}", "Gives the offices as open data, with their hours and whether they are open now.", "",
                           "JSON array or CSV of offices", sites_data)}) {
    all.push_back(data);
    all.back().kept_as = [](const Request& request) { return request.path; };
  }
  return all;
}

}  // namespace portico::registers
