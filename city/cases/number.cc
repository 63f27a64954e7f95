// Case numbers: a keyed permutation of the 20^7 possible bodies, and a check symbol.
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "city/cases/case.h"
#include "platform/crypto/crypto.h"

namespace portico::cases {
namespace {

constexpr std::string_view alphabet = "23456789CFGHJMPQRVWX";
constexpr std::size_t body_length = 7, number_length = 8;
constexpr std::uint64_t left_size = 160'000, right_size = 8'000;  // 20^4 × 20^3: together all bodies
constexpr int rounds = 10;

struct RoundKey {
  std::uint64_t k0 = 0, k1 = 0;
};

RoundKey round_key(std::string_view key) {
  const crypto::Digest digest = crypto::hmac_sha256(key, "portico case number 1");
  RoundKey drawn;
  std::memcpy(&drawn.k0, digest.data(), 8);
  std::memcpy(&drawn.k1, digest.data() + 8, 8);
  return drawn;
}

// SipHash-2-4 of one 64-bit word: a keyed function that tells nothing of its key, in a few dozen nanoseconds.
std::uint64_t siphash(const RoundKey& key, std::uint64_t word) {
  std::uint64_t a = key.k0 ^ 0x736f6d6570736575, b = key.k1 ^ 0x646f72616e646f6d, c = key.k0 ^ 0x6c7967656e657261,
                d = key.k1 ^ 0x7465646279746573;
  const auto stir = [&] {
    a += b, b = std::rotl(b, 13) ^ a, a = std::rotl(a, 32);
    c += d, d = std::rotl(d, 16) ^ c;
    a += d, d = std::rotl(d, 21) ^ a;
    c += b, b = std::rotl(b, 17) ^ c, c = std::rotl(c, 32);
  };
  const auto take = [&](std::uint64_t block) {
    d ^= block;
    stir(), stir();
    a ^= block;
  };
  take(word);
  take(std::uint64_t{8} << 56);  // the message's length, in the last block's highest byte
  c ^= 0xff;
  stir(), stir(), stir(), stir();
  return a ^ b ^ c ^ d;
}

// A Feistel network over two unequal halves that adds instead of XORing, so that it permutes exactly [0, 20^7) without walking cycles.
std::uint64_t permute(std::uint64_t value, const RoundKey& key) {
  std::uint64_t left = value / right_size, right = value % right_size;
  for (std::uint64_t round = 0; round < rounds; round += 2) {
    left = (left + siphash(key, (round << 32) | right) % left_size) % left_size;
    right = (right + siphash(key, ((round + 1) << 32) | left) % right_size) % right_size;
  }
  return left * right_size + right;
}

std::uint64_t permute_back(std::uint64_t value, const RoundKey& key) {
  std::uint64_t left = value / right_size, right = value % right_size;
  for (std::uint64_t round = rounds; round > 0; round -= 2) {
    right = (right + right_size - siphash(key, ((round - 1) << 32) | left) % right_size) % right_size;
    left = (left + left_size - siphash(key, ((round - 2) << 32) | right) % left_size) % left_size;
  }
  return left * right_size + right;
}

// The check: a symbol is a pair of an element of the field of four and one of the field of five. In each field the weighted sum of all
// eight symbols must be zero. No weight is zero, so a single wrong symbol shows; weights of places up to two apart differ, so does any swap
// of neighbours and of symbols with one between them.
struct Sum {
  unsigned four = 0, five = 0;
};

unsigned times_alpha(unsigned element, std::size_t power) {  // in the field of four: 1 → α → α² → 1
  constexpr std::array<unsigned, 4> once{0, 2, 3, 1};
  for (power %= 3; power > 0; --power) element = once[element];
  return element;
}

void add(Sum& sum, unsigned symbol, std::size_t place) {
  constexpr std::array<unsigned, 4> weights{1, 2, 4, 3};  // powers of two, modulo five
  sum.four ^= times_alpha(symbol / 5, place);
  sum.five = (sum.five + symbol % 5 * weights[place % 4]) % 5;
}

char check_symbol(std::string_view body) {
  for (unsigned candidate = 0; candidate < alphabet.size(); ++candidate) {
    Sum sum;
    for (std::size_t place = 0; place < body.size(); ++place) add(sum, static_cast<unsigned>(alphabet.find(body[place])), place);
    add(sum, candidate, body_length);
    if (sum.four == 0 && sum.five == 0) return alphabet[candidate];
  }
  throw std::logic_error("every body has a check symbol");
}

std::string grouped(std::string_view symbols) { return std::string(symbols.substr(0, 4)) + "-" + std::string(symbols.substr(4)); }

}  // namespace

std::string case_number(std::int64_t sequence, std::string_view key) {
  if (sequence < 1 || static_cast<std::uint64_t>(sequence) >= left_size * right_size)
    throw std::out_of_range("case numbers are used up, or a sequence began below 1");
  std::uint64_t value = permute(static_cast<std::uint64_t>(sequence), round_key(key));
  std::string symbols(body_length, '2');
  for (std::size_t place = body_length; place-- > 0; value /= alphabet.size()) symbols[place] = alphabet[value % alphabet.size()];
  symbols += check_symbol(symbols);
  return grouped(symbols);
}

Outcome<std::string> read_case_number(std::string_view text) {
  constexpr std::string_view accepted = "eight of 23456789CFGHJMPQRVWX, like 2345-678X";
  std::string symbols;
  for (char letter : text) {
    if (letter == ' ' || letter == '-' || letter == '\t') continue;
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (alphabet.find(letter) == std::string_view::npos || symbols.size() == number_length)
      return refuse(Refused::invalid, "number", "this cannot be a request number", std::string(accepted));
    symbols += letter;
  }
  if (symbols.size() != number_length)
    return refuse(Refused::invalid, "number", "a request number has eight symbols", std::string(accepted));
  if (check_symbol(std::string_view(symbols).substr(0, body_length)) != symbols.back())
    return refuse(Refused::invalid, "number", "one symbol of this request number is wrong, or two stand in each other's place",
                  std::string(accepted));
  return grouped(symbols);
}

std::optional<std::int64_t> case_sequence(std::string_view canonical, std::string_view key) {
  std::uint64_t value = 0;
  std::size_t symbols = 0;
  for (char letter : canonical) {
    if (letter == '-') continue;
    if (symbols++ == body_length) break;
    value = value * alphabet.size() + alphabet.find(letter);
  }
  const std::uint64_t sequence = permute_back(value, round_key(key));
  return sequence == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(sequence));
}

}  // namespace portico::cases
