// DIR/control: how another process of the same user reaches the one that writes a data folder. A Unix socket, mode 0600; one line asks,
// lines answer until the connection closes. What the lines say is the app's business.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace portico::store {

class ControlServer {
 public:
  using Say = std::function<void(std::string_view line)>;  // sends a line to whoever asked; does nothing once they have gone
  using Handle = std::function<void(const std::string& request, const Say& say)>;

  // Listens in a folder whose lock the process holds (a socket left by one that was killed is replaced). `handle` runs on a thread of the
  // connection's own and must not throw. Throws Broken where the socket cannot be made.
  ControlServer(const std::filesystem::path& folder, Handle handle);
  ~ControlServer();  // stops listening, waits for running requests

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// Asks the process that holds the folder; `each` gets its lines. False where nobody listens. Throws Broken where the connection fails on
// the way.
bool ask_control(const std::filesystem::path& folder, std::string_view request, const std::function<void(std::string_view line)>& each);

}  // namespace portico::store
