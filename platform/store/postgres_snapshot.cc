#include "platform/store/postgres_snapshot.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include "platform/store/postgres_connection.h"
#include "platform/store/snapshot.h"

namespace portico::store {
namespace {

// Where to connect to, as the environment that PostgreSQL's programs read: a password on a command line could be read by anybody here.
std::vector<std::string> environment_of(const std::string& url) {
  std::vector<std::string> around;
  char* wrong = nullptr;
  PQconninfoOption* const options = PQconninfoParse(url.c_str(), &wrong);
  if (options == nullptr) {
    const std::string why = wrong != nullptr ? wrong : "no memory";
    PQfreemem(wrong);
    throw Broken("The database's address makes no sense: " + why);
  }
  for (const PQconninfoOption* each = options; each->keyword != nullptr; ++each)
    if (each->envvar != nullptr && each->val != nullptr) around.push_back(std::string(each->envvar) + "=" + each->val);
  PQconninfoFree(options);
  for (char** each = environ; *each != nullptr; ++each) around.emplace_back(*each);  // behind, where the first of a name counts
  return around;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What another program says until it ends.
std::string all_of(int pipe) {
  std::string said;
  std::array<char, 4096> block{};
  for (ssize_t got = 0; (got = ::read(pipe, block.data(), block.size())) > 0 || (got < 0 && errno == EINTR);)
    if (got > 0) said.append(block.data(), static_cast<std::size_t>(got));
  ::close(pipe);
  return said;
}

// Runs a program to its end; what it complains of is the reason of the failure.
void run(std::vector<std::string> words, const std::string& url) {
  std::vector<std::string> around = environment_of(url);
  std::array<int, 2> complaints{};
  if (::pipe2(complaints.data(), O_CLOEXEC) != 0) throw Broken("no pipe for " + words[0]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, complaints[1], STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, words[0].c_str(), &actions, nullptr, pointers_to(words).data(), pointers_to(around).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(complaints[1]);
  const std::string said = all_of(complaints[0]);
  if (error == ENOENT) throw Broken(words[0] + " is not on this machine's PATH; Debian has it in postgresql-client.");
  if (error != 0) throw Broken(words[0] + " cannot be started: " + std::generic_category().message(error));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) throw Broken(words[0] + " failed: " + said);
}

const Statement schema_is_there("store.schema_is_there", "SELECT $1", "SELECT count(*) FROM pg_namespace WHERE nspname = $1");

}  // namespace

void dump_schema(const Settings& settings, const std::filesystem::path& file) {
  run({"pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--schema=" + quoted_identifier(settings.schema),
       "--file=" + file.string()},
      settings.postgres);
}

void read_dump(const std::filesystem::path& file) { run({"pg_restore", "--file=/dev/null", file.string()}, {}); }

void restore_schema(const Settings& settings, const std::filesystem::path& file) {
  run({"pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname=", file.string()},
      settings.postgres);
}

bool has_schema(const Settings& settings) {
  PostgresConnection session(settings.postgres, settings.schema);
  bool found = false;
  session.query(schema_is_there, {settings.schema}, [&](const Row& row) { found = row.integer(0) > 0; });
  return found;
}

void rename_schema(const Settings& settings, const std::string& name) {
  PostgresConnection session(settings.postgres, settings.schema);
  session.run("ALTER SCHEMA " + quoted_identifier(settings.schema) + " RENAME TO " + quoted_identifier(name));
}

}  // namespace portico::store
