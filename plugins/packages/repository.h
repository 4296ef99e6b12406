/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <slipway/slw-secret.h>

#include "family.h"

G_BEGIN_DECLS

/* Stands for the path of the keyring. */
#define REPOSITORY_KEYRING "@KEYRING@"

/**
 * RepositorySettings:
 *
 * What the platform file says about the repository.
 */
typedef struct {
  const char *name;
  SlwSecret *subscription; /* nullable */
  GBytes *keyring;         /* nullable */
  const char *fingerprint; /* nullable */
  gboolean signed_by;
  gboolean allow_http;
} RepositorySettings;

/**
 * Repository:
 *
 * The two files that make a repository known to the package manager, checked and ready to be written.
 */
typedef struct {
  char *list_path;    /* the file of the repository */
  char *keyring_path; /* NULL: no key of its own */
  GBytes *keyring; /* its content, exactly the one key whose fingerprint is in the settings; NULL with @keyring_path */
  char *fingerprint;    /* of that key */
  GPtrArray *addresses; /* utf8; secrets */
  SlwSecret *content;   /* of the file, REPOSITORY_KEYRING stands for the keyring's path */
} Repository;

/**
 * repository_new:
 * @family: a family
 * @settings: the settings
 * @error: return location
 *
 * Returns: (transfer full): the repository, or %NULL with %SLW_ERROR_INVALID (a setting is missing or wrong) or
 *   %SLW_ERROR_REFUSED (the keyring has not the key of the fingerprint)
 */
Repository *repository_new (const PackagesFamily *family, const RepositorySettings *settings, GError **error);

/**
 * repository_free:
 * @self: (transfer full): a repository
 */
void repository_free (Repository *self);

/**
 * repository_render:
 * @self: a repository
 * @keyring_path: (nullable): where the keyring stands; %NULL: where it will be installed
 *
 * Returns: (transfer full): content of its list
 */
SlwSecret *repository_render (const Repository *self, const char *keyring_path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Repository, repository_free)

G_END_DECLS
