/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bm-api/slw-talk.h"

G_BEGIN_DECLS

#define SLW_SETUP_HTPASSWD "/etc/nginx/sw.htpasswd"
#define SLW_SETUP_RUNNING "CORE_STATE_RUNNING"
#define SLW_SETUP_NOT_INSTALLED "CORE_STATE_NOT_INSTALLED"

/**
 * SlwSetupSettings:
 *
 * The plugin's settings. The conversation's come first: admin-password and external-url are among them.
 */
typedef struct {
  SlwTalkSettings talk;
  char *domain;
  char *contact;
  SlwSecret *wizard_password;
  SlwSecret *domain_admin_password;
  guint install_timeout; /* seconds */
} SlwSetupSettings;

typedef enum {
  SLW_SETUP_DOOR_UNKNOWN, /* nothing answers */
  SLW_SETUP_DOOR_LOCKED,  /* asks for a password */
  SLW_SETUP_DOOR_OPEN,    /* lets everybody in */
  SLW_SETUP_DOOR_NONE,    /* there is no wizard */
} SlwSetupDoor;

/**
 * SlwSetup:
 *
 * What the states of one step run know.
 */
typedef struct {
  const SlwSetupSettings *settings;
  char *state;      /* of the platform */
  guint waited;     /* seconds for a state */
  SlwTalkFunc then; /* after a state or a door was looked at */
  SlwTalkFunc then_running;
  SlwTalkFunc then_door;
  SlwTalkFunc then_locked;
  SlwTalkFunc then_passwords;

  gboolean may_set; /* the passwords are throw-away ones: this run, or one before it, set the platform up */
  guint changes;    /* requests and commands that changed something */
  guint login;      /* index of the login whose password is looked at */
  char *user;       /* uid of that login */
  char *domain_uid;

  SlwSetupDoor door;
  gboolean key_fits;   /* the wizard takes our password */
  gboolean file_there; /* sw.htpasswd */
  guint tries;         /* looks at the door since the password was set */

  GPtrArray *tags;   /* char*, of the main server, for the way without bm-cli */
  gboolean again;    /* an earlier set-up of ours stopped half-way: it starts again from the beginning */
  guint exit_status; /* of bm-cli */
  char *last_lines;  /* that it printed */
} SlwSetup;

/* Returns: (transfer none): the work of the conversation, made at the first call */
SlwSetup *slw_setup_of_talk (SlwTalk *talk);

/* The host name by which users reach the platform. */
const char *slw_setup_find_host (SlwTalk *talk);

/* Asks for the state and goes on with setup->state set. */
gboolean slw_setup_ask_state (SlwTalk *talk, SlwTalkFunc then, const char *assumed);

/* Looks for the marker of a set-up of ours that was interrupted; goes on with setup->may_set set. */
gboolean slw_setup_look_for_marker (SlwTalk *talk, SlwTalkFunc then);

/* Waits, as long as api-timeout allows, until the state is that of a platform that runs. */
gboolean slw_setup_await_running (SlwTalk *talk, SlwTalkFunc then);

/* Whether a plan assumed a change, so that what is read is still the state before it. */
gboolean slw_setup_is_planning (SlwTalk *talk);

G_END_DECLS
