#include "platform/notify/file_channel.h"

#include "platform/notify/whole_file.h"

namespace portico::notify {
namespace {

void field(std::string& out, std::string_view name, std::string_view value) {
  if (!value.empty()) out += std::string(name) + ": " + std::string(value) + "\n";
}

std::string without_lines(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

std::string written(const Message& message) {
  std::string out;
  field(out, "Message-ID", "<" + message.id + ">");
  field(out, "Date", iso8601(message.at));
  field(out, "To", without_lines(message.name.empty() ? message.address : message.name + " <" + message.address + ">"));
  field(out, "Reply-To", without_lines(message.reply_to));
  field(out, "References", message.thread.empty() ? "" : "<" + message.thread + ">");
  field(out, "Content-Language", message.language);
  field(out, "List-Unsubscribe", message.unsubscribe_url.empty() ? "" : "<" + message.unsubscribe_url + ">");
  field(out, "Auto-Submitted", message.answers ? "auto-replied" : "auto-generated");
  field(out, "Subject", message.subject);
  out += '\n';
  if (message.channel == ChannelKind::sms) return out + message.sms + '\n';
  if (message.channel != ChannelKind::letter) return out + message.text + '\n';
  out += message.address + "\n\n";
  for (const auto& paragraph : message.paragraphs) out += paragraph + "\n\n";
  return out;
}

class FileChannel final : public Channel {
 public:
  FileChannel(ChannelKind kind, std::filesystem::path folder) : kind_(kind), folder_(std::move(folder)) {}

  ChannelKind kind() const override { return kind_; }

  Delivery send(const Message& message) override {
    const std::string name = message.id + "." + std::string(name_of(kind_));
    if (const auto kept = write_whole(folder_, name, written(message), Repeat::stands_beside); !kept)
      return {Delivery::Kind::down, kept.error().faults.front().reason, {}};
    return {Delivery::Kind::taken, "", "file"};
  }

 private:
  const ChannelKind kind_;
  const std::filesystem::path folder_;
};

class PageChannel final : public Channel {
 public:
  ChannelKind kind() const override { return ChannelKind::page; }
  Delivery send(const Message&) override { return {}; }
};

}  // namespace

std::unique_ptr<Channel> file_channel(ChannelKind kind, std::filesystem::path folder) {
  return std::make_unique<FileChannel>(kind, std::move(folder));
}

std::unique_ptr<Channel> page_channel() { return std::make_unique<PageChannel>(); }

}  // namespace portico::notify
