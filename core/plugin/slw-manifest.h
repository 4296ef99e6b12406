/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlwManifest:
 *
 * `NAME.plugin`, a key file beside the `.so`: `[Plugin]` Id, Version, Kinds, Roles, Depends, Conflicts, Description,
 * BusClient, Module (default: Id), Authors, License, Website; keys that begin with `X-` are free. Listing plugins reads
 * only this.
 */
typedef struct {
  char *id;
  char *version;
  char *description;
  char **kinds;
  char **roles;
  char **depends;
  char **conflicts;
  gboolean bus_client;
  char *module; /* absolute path of the .so */
  char *path;   /* absolute path of the manifest */
} SlwManifest;

/**
 * slw_manifest_load:
 * @path: a manifest
 * @error: return location
 *
 * Refuses a manifest that others can write.
 *
 * Returns: (transfer full): the manifest, or %NULL with %SLW_ERROR_INVALID
 */
SlwManifest *slw_manifest_load (const char *path, GError **error);

/**
 * slw_manifest_parse:
 * @text: (array length=length): content of a manifest
 * @length: its length in bytes
 * @path: where it stands
 * @error: return location
 *
 * Returns: (transfer full): the manifest, or %NULL with %SLW_ERROR_INVALID
 */
SlwManifest *slw_manifest_parse (const char *text, gsize length, const char *path, GError **error);

/**
 * slw_manifest_free:
 * @manifest: (transfer full): a manifest
 */
void slw_manifest_free (SlwManifest *manifest);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwManifest, slw_manifest_free)

G_END_DECLS
