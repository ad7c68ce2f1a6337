# wb_add_test(tst_bytes RING unit SOURCES tst_bytes.cpp LIBS core_base [TIMEOUT seconds] [ENVIRONMENT a=b...] [SERIAL])
# makes one Qt Test program (with moc) and registers it under its ring's label. SERIAL: it measures time, so
# nothing else runs beside it.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)

# ignore_noninstrumented_modules=1: what Debian's Qt, libusb and libpng, built without ThreadSanitizer, do with memory
# among themselves is ordered by means it cannot see; our code is instrumented and checked all the same.
# die_after_fork=0: QProcess forks with vfork, which ThreadSanitizer takes for a fork of this very process.
set(WB_TEST_ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp:die_after_fork=0:ignore_noninstrumented_modules=1")

# Tests of the same kind read one precompiled <QtTest>: it is a third of what they take to compile.
function(wb_reuse_test_headers target libraries)
    if(NOT WB_PRECOMPILE)
        return()
    endif()
    set(kind core)
    if(libraries MATCHES "(^|;)(wb_testsupport|app_lib|ui)(;|$)")
        set(kind window)
    endif()
    set(holder wb_test_headers_${kind})
    # These name each test's own folders, for QFINDTESTDATA alone, and would make every test another kind.
    set(own -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
    if(NOT TARGET ${holder})
        file(WRITE ${PROJECT_BINARY_DIR}/${holder}.cpp "int main() { }\n")
        add_executable(${holder} EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/${holder}.cpp)
        wb_mark_test(${holder})
        target_link_libraries(${holder} PRIVATE wb_qt_options Qt6::Test)
        if(kind STREQUAL window)
            target_link_libraries(${holder} PRIVATE Qt6::Widgets Qt6::Svg)
        endif()
        target_compile_options(${holder} PRIVATE ${own})
        target_precompile_headers(${holder} PRIVATE <QtTest>)
    endif()
    target_compile_options(${target} PRIVATE ${own})
    target_precompile_headers(${target} REUSE_FROM ${holder})
endfunction()

# A test keeps its QObjects in the file that includes what moc says of it, so moc is run on that file alone: AUTOMOC would
# look through every header it reads, and compile an empty file, for each of the tests.
function(wb_moc_test target)
    foreach(source IN LISTS ARGN)
        file(STRINGS ${source} includes REGEX "^#include \".*\\.moc\"$")
        if(includes)
            get_filename_component(name ${source} NAME_WE)
            qt_generate_moc(${source} ${target}_moc/${name}.moc TARGET ${target})
            target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc/${name}.moc)
        endif()
    endforeach()
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc)
endfunction()

function(wb_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "RING;TIMEOUT" "SOURCES;LIBS;ENVIRONMENT")
    add_executable(${name} ${arg_SOURCES})
    wb_mark_test(${name})
    target_link_libraries(${name} PRIVATE ${arg_LIBS} wb_qt_options Qt6::Test)
    wb_moc_test(${name} ${arg_SOURCES})
    wb_reuse_test_headers(${name} "${arg_LIBS}")
    target_compile_definitions(${name} PRIVATE
        WB_SOURCE_DIR="${PROJECT_SOURCE_DIR}" WB_BINARY_DIR="${PROJECT_BINARY_DIR}")
    add_test(NAME ${arg_RING}.${name} COMMAND ${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set_tests_properties(${arg_RING}.${name} PROPERTIES
        LABELS ${arg_RING} TIMEOUT ${arg_TIMEOUT}
        RUN_SERIAL ${arg_SERIAL}
        ENVIRONMENT "${WB_TEST_ENVIRONMENT};${arg_ENVIRONMENT}")
endfunction()
