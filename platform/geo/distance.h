// Lengths of a degree on WGS84, for the module's own files.
#pragma once

namespace portico::geo {

struct MetresPerDegree {
  double latitude, longitude;
};
MetresPerDegree metres_per_degree(double latitude);

}  // namespace portico::geo
