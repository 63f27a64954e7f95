#include "platform/notify/letter_channel.h"

#include "base/text.h"
#include "platform/i18n/i18n.h"
#include "platform/notify/whole_file.h"

namespace portico::notify {
namespace {

class LetterChannel final : public Channel {
 public:
  LetterChannel(LetterSettings settings, letters::Press press) : settings_(std::move(settings)), press_(std::move(press)) {}

  ChannelKind kind() const override { return ChannelKind::letter; }

  Delivery send(const Message& message) override {
    const auto pdf = press_.print(letter_of(message));
    if (!pdf) return {Delivery::Kind::refused, "no letter can be made of it: " + pdf.error().faults.front().field, {}};
    if (const auto kept = write_whole(settings_.folder, message.id + ".pdf", *pdf, Repeat::replaces); !kept)
      return {Delivery::Kind::down, "the folder cannot be written", {}};
    return {Delivery::Kind::taken, {}, "file"};
  }

 private:
  letters::Letter letter_of(const Message& message) const {
    letters::Letter letter;
    letter.language = message.language;
    letter.paper = settings_.paper;
    letter.window = settings_.window;
    letter.sender = settings_.sender;
    if (!message.name.empty()) letter.recipient.push_back(message.name);
    for (const auto line : split(message.address, '\n'))
      if (!trim(line).empty()) letter.recipient.emplace_back(trim(line));
    letter.date = i18n::format_instant(message.at, settings_.zone, message.language, i18n::DateStyle::day);
    letter.subject = message.subject;
    letter.paragraphs = message.paragraphs;
    letter.signer = settings_.sender.name;
    letter.written_at = message.at;
    return letter;
  }

  const LetterSettings settings_;
  const letters::Press press_;
};

}  // namespace

Outcome<std::unique_ptr<Channel>> letter_channel(LetterSettings settings) {
  auto press = letters::Press::open(settings.fonts);
  if (!press) return std::unexpected(press.error());
  return std::make_unique<LetterChannel>(std::move(settings), *std::move(press));
}

}  // namespace portico::notify
