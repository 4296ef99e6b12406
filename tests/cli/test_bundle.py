# SPDX-License-Identifier: LGPL-2.1-or-later
"""slipway bundle, and run --bundle and --rate: what is refused before anything is connected to."""

import os
import sys

from cli_kit import CliTest, main


class Bundle(CliTest):
    def setUp(self):
        super().setUp()
        self.write('platform.ini', '[platform]\nname=kit\n\n[server one]\naddress=127.0.0.1\nroles=main\ntransport=local\n')

    def test_create_wants_a_folder(self):
        for words in ((), ('create',), ('make', 'x')):
            self.assert_has(self.expect(2, 'bundle', *words).err, 'bundle create FOLDER')

    def test_create_wants_servers_that_are_there(self):
        self.assert_has(self.expect(2, 'bundle', 'create', self.path('x'), 'nobody').err, 'nobody')
        self.assertFalse(os.path.exists(self.path('x')))

    def test_run_wants_a_bundle(self):
        for folder in (self.path('nothing'), self.path('')):
            self.assert_has(self.expect(2, 'run', 'install', '-y', '--bundle', folder).err, 'slipway bundle create')


if __name__ == '__main__':
    sys.exit(main())
