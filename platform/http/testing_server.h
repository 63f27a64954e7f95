// A server with a few routes on a free port, for the stories of it. Never linked into the program.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/http/server.h"
#include "platform/http/testing.h"

namespace portico::http::testing {

class HeardLog final : public Log {
 public:
  void write(Severity, std::string_view message, std::initializer_list<Field>) override {
    const std::lock_guard lock(guard_);
    said_.emplace_back(message);
  }
  std::vector<std::string> said() {
    const std::lock_guard lock(guard_);
    return said_;
  }

 private:
  std::mutex guard_;
  std::vector<std::string> said_;
};

class AServer : public ::testing::Test {
 protected:
  AServer() {
    settings.port = 0;
    settings.workers = 2;
    settings.time = &time;
    add(Method::get, "/small", Cost::quick, answer([](const Request&) { return Response{.type = "text/plain", .body = "small"}; }));
    add(Method::get, "/page", Cost::quick, answer([](const Request&) { return Response{.body = "<p>page"}; }));
    add(Method::post, "/echo", Cost::quick, answer([](const Request& request) {
          return Response{.type = "text/plain", .body = request.body, .headers = {{"X-Address", request.address}}};
        }));
    add(Method::get, "/things/{id}.{format}", Cost::quick, answer([](const Request& request) {
          return Response{
              .type = "text/plain",
              .body = std::string(request.part("id")) + "|" + std::string(request.part("format")) + "|" + std::string(request.asked("q"))};
        }));
  }
  ~AServer() override {
    if (server) server->stop(Millis{5000});
  }
  void add(Method method, std::string pattern, Cost cost, std::function<void(const Request&, Responder)> handle,
           std::string permission = "public") {
    routes.push_back({method, std::move(pattern), std::move(permission), cost, "", "", "", std::move(handle)});
  }
  void start() {
    server = std::make_unique<Server>(settings, routes, log);
    server->start();
  }
  unsigned short port() {
    if (!server) start();
    return server->port();
  }
  Answer raw(std::string_view bytes) {
    Client client(port());
    client.send(bytes);
    return client.read();
  }

  StillTime time{*parse_instant("2026-03-02T12:00:05Z", "")};
  Settings settings;
  std::vector<Route> routes;
  HeardLog log;
  std::unique_ptr<Server> server;
};

}  // namespace portico::http::testing
