/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bm-api/slw-answer.h"

G_BEGIN_DECLS

#define SLW_TAG_IMAP "mail/imap"
#define SLW_TAG_DATA "bm/pgsql-data"

/**
 * SlwListedServer:
 *
 * One server as BlueMind lists it. Its fields are a server's words: checked, but not to be believed.
 */
typedef struct {
  char *uid;
  char *ip; /* "" when it has none; the core then reaches it by fqdn */
  char *fqdn;
  char *name;
  char **tags;
  gint64 created; /* ms since 1970 */
} SlwListedServer;

void slw_listed_server_free (SlwListedServer *self);
gboolean slw_listed_server_has_tag (const SlwListedServer *self, const char *tag);

/* Whether it has both tags of a storage server. */
gboolean slw_listed_server_is_storage (const SlwListedServer *self);

/* Returns: (element-type SlwListedServer): the servers of an answer to GET /servers/default/_complete, or %NULL */
GPtrArray *slw_server_list_read (SlwAnswer *answer, GError **error);

/* Finds the one server at @ip. Two are an error (the platform would use either); none is %NULL without one. */
const SlwListedServer *slw_server_list_find (GPtrArray *list, const char *ip, GError **error);

/* Returns: (transfer full) (element-type utf8): the servers of @list that are none of @platform, nor named in @others, as
 * "NAME (IP)" */
GPtrArray *slw_server_list_find_strangers (GPtrArray *list, SlwPlatform *platform, const char *const *others);

/* Returns: (transfer none) (nullable): the server of @list that is @server, by its IP */
const SlwListedServer *slw_server_list_find_server (GPtrArray *list, SlwServer *server);

/* The body that creates or updates a server: the API takes whole objects. */
JsonNode *slw_server_list_make_body (const char *ip, const char *fqdn, const char *name, const char *const *tags);

/* @tags and both tags of a storage server. */
char **slw_server_list_add_storage_tags (char **tags);

/* A uid as random as the one that the console makes, and the same each time for one server of one platform, so that
 * what is tried again is the same request. */
char *slw_server_list_make_uid (const char *platform, const char *server);

/* The IP of a server as the others reach it, or %NULL with an error: its address, or what its name resolves to. */
const char *slw_server_list_find_ip (SlwServer *server, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlwListedServer, slw_listed_server_free)

G_END_DECLS
