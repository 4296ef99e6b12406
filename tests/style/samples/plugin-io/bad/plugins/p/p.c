/* SPDX-License-Identifier: LGPL-2.1-or-later */
void
p_next (void)
{
  int fd = open ("/etc/passwd", 0);
  g_file_get_contents ("a", NULL, NULL, NULL);
  g_spawn_sync (NULL);
  curl_easy_init ();
}
