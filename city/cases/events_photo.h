// What this module tells the world of photos; part of its events.h. Ids alone: neither what a photo shows nor its hash.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portico::cases {

// A photo or document came with a request or with news of it.
struct PhotoAdded {
  static constexpr std::string_view type = "PhotoAdded/1";
  std::int64_t id = 0, photo = 0;  // photo: of the case, from 1
  std::string service, agency;
  std::string kind;   // "before", "after" or "document"
  std::string state;  // "waiting", "released" or "hidden"
  bool operator==(const PhotoAdded&) const = default;
};

// A person has looked at the photo, and the public may see it.
struct PhotoReleased {
  static constexpr std::string_view type = "PhotoReleased/1";
  std::int64_t id = 0, photo = 0;
  std::string service, agency;
  bool operator==(const PhotoReleased&) const = default;
};

// A person has taken the photo from the public's sight.
struct PhotoHidden {
  static constexpr std::string_view type = "PhotoHidden/1";
  std::int64_t id = 0, photo = 0;
  std::string service, agency;
  std::string reason = {};  // "person", "private", "shocking", "unrelated", "other"; "" where nobody said
  bool operator==(const PhotoHidden&) const = default;
};

std::string to_json(const PhotoAdded& event);
std::string to_json(const PhotoReleased& event);
std::string to_json(const PhotoHidden& event);

template <class Event>
Event from_json(std::string_view payload);
template <>
PhotoAdded from_json<PhotoAdded>(std::string_view payload);
template <>
PhotoReleased from_json<PhotoReleased>(std::string_view payload);
template <>
PhotoHidden from_json<PhotoHidden>(std::string_view payload);

}  // namespace portico::cases
