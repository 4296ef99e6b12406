/* SPDX-License-Identifier: LGPL-2.1-or-later */
int
slw_b_text_one (void)
{
  return 1;
}

int
slw_b_to_text (void)
{
  return 1;
}

int
slw_redact (void)
{
  return 1;
}
