#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""In which state servers are left."""

import cli_kit


class States(cli_kit.GatedTest):
    def test_abort_of_a_failed_run(self):
        self.write_pipeline('fail', ('try', '', 'MUTATE -- test ${server.name} = one'),
                            ('safe', 'When=abort\n', 'MUTATE -- test ${server.name} != two || test -e {dir}/mended'))
        self.expect(4, 'run', '-y', './fail.pipeline')
        result = self.expect(4, 'abort', '-y', self.run_id())
        self.assert_has(result.out, 'two            unsafe       step “safe”: ')
        self.assert_has(result.out, 'three          safe')
        self.write('mended', '')
        self.assert_has(self.expect(0, 'abort', '-y', self.run_id()).out, 'two            safe')

    def test_abort_without_a_safe_step(self):
        self.write_pipeline('bare', ('try', 'Roles=main\n', 'MUTATE -- false'), ('later', '', 'CACHE -- true'))
        self.expect(4, 'run', '-y', './bare.pipeline')
        self.assert_has(self.expect(4, 'abort', '-y', self.run_id()).out, 'has no step with When=abort')


cli_kit.main()
