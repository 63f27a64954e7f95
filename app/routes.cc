#include "app/routes.h"

#include "app/health.h"
#include "city/cases/routes.h"
#include "city/directory/routes.h"
#include "city/standards/routes.h"

namespace portico::app {

std::vector<http::Route> all_routes(House& house, const Settings& settings, std::function<http::Traffic()> traffic) {
  std::vector<http::Route> all = health_routes(house, settings, std::move(traffic));
  const auto add = [&](std::vector<http::Route> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  add(directory::routes(house.directory));
  add(standards::routes(house.directory, house.standards, house.time));
  add(cases::routes(*house.store, house.cases, house.directory, house.standards, house.time));
  add(house.open311.routes());
  return all;
}

}  // namespace portico::app
