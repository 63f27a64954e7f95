// Canonical JSON for event payloads (RFC 8785 for what it can write): one text for one meaning, since its bytes are hashed.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace portico::ledger {

// Builds one object: Payload{}.add("agency", "DPW").add("case", 4711).str(). Keys must arrive sorted and unlike, as bytes; one that does
// not throws std::logic_error. Values are integers, UTF-8 texts (others throw std::invalid_argument), lists of texts, and objects built the
// same way. There are no floats: write a coordinate in millionths of a degree, a share in hundredths.
class Payload {
 public:
  Payload& add(std::string_view key, std::string_view text);
  Payload& add(std::string_view key, const char* text) { return add(key, std::string_view(text)); }
  Payload& add(std::string_view key, const std::string& text) { return add(key, std::string_view(text)); }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Payload& add(std::string_view key, T number) {
    return add_integer(key, static_cast<std::int64_t>(number));
  }
  Payload& add(std::string_view key, bool) = delete;  // say what it means: a text, or leave the key out
  Payload& add(std::string_view key, std::span<const std::string> texts);
  Payload& add(std::string_view key, const Payload& object);

  std::string str() const { return text_ + '}'; }

 private:
  Payload& add_integer(std::string_view key, std::int64_t number);
  void begin(std::string_view key);

  std::string text_ = "{";
  std::string last_key_;
};

// Appends `text` in quotes. Escaped are only the quote, the backslash and control characters.
void write_json_string(std::string& out, std::string_view text);

// Whether `text` is one whole object: what is open is closed at the last character and not before. (Not a full parser: it guards that a
// payload cannot be mistaken for what stands around it.)
bool is_one_json_object(std::string_view text);

}  // namespace portico::ledger
