# module(USES a b HEARS c LINKS lib…): declares the folder it stands in as a module.
#
#   USES    modules whose headers it may include and whose library it links (base is always there)
#   HEARS   modules whose events it may subscribe to (their events.h only)
#   LINKS   libraries of others (vendors); which module may own which is in tools/check_modules
#
# Every *.cc beside the CMakeLists.txt belongs to the library, every *_test.cc to the module's test,
# which links the module and the modules that it declared alone, whole-archive, so that an undeclared use fails to link.
include(GoogleTest)
find_package(GTest REQUIRED)
find_library(FMT fmt REQUIRED)

function(module)
  cmake_parse_arguments(M "" "" "USES;HEARS;LINKS" ${ARGN})
  file(RELATIVE_PATH path "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
  string(REPLACE "/" "_" name "${path}")

  file(GLOB sources CONFIGURE_DEPENDS "*.cc")
  file(GLOB tests CONFIGURE_DEPENDS "*_test.cc")
  list(REMOVE_ITEM sources ${tests})

  set(uses "")
  if(NOT path STREQUAL "base")
    set(uses base)
  endif()
  foreach(used IN LISTS M_USES M_HEARS)
    string(REPLACE "/" "_" used_name "${used}")
    list(APPEND uses "${used_name}")
  endforeach()
  list(REMOVE_DUPLICATES uses)

  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC ${uses} ${M_LINKS} fmt)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${uses} ${M_LINKS} fmt)
  endif()
  set_property(GLOBAL APPEND PROPERTY PORTICO_MODULES ${name})
  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/migrations")
    set_property(GLOBAL APPEND PROPERTY PORTICO_MIGRATIONS "${path}")
  endif()

  if(tests)
    add_executable(${name}_test ${tests})
    set(whole "")
    foreach(part IN LISTS name uses)
      get_target_property(kind ${part} TYPE)
      if(kind STREQUAL "STATIC_LIBRARY")
        list(APPEND whole "$<LINK_LIBRARY:WHOLE_ARCHIVE,${part}>")
      endif()
    endforeach()
    target_link_libraries(${name}_test PRIVATE ${whole} ${uses} ${M_LINKS} fmt GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE "PORTICO_ROOT=\"${CMAKE_SOURCE_DIR}\"")
    add_test(NAME ${path} COMMAND ${name}_test WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    set_tests_properties(${path} PROPERTIES TIMEOUT 600)
  endif()
endfunction()
