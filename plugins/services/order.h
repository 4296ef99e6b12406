/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Place:
 * @PLACE_FIRST: before those that are not named
 * @PLACE_OTHER: not named
 * @PLACE_LAST: after all others
 * @PLACE_REBOOT: never restarted, a reboot does it
 * @PLACE_LEAVE: never restarted
 *
 * The words of `order.list`.
 */
typedef enum { PLACE_FIRST, PLACE_OTHER, PLACE_LAST, PLACE_REBOOT, PLACE_LEAVE } Place;

/**
 * order_find:
 * @unit: name of a unit, with its `.service`
 * @line: (out) (optional): the line of the list that fits
 *
 * Returns: its place
 */
Place order_find (const char *unit, guint *line);

/**
 * order_compare:
 * @one: name of a unit
 * @other: name of another one
 *
 * Returns: less than 0 when @one comes first, 0 when they are the same, else more than 0
 */
int order_compare (const char *one, const char *other);

G_END_DECLS
