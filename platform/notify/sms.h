// How many parts a text message takes: GSM 03.38's seven bits where all of its letters are there, else UCS-2. Pure.
#pragma once

#include <string_view>

namespace portico::notify {

struct SmsSize {
  bool ucs2 = false;
  int units = 0;  // septets, or UTF-16 units
  int parts = 0;  // 160 septets or 70 units alone; 153 or 67 each where there are several; 0 for an empty text
  bool operator==(const SmsSize&) const = default;
};
SmsSize sms_size(std::string_view utf8);

}  // namespace portico::notify
