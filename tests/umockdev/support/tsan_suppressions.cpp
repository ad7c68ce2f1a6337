// SPDX-License-Identifier: GPL-3.0-or-later
// ThreadSanitizer cannot see the locks of GLib and Qt, which are futexes of their own, and takes what
// umockdev's worker thread and Qt Test's watchdog do behind them for races; libudev draws one seed for all
// threads without any. Only accesses made from inside those libraries are left out: every one of ours and
// of libusb's is checked.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions()
{
    return "called_from_lib:libumockdev.so\n"
           "called_from_lib:libglib-2.0.so\n"
           "called_from_lib:libgio-2.0.so\n"
           "called_from_lib:libgobject-2.0.so\n"
           "called_from_lib:libudev.so\n"
           "called_from_lib:libQt6Core.so\n"
           "called_from_lib:libQt6Test.so\n";
}
