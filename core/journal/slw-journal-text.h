/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLW_JOURNAL_TEXT_MOST (64 * 1024)

/**
 * slw_journal_text_clean:
 * @text: (nullable): any bytes, NULs among them too
 * @length: their length, or -1 when @text ends with a NUL
 *
 * What the journal stores of @text: known secrets blotted out, then everything that is no plain UTF-8 text escaped, then the
 * middle dropped when it is longer than %SLW_JOURNAL_TEXT_MOST. In this order, so that no cut goes through a secret.
 *
 * Returns: (transfer full) (nullable): valid UTF-8; %NULL for %NULL
 */
char *slw_journal_text_clean (const char *text, gssize length);

G_END_DECLS
