# The demo, its scenario compiled in.
find_package(fmt REQUIRED)
set(scenario ${CMAKE_SOURCE_DIR}/resources/demo/scenario.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${scenario})
file(READ ${scenario} scenario_bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," scenario_bytes "${scenario_bytes}")
configure_file(demo_scenario_data.cpp.in demo_scenario_data.cpp @ONLY)

target_sources(engine_pipeline PRIVATE
  demo.cpp demo_log.cpp demo_operations.cpp demo_scenario.cpp ${CMAKE_CURRENT_BINARY_DIR}/demo_scenario_data.cpp)
target_link_libraries(engine_pipeline PRIVATE fmt::fmt)
