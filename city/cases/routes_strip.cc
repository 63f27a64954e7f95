#include "city/cases/routes_strip.h"

#include <fmt/format.h>

#include <algorithm>

namespace portico::cases {
namespace {

constexpr double width = 1000, height = 24, sliver = 2;

class Bar {
 public:
  explicit Bar(const StripWindow& window) : window_(window) {}

  void add(const char* what, Instant from, Instant to) {
    from = std::max(from, window_.from);
    to = std::min(to, window_.to);
    if (from >= to) return;
    const double begin = at(from);
    parts_ += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\"/>", what, begin, std::max(sliver, at(to) - begin),
                          height);
  }
  void due(Instant moment) {
    parts_ += fmt::format("<line class=\"due\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"0\" y2=\"{1}\"/>",
                          std::clamp(at(moment), sliver / 2, width - sliver / 2), height);
  }
  std::string html(const std::string& label) const {
    return fmt::format(
        "<div class=\"strip\"><svg viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">{}</svg></div>\n",
        width, height, label, parts_);
  }

 private:
  double at(Instant moment) const {
    const auto whole = static_cast<double>((window_.to - window_.from).count());
    return whole <= 0 ? 0 : width * static_cast<double>((moment - window_.from).count()) / whole;
  }
  const StripWindow& window_;
  std::string parts_;
};

std::string amount(const Words& words, Millis time) {
  const std::int64_t minutes = time.count() / 60'000, hours = minutes / 60;
  if (hours == 0) return words.plain("strip.minutes", {{"count", minutes}});
  const std::string whole = words.plain("strip.hours", {{"count", hours}});
  return minutes % 60 == 0 || hours >= 48 ? whole : whole + " " + words.plain("strip.minutes", {{"count", minutes % 60}});
}

}  // namespace

StripWindow window_of(Instant opened, const std::vector<Reckoned>& clocks, Instant now) {
  StripWindow window{opened, opened};
  for (const Reckoned& each : clocks) window.to = std::max({window.to, each.clock.due, each.clock.stopped.value_or(now)});
  return window;
}

std::string strip_of(const Words& words, const Reckoned& reckoned, const StripWindow& window, Instant now) {
  const Clock& clock = reckoned.clock;
  if (clock.state == ClockState::not_applicable) return {};
  const Instant end = clock.stopped.value_or(now);
  Bar bar(window);
  Millis used{0}, promised{0};
  for (const auto& span : reckoned.why.counted) {
    bar.add("on", span.from, std::min(span.to, end));
    bar.add("left", std::max(span.from, end), span.to);
    promised += span.to - span.from;
    if (span.from < end) used += std::min(span.to, end) - span.from;
  }
  for (const auto& pause : reckoned.pauses) bar.add("off", pause.from, pause.to.value_or(end));
  bar.add("late", clock.due, end);
  bar.due(clock.due);
  const i18n::Arguments told{{"used", amount(words, used)}, {"promised", amount(words, promised)}, {"due", words.moment(clock.due)}};
  return "<p>" + words.say("strip.used", told) + "</p>" + bar.html(words.say("strip.label", told));
}

std::string legend_of_strips(const Words& words) {
  std::string html = "<ul class=\"legend\" aria-hidden=\"true\">";
  for (const char* each : {"on", "off", "shut", "left"})
    html += "<li><i class=\"k-" + std::string(each) + "\"></i>" + words.say("strip.legend." + std::string(each)) + "</li>";
  return html + "</ul>\n";
}

}  // namespace portico::cases
