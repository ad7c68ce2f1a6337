#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""That check_gallery.py finds what is wrong: a good table, then the same one broken in every way."""

import copy
import unittest

import check_gallery

PATHS = ["ui/views/thing_panel.h", "ui/views/thing_bar.h", "ui/views/value_spin.h", "ui/models/thing_view.h",
         "ui/dialogs/ask_dialog.h"]
SCENES = ["thing-nothing", "thing-busy", "ask-ready", "window-nothing"]
TABLE = {"thing_panel": {"thing-nothing": "nothing is selected", "thing-busy": "it is read"},
         "ask_dialog": {"ask-ready": "ready"}, "main_window": {"window-nothing": "no device"},
         "shown_in": {"thing_bar": "thing_panel"}}


class CheckGallery(unittest.TestCase):
    def setUp(self):
        self.table = copy.deepcopy(TABLE)
        self.paths = list(PATHS)
        self.scenes = list(SCENES)

    def assert_finds(self, words):
        findings = check_gallery.check(self.paths, self.scenes, self.table)
        self.assertTrue(any(words in finding for finding in findings), findings)

    def test_finds_nothing_in_a_good_table(self):
        self.assertEqual(check_gallery.check(self.paths, self.scenes, self.table), [])

    def test_finds_a_new_panel(self):
        self.paths.append("ui/views/new_panel.h")
        self.assert_finds("new_panel has no scene")

    def test_finds_a_panel_without_scenes(self):
        self.table["ask_dialog"] = {}
        self.assert_finds("ask_dialog has no scene")

    def test_finds_a_panel_that_is_gone(self):
        self.paths.remove("ui/views/thing_bar.h")
        self.assert_finds("ui/ has no panel thing_bar")

    def test_finds_a_host_without_scenes(self):
        self.table["shown_in"]["thing_bar"] = "ask_panel"
        self.assert_finds("thing_bar is shown in ask_panel")

    def test_finds_a_scene_that_is_gone(self):
        self.scenes.remove("thing-busy")
        self.assert_finds("the gallery has no scene thing-busy")

    def test_finds_a_scene_that_nothing_is_told_of(self):
        self.scenes.append("thing-denied")
        self.assert_finds("thing-denied is not told of any panel")

    def test_finds_a_scene_told_twice(self):
        self.table["ask_dialog"]["thing-busy"] = "busy"
        self.assert_finds("thing-busy is told of thing_panel and of ask_dialog")

    def test_finds_two_scenes_of_one_name(self):
        self.scenes.append("ask-ready")
        self.assert_finds("two scenes are named ask-ready")

    def test_finds_a_state_without_words(self):
        self.table["ask_dialog"]["ask-ready"] = " "
        self.assert_finds("ask-ready does not say")


if __name__ == "__main__":
    unittest.main()
