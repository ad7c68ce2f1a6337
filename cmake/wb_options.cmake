# A compiler cache makes the second build of a preset cheap; nothing depends on it.
find_program(WB_CCACHE ccache)
# It keeps what was compiled with a precompiled header only when told that the header's time and macros are no matter.
find_program(WB_ENV env)
if(WB_CCACHE AND WB_ENV AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER ${WB_CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${WB_ENV} CCACHE_SLOPPINESS=pch_defines,time_macros ${WB_CCACHE})
endif()

# clang notes when a header was precompiled, which no two of them share and the cache would therefore never know again.
if(WB_CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
endif()

# The headers that a target reads in nearly every file.
function(wb_precompile target)
    if(WB_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE ${ARGN})
        set_property(SOURCE ${CMAKE_CURRENT_BINARY_DIR}/${target}_autogen/mocs_compilation.cpp
            PROPERTY SKIP_PRECOMPILE_HEADERS ON)
    endif()
endfunction()

# Every library of ours is static and every other one the system's: no run path, which would also be searched first.
set(CMAKE_SKIP_RPATH ON)

# Flags every target of ours shares, carried by one INTERFACE target: wb_options.
add_library(wb_options INTERFACE)
target_link_libraries(wb_options INTERFACE tl::expected)
target_compile_options(wb_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wimplicit-fallthrough
    $<$<COMPILE_LANGUAGE:CXX>:-Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual>
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wsuggest-override -Wduplicated-cond -Wlogical-op>)
if(WB_WERROR)
    target_compile_options(wb_options INTERFACE -Werror)
endif()

if(WB_SANITIZE)
    target_compile_options(wb_options INTERFACE
        -fsanitize=${WB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(wb_options INTERFACE -fsanitize=${WB_SANITIZE})
elseif(CMAKE_BUILD_TYPE MATCHES "Rel")
    target_compile_options(wb_options INTERFACE -fstack-protector-strong
        $<$<NOT:$<BOOL:$<TARGET_PROPERTY:WB_IS_TEST>>>:-U_FORTIFY_SOURCE$<SEMICOLON>-D_FORTIFY_SOURCE=2>)
    target_link_options(wb_options INTERFACE -Wl,-z,relro,-z,now)
endif()
if(WB_BUILD_FUZZERS) # the libraries too: without coverage of the parsers libFuzzer searches blindly
    target_compile_options(wb_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A third of all compiling is test code, which nobody waits for when it runs: it goes without the optimiser (and so
# without _FORTIFY_SOURCE, which needs it), and through the fastest linker there is.
find_program(WB_LLD ld.lld)
define_property(TARGET PROPERTY WB_IS_TEST BRIEF_DOCS "Code of tests alone, compiled for a quick build")
function(wb_mark_test target)
    set_target_properties(${target} PROPERTIES WB_IS_TEST ON)
    target_compile_options(${target} PRIVATE -O0)
    if(WB_LLD)
        target_link_options(${target} PRIVATE -fuse-ld=lld)
    endif()
endfunction()

# Qt targets: our string discipline and the oldest Qt we promise.
add_library(wb_qt_options INTERFACE)
target_link_libraries(wb_qt_options INTERFACE wb_options)
target_compile_definitions(wb_qt_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH
    QT_DISABLE_DEPRECATED_BEFORE=0x060400 QT_NO_KEYWORDS)

# What moc writes is not ours to tidy: clang-tidy takes the nearest configuration above a file, and for generated files
# that is this one. It must enable something, so it names a check that never fires here.
if(CMAKE_CXX_CLANG_TIDY)
    file(WRITE ${PROJECT_BINARY_DIR}/.clang-tidy "Checks: '-*,portability-simd-intrinsics'\n")
endif()
