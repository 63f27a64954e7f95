#include "platform/webhooks/webhook.h"

#include <algorithm>

#include "base/text.h"

namespace portico::webhooks {
namespace {

constexpr std::size_t longest_url = 2'000;
constexpr Millis shortest_rest = std::chrono::seconds(5), longest_rest = std::chrono::hours(1);

std::string listed(std::span<const std::string> texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

}  // namespace

Outcome<NewWebhook> check_new_webhook(NewWebhook typed, std::span<const std::string> types, bool may_be_asked) {
  Refusal refusal;
  typed.url = trim(typed.url);
  if (typed.url.empty() || typed.url.size() > longest_url || !valid_utf8(typed.url) || !may_be_asked)
    refusal.faults.push_back({"url", "Nothing can be sent to this address.",
                              "https://…, or http:// to this machine; at most " + std::to_string(longest_url) + " bytes"});
  else if (typed.url.find('@') < typed.url.find('/', typed.url.find("//") + 2))
    refusal.faults.push_back(
        {"url", "A name or password stands in the address, and would be shown with it.", "the address without it: each call is signed"});
  std::ranges::sort(typed.types);
  const auto repeats = std::ranges::unique(typed.types);
  typed.types.erase(repeats.begin(), repeats.end());
  for (const std::string& type : typed.types)
    if (std::ranges::find(types, type) == types.end())
      refusal.faults.push_back({"types", "There is no event \"" + type + "\".", listed(types)});
  if (!refusal.faults.empty()) return std::unexpected(std::move(refusal));
  return typed;
}

bool wanted(const NewWebhook& webhook, const ledger::Event& event, const Described& described) {
  if (!webhook.types.empty() && std::ranges::find(webhook.types, event.type) == webhook.types.end()) return false;
  return webhook.concerning.empty() || std::ranges::find(described.concerns, webhook.concerning) != described.concerns.end();
}

Millis rest_after(std::int64_t failures, unsigned char chance) {
  const auto doubled = shortest_rest * (std::int64_t{1} << std::clamp<std::int64_t>(failures - 1, 0, 20));
  const Millis rest = std::min<Millis>(doubled, longest_rest);
  return rest + rest * chance / (5 * 255);
}

Answered answered(int status) {
  if (status >= 200 && status < 300) return Answered::taken;
  if (status == 410) return Answered::gone;
  const bool passing = status == 408 || status == 425 || status == 429;
  return status >= 400 && status < 500 && !passing ? Answered::refused : Answered::later;
}

}  // namespace portico::webhooks
