-- SPDX-License-Identifier: LGPL-2.1-or-later
-- A run whose times are always the same, with texts that a hostile server sent: for the tests of reports.
INSERT INTO runs (id, platform, pipeline, mode, ceiling, operator, outcome, message, started, finished)
 VALUES ('20261122-031500-aaaa', 'mail', 'update', 'run', 'MUTATE', 'ada@desk', 'failed', 'shard: step “verify”: <script>alert(1)</script> & "quotes" ''too''
1 server had been changed before that.', 1795317300000000, 1795317900500000);
INSERT INTO steps VALUES (1, '20261122-031500-aaaa', 'main', 'versions', 'packages.query', 'apt-debian', 'done', '2 found', 1795317301000000, 1795317302000000);
INSERT INTO steps VALUES (2, '20261122-031500-aaaa', 'main', 'plan', 'packages.plan', 'apt-debian', 'done', '2 packages', 1795317302000000, 1795317304000000);
INSERT INTO steps VALUES (3, '20261122-031500-aaaa', 'main', 'watch', 'service.watch', 'service-watch', 'done', 'watched: https', 1795317304000000, 1795317305000000);
INSERT INTO steps VALUES (4, '20261122-031500-aaaa', 'shard', 'watch', 'service.watch', 'service-watch', 'done', 'watched: smtp', 1795317304000000, 1795317305000000);
INSERT INTO steps VALUES (5, '20261122-031500-aaaa', 'main', 'upgrade', 'packages.upgrade', 'apt-debian', 'done', '2 packages upgraded', 1795317310000000, 1795317430000000);
INSERT INTO steps VALUES (6, '20261122-031500-aaaa', 'main', 'versions-after', 'packages.query', 'apt-debian', 'done', '2 found', 1795317430000000, 1795317431000000);
INSERT INTO steps VALUES (7, '20261122-031500-aaaa', 'main', 'verify', 'platform.verify', 'admin-api', 'done', 'all as before', 1795317431000000, 1795317440250000);
INSERT INTO steps VALUES (8, '20261122-031500-aaaa', 'shard', 'verify', 'platform.verify', 'admin-api', 'failed', '<script>alert(1)</script> & "quotes" ''too''
second line', 1795317431000000, 1795317450000000);
INSERT INTO steps VALUES (9, '20261122-031500-aaaa', 'shard', 'tidy', 'files.tidy', 'tidy', 'blocked', 'waits for step “verify”', 1795317900000000, 1795317900000000);
INSERT INTO outputs (step, name, value) VALUES (1, 'packages', 'bm-core=5.1.9 bm-full=5.1.9 libc6=2.36');
INSERT INTO outputs (step, name, value) VALUES (2, 'packages', 'bm-core=5.2.0 bm-full=5.2.0 bm-new=1');
INSERT INTO outputs (step, name, value) VALUES (2, 'remove', 'bm-old=5.0');
INSERT INTO outputs (step, name, value) VALUES (6, 'packages', 'bm-core=5.2.0 bm-full=5.2.0');
INSERT INTO outputs (step, name, value) VALUES (3, 'watched', 'https');
INSERT INTO outputs (step, name, value) VALUES (3, 'silent', '');
INSERT INTO outputs (step, name, value) VALUES (4, 'watched', 'smtp');
INSERT INTO outputs (step, name, value) VALUES (4, 'silent', 'imap');
INSERT INTO lines (id, step, time, kind, text, severity, "check", remedy) VALUES (1, 2, 1795317303000000, 'note', 'a note', NULL, NULL, NULL);
INSERT INTO lines (id, step, time, kind, text, severity, "check", remedy) VALUES (2, 2, 1795317303000000, 'finding', '<script>alert(1)</script> & "quotes" ''too''', 'medium', 'check.space', 'make <b>room</b>');
INSERT INTO lines (id, step, time, kind, text, severity, "check", remedy) VALUES (3, 5, 1795317320000000, 'finding', 'no backup: the machine is a copy', 'high', 'backup.waived', '');
INSERT INTO lines (id, step, time, kind, text, severity, "check", remedy) VALUES (4, 8, 1795317440000000, 'finding', 'high: of format 2; do this', NULL, NULL, NULL);
INSERT INTO services VALUES (1, 3, 1795317305000000, 'https', 'watched', '');
INSERT INTO services VALUES (2, 4, 1795317305000000, 'smtp', 'watched', '');
INSERT INTO services VALUES (3, 3, 1795317360000000, 'https', 'down', 'answered with 502 <script>alert(1)</script> & "quotes" ''too''');
INSERT INTO services VALUES (4, 4, 1795317400000000, 'smtp', 'down', 'connection refused');
INSERT INTO services VALUES (5, 3, 1795317419500000, 'https', 'up', '');
INSERT INTO services VALUES (6, 3, 1795317425000000, 'https', 'down', 'answered with 503');
INSERT INTO services VALUES (7, 3, 1795317426000000, 'https', 'up', '');
INSERT INTO services VALUES (8, 3, 1795317900000000, 'https', 'unwatched', '');
INSERT INTO services VALUES (9, 4, 1795317900000000, 'smtp', 'unwatched', '');
