#include "platform/http/server_loop.h"

#include <ctime>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/http/server_connection.h"
#include "platform/http/server_problem.h"

namespace portico::http {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
constexpr Millis wait_for_descriptors{100};

std::string what_of(const std::exception_ptr& broken_by) {
  try {
    std::rethrow_exception(broken_by);
  } catch (const std::exception& broken) {
    return broken.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

// By a person who looks at pages, that is: not for a file (its name has an ending), and not with a key.
bool asked_by_a_browser(const Request& request) {
  if (!request.header("accept").contains("text/html") || !key_of(request).empty()) return false;
  const std::string_view path = std::string_view(request.target).substr(0, request.target.find('?'));
  return path.find('.', path.rfind('/') + 1) == std::string_view::npos;
}

}  // namespace

thread_local Loop* Loop::current = nullptr;

Response Shared::answer_to(const std::exception_ptr& broken_by, const Request& request) {
  const auto temporary = settings.temporary ? settings.temporary(broken_by) : std::nullopt;
  // Nobody needs to guess the code; it only has to be found again in the log.
  const std::string digest = std::to_string(breakages.fetch_add(1)) + "/" + std::to_string(Clock::now().time_since_epoch().count());
  const std::string code = hex(crypto::view(crypto::sha256(digest)).substr(0, 3));
  log.write(Severity::error, temporary ? "a request could not be served now" : "a request broke",
            {{"code", code}, {"method", std::string(name_of(request.method))}, {"why", what_of(broken_by)}});
  return temporary ? problem(503, *temporary) : broken(code);
}

Response Shared::shown(const Request& request, Response answer) {
  if (!settings.problem_page || answer.type != problem_type || !asked_by_a_browser(request)) return answer;
  try {
    auto page = settings.problem_page(request, answer.status, said_by(answer));
    if (!page) return answer;
    page->status = answer.status;
    std::erase_if(page->headers, [](const auto& header) { return header.first == "Cache-Control"; });
    page->headers.insert(page->headers.end(), answer.headers.begin(), answer.headers.end());
    return *std::move(page);
  } catch (...) {
    log.write(Severity::error, "a problem's page broke", {{"why", what_of(std::current_exception())}});
    return answer;
  }
}

Loop::Loop(std::shared_ptr<Shared> with, std::size_t routes) : shared(std::move(with)), counters(routes) { renew_date(); }

void Loop::listen(const tcp::endpoint& endpoint) {
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(net::socket_base::reuse_address(true));
  acceptor_.set_option(net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>(true));
  acceptor_.bind(endpoint);
  acceptor_.listen(1024);
}

void Loop::start() {
  current = this;
  tick();
  accept();
}

void Loop::accept() {
  acceptor_.async_accept([self = shared_from_this()](const error_code& ec, tcp::socket socket) {
    if (self->stopping || ec == net::error::operation_aborted) return;
    if (!ec) {
      self->accepted(std::move(socket));
      return self->accept();
    }
    // Out of descriptors or memory: those who wait in the kernel's queue are taken when some have gone.
    self->shared->refused_connections.fetch_add(1);
    self->accept_again_.expires_after(wait_for_descriptors);
    self->accept_again_.async_wait([self](const error_code& cancelled) {
      if (!cancelled && !self->stopping) self->accept();
    });
  });
}

void Loop::accepted(tcp::socket socket) {
  if (shared->connections.load() >= static_cast<std::int64_t>(shared->settings.max_connections)) {
    shared->refused_connections.fetch_add(1);
    if (!close_longest_waited_for()) return;
  }
  shared->connections.fetch_add(1);
  open_.fetch_add(1);
  const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(socket));
  connections_.insert(connection.get());
  connection->start();
}

// Slow clients, however many, shut nobody out: who has kept us waiting longest goes for whoever is new.
bool Loop::close_longest_waited_for() {
  Connection* longest = nullptr;
  for (Connection* each : connections_)
    if (each->is_waited_for() && (longest == nullptr || each->deadline() < longest->deadline())) longest = each;
  if (longest == nullptr) return false;
  longest->shared_from_this()->close();
  return true;
}

void Loop::remove(Connection* connection) {
  if (connections_.erase(connection) == 0) return;
  open_.fetch_sub(1);
  shared->connections.fetch_sub(1);
  if (stopping) {
    const std::lock_guard lock(shared->end_guard);
    shared->ended.notify_all();
  }
}

void Loop::tick() {
  const Millis shortest = std::min(shared->settings.idle_timeout, shared->settings.request_timeout);
  tick_.expires_after(std::clamp(shortest / 4, Millis{10}, Millis{1000}));
  tick_.async_wait([self = shared_from_this()](const error_code& ec) {
    if (ec || self->cut_) return;
    self->renew_date();
    if (!self->shared->intake_only()) self->shared->kept.forget_all();
    const auto now = Clock::now();
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(self->connections_.size());
    for (Connection* connection : self->connections_) all.push_back(connection->shared_from_this());
    for (const auto& connection : all) connection->check_deadline(now);
    self->tick();
  });
}

void Loop::renew_date() {
  if (shared->settings.time != nullptr) {
    const std::time_t now = std::chrono::floor<std::chrono::seconds>(shared->settings.time->now()).time_since_epoch().count();
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[48];
    const auto length = std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
    date_line.assign(text, length);
  }
  usual_head = "HTTP/1.1 200 OK\r\n" + date_line + "X-Content-Type-Options: nosniff\r\n";
}

void Loop::begin_stop() {
  stopping = true;
  error_code ignored;
  acceptor_.close(ignored);
  accept_again_.cancel();
  std::vector<std::shared_ptr<Connection>> all;
  for (Connection* connection : connections_) all.push_back(connection->shared_from_this());
  for (const auto& connection : all) connection->end_if_idle();
  const std::lock_guard lock(shared->end_guard);
  ++shared->loops_stopping;
  shared->ended.notify_all();
}

void Loop::cut() {
  cut_ = true;  // the timer may have gone off already, past cancelling
  tick_.cancel();
  std::vector<std::shared_ptr<Connection>> all;
  for (Connection* connection : connections_) all.push_back(connection->shared_from_this());
  for (const auto& connection : all) connection->close();
}

void Loop::close() {
  {
    const std::lock_guard lock(post_guard_);
    closed_ = true;
  }
  // What was posted meanwhile finds its connection closed; running it frees what it holds.
  io.restart();
  io.poll();
}

Exchange::Exchange(std::shared_ptr<Connection> connection, Request with) : request(std::move(with)), connection_(std::move(connection)) {}

Exchange::~Exchange() {
  if (answered_.load()) return;
  connection_->loop()->shared->log.write(Severity::error, "a handler dropped a request unanswered",
                                         {{"method", std::string(name_of(request.method))}});
  deliver(broken("none"));
}

void Exchange::send(Response response) {
  if (answered_.exchange(true)) {
    connection_->loop()->shared->log.write(Severity::error, "a handler answered a request twice",
                                           {{"method", std::string(name_of(request.method))}});
    return;
  }
  deliver(std::move(response));
}

void Exchange::fail(std::exception_ptr broken_by) { send(connection_->loop()->shared->answer_to(broken_by, request)); }

void Exchange::deliver(Response response) {
  const auto& loop = connection_->loop();
  response = loop->shared->shown(request, std::move(response));
  if (Loop::current == loop.get() && connection_->dispatching() == this) return connection_->answered_within(std::move(response));
  loop->post([connection = connection_, response = std::move(response)]() mutable { connection->answered(std::move(response)); });
}

}  // namespace portico::http
