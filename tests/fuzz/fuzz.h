/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* What libFuzzer and driver.c call with one input; always answers 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* An error is set exactly when nothing is returned, and its message can be printed. */
#define fuzz_assert_outcome(result, error)                                                                            \
  do {                                                                                                                \
    g_assert_true (((result) != NULL) == ((error) == NULL));                                                          \
    g_assert_true ((error) == NULL || ((error)->message[0] != '\0' && g_utf8_validate ((error)->message, -1, NULL))); \
  } while (0)
