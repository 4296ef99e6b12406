#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a run waits for, asked from another terminal."""

import cli_kit


class Why(cli_kit.GatedTest):
    def why(self):
        return self.expect(0, 'why').out

    def test_other_servers(self):
        run = self.begin()
        self.assert_has(self.why(), '\ntwo: waits for step “first” on one\n')
        self.kill(run)
        text = self.why()
        self.assert_has(text, 'three: waits for step “first” on one (interrupted)\n    slipway resume ')
        self.assert_has(text, '\none: step “first” is interrupted: no outcome yet of: ')
        resumed = self.start('resume', '-y', stdout=-1, stderr=-1)
        self.open_gate_until(lambda: resumed.poll() is not None)
        self.assert_has_not(self.why(), 'waits')

    def test_waiting_step(self):
        self.write_pipeline('patient', ('sit', 'Roles=main\n', 'WAIT 60'))
        run = self.start('run', '-y', './patient.pipeline', stdout=-1, stderr=-1)
        self.wait_until(lambda: 'waits: for the time to pass' in run.stdout.readline())
        self.wait_until(lambda: 'one: step “sit” is running and waits: for the time to pass\n' in self.why())
        self.kill(run)
        self.assert_has(self.why(), 'one: step “sit” is interrupted; it waited last: for the time to pass\n')


cli_kit.main()
