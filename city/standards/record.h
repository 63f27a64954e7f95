// A calendar, an SLA, an emergency or the policy as the store keeps it: its whole value as canonical JSON (keys sorted, no white space), so
// that the same value always has the same bytes and one comparison tells whether it changed.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "city/standards/standards.h"

namespace portico::standards {

std::string record_of(const calendar::Plan& plan);
std::string record_of(const SlaVersion& sla);  // without its id
std::string record_of(const Policy& policy);
std::string record_of(const Emergency& emergency);  // clocks, kind, services and words

// All throw std::runtime_error where the record cannot be read.
calendar::Plan plan_of(std::string_view record);
SlaVersion sla_of(std::string_view record);
Emergency emergency_of(std::string_view record);
Policy policy_of(std::string_view record);

// The record's parts as flat lines, for telling what changed: "week.mon" → "09:00-17:00", "outcome.target" → "3d".
std::map<std::string, std::string> parts_of(std::string_view record);

std::string date_text(std::chrono::sys_days date);  // "2026-07-03"

}  // namespace portico::standards
