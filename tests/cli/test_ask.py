#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which run is asked, and what there is to say when there is none."""

import cli_kit


class Ask(cli_kit.GatedTest):
    def test_pause_nothing(self):
        self.assert_has(self.expect(2, 'pause').err, 'no run of platform kit is under way')
        self.expect(2, 'pause', 'nonsense')
        self.expect(2, 'pause', 'one', 'two')
        self.expect(0, 'plan', './slow.pipeline')
        self.assert_has(self.expect(2, 'pause', self.run_id()).err, 'is a plan')

    def test_pause_of_the_dead(self):
        run = self.begin()
        self.kill(run)
        self.assert_has(self.expect(3, 'pause', self.run_id()).err, 'stands still already')


cli_kit.main()
