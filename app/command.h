// What the command line can do. Each command answers with an exit code.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/backup.h"
#include "app/console.h"
#include "app/export.h"
#include "app/house.h"
#include "app/people.h"
#include "app/settings.h"
#include "app/sla.h"
#include "base/instant.h"
#include "base/log.h"

namespace portico::app {

// Exit codes, as `portico --help` prints them.
enum Exit : int {
  done = 0,      // what was asked is done
  broke = 1,     // something broke: the disk, the database, a bug
  usage = 2,     // the command line makes no sense
  refused = 3,   // the input was refused; what and why is printed
  findings = 4,  // a check found something; it is printed
};

int city_check(const std::filesystem::path& pack, Console& console);
int check_proof(const std::filesystem::path& proof, const std::filesystem::path& heads, Console& console);
int serve(const std::vector<Settings>& all, const TimeSource& time, Log& log, Console& console);

// What is done on a data folder: by this process, or by the one that serves the folder (control.h).
struct Load {
  std::filesystem::path pack;
  bool plan_only = false;
  bool samples = false;          // also the pack's sample cases, relative to `as_of`
  bool sandbox = false;          // also makes a sandbox beside the city's data; one that is there is kept in line anyway
  std::optional<Instant> as_of;  // the moment of loading; now where absent
};
struct Import {
  std::filesystem::path mapping;
  std::vector<std::filesystem::path> files;
};
struct VerifyLedger {
  std::filesystem::path heads;  // kept elsewhere; empty: only the folder's own
};
struct ProveCase {
  std::string number;
  std::int64_t size = 0;  // of the head under which; 0: the newest
};
struct Redact {
  std::string number, reason;
  bool place = false;
};
struct Erase {};
struct ExportPerson {
  std::string email;
};
struct Check {};
struct ListRoutes {};
struct DeclareEmergency {
  std::filesystem::path file;
};
struct ExtendEmergency {
  std::string code;
  Instant until;
};
struct EndEmergency {
  std::string code;
};
struct ListEmergencies {};
struct ShowEmergency {
  std::string code;
};
struct SwitchStorm {
  std::optional<StormMode> mode;  // nothing: only tell
};
using Order = std::variant<Backup, Load, Import, Export, VerifyLedger, ProveCase, Redact, Erase, ExportPerson, Check, ListRoutes,
                           DeclareEmergency, ExtendEmergency, EndEmergency, ListEmergencies, ShowEmergency, SwitchStorm, ProposeSla,
                           ListProposals, ShowProposal, ReviewSla, WithdrawSla, ConfirmSla, ListUnconfirmed, ShowEvidence, PublishService,
                           AddPerson, ListPersons, GrantPerson, DisablePerson, SetPassword, ResetSecondFactor>;

int carry_out(House& house, const Load& load, Console& console);
int carry_out(House& house, const Import& import, Console& console);
int carry_out(House& house, const VerifyLedger& verify, Console& console);
int carry_out(House& house, const ProveCase& prove, Console& console);
int carry_out(House& house, const Redact& redact, Console& console);
int carry_out(House& house, const Erase& erase, Console& console);
int carry_out(House& house, const ExportPerson& person, Console& console);
int carry_out(House& house, const Check& check, Console& console);
int carry_out(House& house, const ListRoutes& list, Console& console);
int carry_out(House& house, const DeclareEmergency& declare, Console& console);
int carry_out(House& house, const ExtendEmergency& extend, Console& console);
int carry_out(House& house, const EndEmergency& end, Console& console);
int carry_out(House& house, const ListEmergencies& list, Console& console);
int carry_out(House& house, const ShowEmergency& show, Console& console);
int carry_out(House& house, const SwitchStorm& storm, Console& console);
int carry_out(House& house, const ProposeSla& propose, Console& console);
int carry_out(House& house, const ListProposals& list, Console& console);
int carry_out(House& house, const ShowProposal& show, Console& console);
int carry_out(House& house, const ReviewSla& review, Console& console);
int carry_out(House& house, const WithdrawSla& withdraw, Console& console);
int carry_out(House& house, const ConfirmSla& confirm, Console& console);
int carry_out(House& house, const ListUnconfirmed& list, Console& console);  // `findings` where a promise is unconfirmed for too long
int carry_out(House& house, const ShowEvidence& show, Console& console);
int carry_out(House& house, const PublishService& publish, Console& console);
int carry_out(House& house, const AddPerson& add, Console& console);
int carry_out(House& house, const ListPersons& list, Console& console);
int carry_out(House& house, const GrantPerson& grant, Console& console);
int carry_out(House& house, const DisablePerson& disable, Console& console);
int carry_out(House& house, const SetPassword& set, Console& console);
int carry_out(House& house, const ResetSecondFactor& reset, Console& console);

}  // namespace portico::app
