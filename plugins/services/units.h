/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <slipway/slipway.h>

G_BEGIN_DECLS

/**
 * Unit:
 *
 * A unit of systemd as `systemctl show` has it.
 */
typedef struct {
  char *name;       /* with its `.service` */
  char *active;     /* ActiveState */
  gboolean loaded;  /* its file is there, and nobody masked it */
  gboolean enabled; /* for good, or until the next boot */
  gboolean refuses; /* to be stopped or started by hand */
  gboolean transient;
  gboolean off;  /* a condition of its file was not met when it was started last */
  guint64 began; /* when it was started last, in µs since the boot */
  char **wants;  /* units that it starts with itself */
} Unit;

/**
 * units_is_name:
 * @text: a text of a server's
 *
 * Returns: whether it is the name of a service as systemd.unit(5) has it, and no option
 */
gboolean units_is_name (const char *text);

/**
 * units_dup_short:
 * @name: name of a unit
 *
 * Returns: (transfer full): without its `.service`, as people say it
 */
char *units_dup_short (const char *name);

/**
 * units_is_up:
 * @unit: a unit
 *
 * Returns: whether it runs
 */
gboolean units_is_up (const Unit *unit);

/**
 * units_allow_failure:
 * @action: an action of systemctl that starts something
 * @timeout: seconds that it may take
 *
 * A unit that does not come up is an answer: what systemd says of it is looked at afterwards.
 */
void units_allow_failure (SlwAction *action, guint timeout);

/**
 * units_new_show:
 * @names: (element-type utf8): names of units
 *
 * Returns: (transfer full): a READ action that asks for them
 */
SlwAction *units_new_show (GPtrArray *names);

/**
 * units_parse:
 * @text: its answer
 *
 * Units without a proper name are left out, and one that has two names is there once.
 *
 * Returns: (transfer full) (element-type Unit): the units
 */
GPtrArray *units_parse (const char *text);

G_END_DECLS
