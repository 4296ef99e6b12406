#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A run is paused from another terminal, and goes on."""

import cli_kit


class Pause(cli_kit.GatedTest):
    def test_pause(self):
        run = self.begin()
        paused = self.ask('pause')
        self.assertEqual(paused.status, 0, str(paused))
        self.assert_has(paused.out, 'is paused: paused by ')
        result = self.finish(run)
        self.assertEqual(result.status, 7, str(result))
        self.assert_has(result.out, 'waiting for step “first” on one')
        self.assertTrue(self.exists('first'))
        self.assertFalse(self.exists('second-one'))
        self.assert_has(self.expect(0, 'history').out, 'paused')
        self.assert_has(self.expect(0, 'status').out, '3 steps are left')
        self.assert_has(self.expect(0, 'why').out, 'slipway resume ' + self.run_id())
        self.assert_has(self.expect(0, 'report').out, 'paused')
        self.assert_has(self.expect(0, 'pause', self.run_id()).out, 'is paused')
        self.expect(0, 'resume', '-y')
        self.assertEqual(self.read('first') + self.read('second-one') + self.read('second-three'), 'x\n' * 3)
        self.assertFalse(self.exists('safe-one'))
        self.assert_has(self.expect(3, 'pause', self.run_id()).err, 'has ended: done')


cli_kit.main()
