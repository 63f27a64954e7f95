#include "platform/notify/mail_channel.h"

#include <mutex>
#include <utility>

namespace portico::notify {
namespace {

mail::Mail written(const Message& message, const MailSettings& settings) {
  mail::Mail mail;
  mail.from = settings.from;
  mail.to = {{message.name, message.address}};
  mail.reply_to = {"", message.reply_to};
  mail.subject = message.subject;
  mail.text = message.text;
  mail.html = message.html;
  mail.language = message.language;
  mail.message_id = message.id;
  mail.date = message.at;
  if (!message.thread.empty()) mail.references = {message.thread};
  mail.headers = mail::automatic(message.unsubscribe_url, message.answers ? mail::Automatic::replied : mail::Automatic::generated);
  return mail;
}

class MailChannel final : public Channel {
 public:
  MailChannel(MailSettings settings, mail::Smtp first) : settings_(std::move(settings)) { free_.push_back(std::move(first)); }

  ChannelKind kind() const override { return ChannelKind::mail; }

  Delivery send(const Message& message) override {
    const auto address = mail::check_address(message.address, "to");
    if (!address) return {Delivery::Kind::refused, "this is no address", {}};
    auto bytes = mail::write(written(message, settings_));
    if (!bytes) return {Delivery::Kind::refused, "the mail cannot be written: " + bytes.error().faults.front().field, {}};
    for (const auto& key : settings_.keys) *bytes = mail::dkim_sign(*bytes, key, message.at);
    auto connection = take();
    if (!connection) return {Delivery::Kind::down, "there is no connection to be had", {}};
    const auto answers = connection->send(message.answers ? "" : settings_.bounces, {*address}, *bytes);
    give(std::move(*connection));
    return read_delivery(answers.at(0));
  }

 private:
  Outcome<mail::Smtp> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        mail::Smtp one = std::move(free_.back());
        free_.pop_back();
        return one;
      }
    }
    return mail::Smtp::make(settings_.server);
  }

  void give(mail::Smtp connection) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(connection));
  }

  const MailSettings settings_;
  std::mutex mutex_;
  std::vector<mail::Smtp> free_;
};

// Bad destinations of RFC 3463: no such mailbox, system or syntax, moved, no mail taken there at all, mailbox switched off.
bool is_of_the_address(std::string_view enhanced) {
  return enhanced == "5.1.1" || enhanced == "5.1.2" || enhanced == "5.1.3" || enhanced == "5.1.6" || enhanced == "5.1.10" ||
         enhanced == "5.2.1";
}

}  // namespace

Delivery read_delivery(const mail::Delivery& answer) {
  using enum Delivery::Kind;
  using Fate = mail::Delivery::Fate;
  std::string why = answer.code == 0 ? "no whole conversation with the mail server" : std::to_string(answer.code);
  if (!answer.enhanced.empty()) why += " " + answer.enhanced;
  if (answer.fate == Fate::delivered) return {taken, {}, {}};
  if (answer.fate == Fate::refused) return {is_of_the_address(answer.enhanced) ? no_such_address : refused, std::move(why), {}};
  // What it has against us, or is not there for, is no message's fault.
  const bool against_us = answer.code == 0 || answer.code == 421 || answer.code >= 500;
  return {against_us ? down : later, std::move(why), {}};
}

Outcome<std::unique_ptr<Channel>> mail_channel(MailSettings settings) {
  auto from = mail::check_address(settings.from.address, "mail.from");
  if (!from) return std::unexpected(from.error());
  settings.from.address = *from;
  if (settings.bounces.empty()) settings.bounces = *from;
  const auto bounces = mail::check_address(settings.bounces, "mail.bounces");
  if (!bounces) return std::unexpected(bounces.error());
  settings.bounces = *bounces;
  auto first = mail::Smtp::make(settings.server);
  if (!first) return std::unexpected(first.error());
  return std::make_unique<MailChannel>(std::move(settings), *std::move(first));
}

}  // namespace portico::notify
