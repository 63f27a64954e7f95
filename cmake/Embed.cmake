# embed_migrations(TARGET): builds MODULE/migrations/*.sql into the module's library.
#
# Generates "MODULE/migrations.h" and its .cc in the build folder: std::span<const store::Migration> migrations() in the module's
# namespace, portico::<last part of its path>, in the order of the file names (0001_… first). Changing a file re-generates them.
function(embed_migrations target)
  file(RELATIVE_PATH path "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
  get_filename_component(namespace "${path}" NAME)
  set(folder "${CMAKE_BINARY_DIR}/embedded/${path}")
  file(GLOB files CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql")
  list(SORT files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})

  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(base "${file}" NAME)
    string(REGEX MATCH "^0*([0-9]+)" ignored "${base}")
    set(number "${CMAKE_MATCH_1}")
    file(READ "${file}" sql)
    string(APPEND entries "    {\"${path}\", ${number}, \"${base}\", R\"sql(${sql})sql\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${folder}/migrations.h" CONTENT
"// Made by cmake/Embed.cmake from ${path}/migrations.
#pragma once

#include <span>

#include \"platform/store/store.h\"

namespace portico::${namespace} {

std::span<const store::Migration> migrations();

}  // namespace portico::${namespace}
")
  file(CONFIGURE OUTPUT "${folder}/migrations.cc" @ONLY CONTENT
"// Made by cmake/Embed.cmake from ${path}/migrations.
#include \"${path}/migrations.h\"

namespace portico::${namespace} {
namespace {

const store::Migration embedded[] = {
${entries}};

}  // namespace

std::span<const store::Migration> migrations() { return embedded; }

}  // namespace portico::${namespace}
")
  target_sources(${target} PRIVATE "${folder}/migrations.cc")
endfunction()

# embed_texts(TARGET NAMESPACE FUNCTION FILE…): builds text files into a library. Defines std::string_view NAMESPACE::FUNCTION(std::string_view name),
# where a file's name is its path from the root; an unknown name gives "". The module declares the function itself.
function(embed_texts target namespace function)
  file(RELATIVE_PATH path "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
  set(entries "")
  foreach(file IN LISTS ARGN)
    file(RELATIVE_PATH name "${CMAKE_SOURCE_DIR}" "${file}")
    file(READ "${file}" text)
    string(APPEND entries "  if (name == \"${name}\") return R\"embedded(${text})embedded\";\n")
  endforeach()
  set(made "${CMAKE_BINARY_DIR}/embedded/${path}/${function}.cc")
  file(CONFIGURE OUTPUT "${made}" @ONLY CONTENT
"// Made by cmake/Embed.cmake for ${path}.
#include <string_view>

namespace ${namespace} {

std::string_view ${function}(std::string_view name);
std::string_view ${function}(std::string_view name) {
${entries}  return {};
}

}  // namespace ${namespace}
")
  target_sources(${target} PRIVATE "${made}")
endfunction()

# embed_web(TARGET): builds the scripts and stylesheets of web/ into a library, as city/directory/built.h gives them (web/build.mjs). Its libraries
# come by npm, where they are not there as the lock file has them.
find_program(NODE node REQUIRED)
function(embed_web target)
  set(web "${CMAKE_SOURCE_DIR}/web")
  set(folder "${CMAKE_BINARY_DIR}/embedded/web")
  file(MAKE_DIRECTORY "${folder}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${web}/kit/*.ts" "${web}/report/*.ts" "${web}/request/*.ts" "${web}/map/*.ts" "${web}/home/*.ts"
       "${web}/engine/*.ts" "${web}/offline/*.ts" "${web}/*.css")
  list(FILTER sources EXCLUDE REGEX "\\.test\\.ts$")
  add_custom_command(OUTPUT "${folder}/libraries"
                     COMMAND "${CMAKE_SOURCE_DIR}/script/setup" --libraries web
                     COMMAND "${CMAKE_COMMAND}" -E touch "${folder}/libraries"
                     DEPENDS "${web}/package-lock.json" "${web}/package.json"
                     COMMENT "the libraries of web/" VERBATIM)
  add_custom_command(OUTPUT "${folder}/built.cc"
                     COMMAND "${NODE}" "${web}/build.mjs" "${folder}/built.cc"
                     COMMAND "${CMAKE_COMMAND}" -E touch_nocreate "${folder}/built.cc"
                     DEPENDS "${web}/build.mjs" "${folder}/libraries" ${sources}
                     COMMENT "the scripts of web/" VERBATIM)
  target_sources(${target} PRIVATE "${folder}/built.cc")
endfunction()
