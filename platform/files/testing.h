// What tests of modules that take files need: where the program that draws pictures lies, and pictures.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace portico::files::testing {

std::filesystem::path picture_program();
std::string sample(std::string_view name);  // of samples/; throws where it is missing

}  // namespace portico::files::testing
