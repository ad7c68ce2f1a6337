#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""That check_parity.py finds what is wrong: a small tree with one good row, then the same row broken in every way."""

import os
import tempfile
import unittest

import check_parity

FILES = {
    "core/usb/thing.h": "[[nodiscard]] int lengthOfThing(int wing); // and its widthOfThing\n",
    "core/backend/libusb1/optional_functions.cpp": 'Row { { "libusb_new_one", "1.0.27", "" } };\n',
    "ui/views/thing_panel.cpp":
        'm_thing->setObjectName(QStringLiteral("thingButton"));\nm_knob->setObjectName(QStringLiteral("thingKnob"));\n'
        'row->setObjectName(QStringLiteral("thingRow") + QString::number(number));\n',
    "app/cli/declaration.cpp": 'void addJson(CLI::App& command)\n{\n    command.add_flag("--json", "Print JSON");\n}\n',
    "app/cli/declare_commands.cpp":
        'void declareThing(CLI::App& app)\n{\n    CLI::App& command = addCommand(app, "thing", "thing DEVICE");\n'
        '    addJson(command);\n}\n\n'
        'void declareKeep(CLI::App& app)\n{\n    CLI::App& group = addCommand(app, "keep", "keep (one | all)");\n'
        '    CLI::App& one = addCommand(group, "one", "keep one [--mask]");\n    one.add_flag("--mask", "");\n}\n\n'
        'void declareCommands(CLI::App& app)\n{\n    app.add_flag("--demo", "");\n    declareThing(app);\n}\n',
    "tests/unit/usb/CMakeLists.txt": "wb_add_test(tst_thing RING unit SOURCES tst_thing.cpp LIBS core_usb)\n",
    "tests/unit/usb/tst_thing.cpp": "void TestThing::measures()\n{\n}\nclass T {\n    void inPlace()\n};\n",
    "tests/gui/tst_thing_panel.cpp": 'click(widget("thingButton"));\nclick(widget("thingRow0"));\n',
    "tests/gui/gallery/thing_scenes.cpp": 'click(widget("thingKnob"));\n',
    "tests/vm/CMakeLists.txt": "foreach(group rig browse)\n    add_test(NAME vm.${group} COMMAND run)\nendforeach()\n",
    "tests/vm/groups/browse.py": "def list_agrees():\n    pass\n",
}
GOOD = {"id": "A1.1", "words": "the length of a thing", "core": "core/usb/thing.h: lengthOfThing", "gui": "thingButton",
        "cli": "thing DEVICE --json", "proof": "unit.tst_thing: measures"}


class CheckParity(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for path, text in FILES.items():
            whole = os.path.join(self.folder.name, path)
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "w", encoding="utf-8") as file:
                file.write(text)

    def findings(self, rows, sections=None):
        document = {"sections": sections or {"A1": 1}, "row": rows}
        return check_parity.check(check_parity.Tree(self.folder.name), document)

    def assert_good(self, **changes):
        self.assertEqual(self.findings([{**GOOD, **changes}]), [])

    def assert_bad(self, expected, **changes):
        row = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
        findings = self.findings([row])
        self.assertEqual(len(findings), 1, findings)
        self.assertIn(expected, findings[0])
        self.assertTrue(findings[0].startswith("A1.1: "), findings[0])

    def test_good_rows(self):
        self.assert_good()
        self.assert_good(proof=["unit.tst_thing: inPlace", "vm.browse: list_agrees"])
        self.assert_good(cli=["thing --demo", "keep one --mask", "thing"])
        self.assert_good(gui=["thingButton", "thingRow"])
        self.assert_good(needs="1.0.27", symbol="libusb_new_one")
        self.assertEqual(self.findings([{"id": "A1.1", "words": "an alias", "senseless": "it is one"}]), [])
        only = {key: GOOD[key] for key in ("id", "words", "core", "proof")}
        self.assertEqual(self.findings([{**only, "core_only": "nobody sees it"}]), [])

    def test_ids(self):
        self.assertIn("A1.2: no such row", self.findings([GOOD], {"A1": 2}))
        self.assertIn("A1.1: more than once", self.findings([GOOD, GOOD]))
        self.assertIn("A1.3: the sections have no such row", self.findings([GOOD, {**GOOD, "id": "A1.3"}]))
        self.assertIn("no sections", check_parity.check(check_parity.Tree(self.folder.name), {}))

    def test_core(self):
        self.assert_bad('no file "core/usb/none.h"', core="core/usb/none.h: lengthOfThing")
        self.assert_bad('no "lengthOf" in', core="core/usb/thing.h: lengthOf")
        self.assert_bad('no "widthOfThing" in', core="core/usb/thing.h: widthOfThing")
        self.assert_bad("is not of the core library", core="app/cli/declare_commands.cpp: declareThing")
        self.assert_bad('is not "file: symbol"', core="core/usb/thing.h")
        self.assert_bad("no core", core=None)

    def test_controls(self):
        self.assert_bad('nothing in ui/ is called "thingSlider"', gui="thingSlider")
        self.assert_bad('no test of the window uses "thingKnob"', gui="thingKnob")
        self.assert_bad('no command "sing"', cli="sing --json")
        self.assert_bad("no --yaml", cli="thing --yaml")
        self.assert_bad("no --jso", cli="thing --jso")
        self.assert_bad("no --mask", cli="thing --mask")
        self.assert_bad("no EP", cli="thing DEVICE EP")
        self.assert_bad('no command "keep two"', cli="keep two")
        self.assert_bad("neither gui nor cli", gui=None, cli=None)

    def test_proofs(self):
        self.assert_bad('knows no test "unit.tst_song"', proof="unit.tst_song: measures")
        self.assert_bad('knows no test "gui.tst_thing"', proof="gui.tst_thing: measures")
        self.assert_bad('no function "measure"', proof="unit.tst_thing: measure")
        self.assert_bad('no function "list"', proof="vm.browse: list")
        self.assert_bad("no file tests/vm/groups/rig.py", proof="vm.rig: anything")
        self.assert_bad('is not "ring.test: function"', proof="unit.tst_thing")
        self.assert_bad("no proof", proof=[])

    def test_releases(self):
        self.assert_bad("has no row", needs="1.0.28", symbol="libusb_new_one")
        self.assert_bad("has no row", needs="1.0.27", symbol="libusb_old_one")
        self.assert_bad("belong together", needs="1.0.27")

    def test_shape(self):
        self.assert_bad("missing: the whole thing", missing="the whole thing")
        self.assert_bad("words says nothing", words=" ")
        self.assert_bad('unknown key "gul"', gul="thingButton")
        self.assert_bad("a senseless row has no other keys", senseless="because")


if __name__ == "__main__":
    unittest.main()
