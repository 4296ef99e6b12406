#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A run that has no process any more is taken up, to abort it."""

import signal

import cli_kit


class TakeUp(cli_kit.GatedTest):
    def test_abort_of_the_dead(self):
        """What was under way is ended, nothing else is started, and a failure on one server is none of another's."""
        run = self.begin()
        self.kill(run)
        self.begin('abort', '-y', self.run_id())
        self.assert_has(self.expect(3, 'pause', self.run_id()).err, 'is being aborted')
        self.open_gate_until(lambda: self.exists('safe-one'))
        self.assertFalse(self.exists('second-one') or self.exists('safe-two'))
        self.wait_until(lambda: 'aborted' in self.slipway('history').out)
        self.assertEqual(self.states()['one'], 'safe')

    def test_abort_of_the_sleeping(self):
        """The machine of who runs it sleeps; when it wakes up, the run is somebody else's."""
        run = self.begin()
        run.send_signal(signal.SIGSTOP)
        self.begin('abort', '-y', '--steal-lock', self.run_id())
        self.open_gate_until(lambda: self.exists('safe-one'))
        self.wait_until(lambda: 'aborted' in self.slipway('history').out)
        run.send_signal(signal.SIGCONT)
        self.assertEqual(self.finish(run).status, 11)
        self.assertEqual(self.states()['one'], 'safe')
        self.assertFalse(self.exists('second-one'))

    def test_changed(self):
        run = self.begin()
        self.kill(run)
        self.write_pipeline('slow', cli_kit.GATED)
        result = self.expect(9, 'abort', '-y', self.run_id())
        self.assert_has(result.err, 'something has changed: pipeline. Nothing was done. --accept-changes goes on')


cli_kit.main()
