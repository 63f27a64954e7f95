// What tests of modules that take files need: where the program that draws pictures lies, and pictures.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "platform/store/store.h"

namespace portico::files::testing {

std::filesystem::path picture_program();
std::string sample(std::string_view name);  // of samples/; throws where it is missing

// Keeps bytes under a name that is not their hash, as a failing disk would.
void keep_under(store::Store& store, const std::filesystem::path& folder, const std::string& hash, std::string_view bytes);

}  // namespace portico::files::testing
