#include "platform/notify/file_channel.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

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
  field(out, "Auto-Submitted", "auto-generated");
  field(out, "Subject", message.subject);
  out += '\n';
  if (message.channel == ChannelKind::sms) return out + message.sms + '\n';
  if (message.channel != ChannelKind::letter) return out + message.text + '\n';
  out += message.address + "\n\n";
  for (const auto& paragraph : message.paragraphs) out += paragraph + "\n\n";
  return out;
}

// Writes it beside its place first, so that nobody reads half of it; false with errno.
bool write_whole(const std::filesystem::path& beside, const std::string& text) {
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return false;
  std::size_t done = 0;
  while (done < text.size()) {
    const auto wrote = ::write(file, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  const int why = errno;
  ::close(file);
  errno = why;
  return done == text.size();
}

class FileChannel final : public Channel {
 public:
  FileChannel(ChannelKind kind, std::filesystem::path folder) : kind_(kind), folder_(std::move(folder)) {}

  ChannelKind kind() const override { return kind_; }

  Delivery send(const Message& message) override {
    std::error_code failed;
    if (std::filesystem::create_directories(folder_, failed))
      std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, failed);
    const auto beside = folder_ / (".unfinished-" + std::string(name_of(kind_)) + "-" + std::to_string(++written_));
    if (!write_whole(beside, written(message))) return down();
    for (int copy = 1;; ++copy) {
      const auto place = folder_ / (message.id + (copy == 1 ? "" : "." + std::to_string(copy)) + "." + std::string(name_of(kind_)));
      if (::link(beside.c_str(), place.c_str()) == 0) break;  // fails where there is one already
      if (errno != EEXIST) return down();
    }
    std::filesystem::remove(beside, failed);
    return {Delivery::Kind::taken, "", "file"};
  }

 private:
  static Delivery down() { return {Delivery::Kind::down, "the folder cannot be written: " + std::generic_category().message(errno), {}}; }

  const ChannelKind kind_;
  const std::filesystem::path folder_;
  std::atomic<std::int64_t> written_ = 0;
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
