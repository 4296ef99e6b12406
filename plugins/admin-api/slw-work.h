/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bm-api/slw-talk.h"
#include "slw-admin-settings.h"
#include "slw-baseline.h"
#include "slw-server-list.h"

G_BEGIN_DECLS

#define SLW_STATE_RUNNING "CORE_STATE_RUNNING"
#define SLW_STATE_UPGRADE "CORE_STATE_UPGRADE"
#define SLW_STATE_MAINTENANCE "CORE_STATE_MAINTENANCE"
#define SLW_STATE_NOT_INSTALLED "CORE_STATE_NOT_INSTALLED"

/**
 * SlwWork:
 *
 * What the states of one step run know of their server and its domain.
 */
typedef struct {
  const char *ip; /* the server's */
  const char *fqdn;
  const char *name;             /* that it is to have */
  GPtrArray *list;              /* SlwListedServer */
  const SlwListedServer *found; /* it, NULL when it is not listed */
  char *uid;                    /* the listed one, or the one that it will get */
  char *domain;                 /* uid of the domain */
  guint lost;                   /* tasks that the core forgot */
  guint waited;                 /* seconds for the core to be running */
  SlwTalkFunc then_list;
  SlwTalkFunc then;
  guint tag;          /* index of the tag whose assignment is looked at */
  guint changed;      /* assignments made */
  char *main_version; /* of bm-core, for the verification */
  guint asked;        /* index of the server whose packages are asked for */
  SlwTalkFunc then_lag;
  char *state; /* of the core, and what it says of its versions */
  char *software;
  char *database;
  char *version_name;
  gboolean needs_upgrade;
  char *seen;           /* why the wait for the core goes on */
  SlwDeadline deadline; /* of that wait, and of others */
  SlwDeadline unseen;   /* of an upgrade whose request got no answer */
  gboolean may_be_away; /* that the core stays away is no failure */
  SlwTalkFunc then_core;
  SlwBaseline *now;     /* what the platform is like */
  SlwBaseline *before;  /* what it was like */
  GPtrArray *arguments; /* of the survey */
  char *summary;
  SlwServer *looked_at; /* not owned */
  SlwTalkFunc then_health;
  char *since;        /* on the main server's clock, in GMT, when the upgrade began */
  char *installation; /* id of the installation that the node belongs to */
} SlwWork;

/* Returns: (transfer none): the work of the conversation, made at the first call; %NULL with an error without an IP */
SlwWork *slw_work_get (SlwTalk *talk, GError **error);

/* Makes sure that the platform is running, lists its servers and finds ours; then goes on. */
gboolean slw_work_open (SlwTalk *talk, SlwTalkFunc then, GError **error);

/* Only the first half: the platform must be running. */
gboolean slw_work_await_running (SlwTalk *talk, SlwTalkFunc then, GError **error);

/* Finds the uid of the domain that Param.domain names; then goes on. */
gboolean slw_work_find_domain (SlwTalk *talk, SlwTalkFunc then, GError **error);

/* Whether what is read is the state before changes that a plan only assumed. */
gboolean slw_work_is_planning (SlwTalk *talk);

/* Stands for the server's entry where there must be one. */
gboolean slw_work_need_listed (SlwTalk *talk, GError **error);

/* Sends an update of the listed server with another name and other tags. */
SlwRequest *
slw_work_send_update (SlwTalk *talk, const char *name, const char *const *tags, const char *label, SlwTalkFunc then);

/* The first state of each kind. */
gboolean slw_register_start (SlwTalk *talk, GError **error);
gboolean slw_register_start_tags (SlwTalk *talk, GError **error);
gboolean slw_assign_start (SlwTalk *talk, GError **error);
gboolean slw_rename_start (SlwTalk *talk, GError **error);
gboolean slw_state_start (SlwTalk *talk, GError **error);
gboolean slw_verify_start (SlwTalk *talk, GError **error);
gboolean slw_check_start (SlwTalk *talk, GError **error);
gboolean slw_prepare_start (SlwTalk *talk, GError **error);

G_END_DECLS
