// Chance that is the same on every machine: the generator is the standard's, what is drawn from it is our own arithmetic.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <string_view>
#include <vector>

namespace portico::rehearsal {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  double share() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }  // 0 ≤ share < 1
  double between(double low, double high) { return low + (high - low) * share(); }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(share() * static_cast<double>(bound)); }  // bound > 0
  bool happens(double probability) { return share() < probability; }
  double normal() {  // Box and Muller
    const double angle = 2 * std::numbers::pi * share();
    return std::sqrt(-2 * std::log(1 - share())) * std::cos(angle);
  }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937_64 engine_;
};

// An index by its weight.
class Weighted {
 public:
  explicit Weighted(const std::vector<double>& weights) {
    double sum = 0;
    for (const double weight : weights) sums_.push_back(sum += weight);
  }
  std::size_t draw(Dice& dice) const {
    const double at = dice.share() * sums_.back();
    std::size_t low = 0, high = sums_.size() - 1;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      sums_[middle] > at ? high = middle : low = middle + 1;
    }
    return low;
  }

 private:
  std::vector<double> sums_;
};

}  // namespace portico::rehearsal
