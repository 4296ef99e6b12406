/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * BlueMind has two number spaces that share a prefix: the technical version of packages and of the API (4.1.47249), and the
 * public one (4.1.5). All of 4.x is 4.1.N technically. They are never compared with each other.
 */

/* The first technical version whose platform has a choice of the version to update to: public 4.1. */
#define SLW_VERSION_WITH_CHOICE "4.1.47224"

/* Reads major.minor.release of a version; what follows is ignored. Returns: whether @text is one */
gboolean slw_version_read (const char *text, guint64 parts[3]);

/* Below, at or above 0, as strcmp() does. What is no version is older than any. */
int slw_version_compare (const char *a, const char *b);

/* Whether @text looks like a technical version, not like a public one. */
gboolean slw_version_is_technical (const char *text);

/* Whether @text is something that may be chosen: latest, current, X, X.Y or X.Y.Z, the last possibly with -N. */
gboolean slw_version_is_target (const char *text);

G_END_DECLS
