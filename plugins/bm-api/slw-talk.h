/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-answer.h"
#include "slw-deadline.h"

G_BEGIN_DECLS

/* the super administrator */
#define SLW_TALK_ADMIN "admin0@global.virt"

/**
 * SlwTalkSettings:
 *
 * How to talk to the API: the fields behind the properties that every provider on top of it has.
 */
typedef struct {
  char *login; /* "token": the main server's own token file; "password": as admin0 */
  SlwSecret *admin_password;
  char *tls;          /* "pinned": the certificate that the main server has on its disk; "system": by the CAs */
  char *external_url; /* name of the platform for its users; NULL: the main server's own name */
  guint api_timeout;  /* seconds that the API may be away */
  guint task_timeout; /* seconds that a task may take */
} SlwTalkSettings;

enum {
  SLW_TALK_PROP_LOGIN = 1,
  SLW_TALK_PROP_ADMIN_PASSWORD,
  SLW_TALK_PROP_TLS,
  SLW_TALK_PROP_EXTERNAL_URL,
  SLW_TALK_PROP_API_TIMEOUT,
  SLW_TALK_PROP_TASK_TIMEOUT,
  SLW_TALK_N_PROPS,
};

void slw_talk_settings_install (GObjectClass *klass);
gboolean slw_talk_settings_set (SlwTalkSettings *settings, guint id, const GValue *value);
gboolean slw_talk_settings_get (const SlwTalkSettings *settings, guint id, GValue *value);
void slw_talk_settings_clear (SlwTalkSettings *settings);

typedef struct _SlwTalk SlwTalk;

/**
 * SlwTalkFunc:
 * @talk: the conversation
 * @error: return location
 *
 * One state of a provider: it looks at what came back (`talk->answer`, `talk->result`), and says what comes next by exactly
 * one of slw_talk_send(), slw_talk_act(), slw_talk_wait(), slw_talk_done() and slw_talk_go(), each of which names the state
 * after it.
 *
 * Returns: %FALSE with @error set when the step has failed
 */
typedef gboolean (*SlwTalkFunc) (SlwTalk *talk, GError **error);

typedef enum {
  SLW_REQUEST_ANONYMOUS = 1 << 0, /* no key is needed */
  SLW_REQUEST_TOLERANT = 1 << 1,  /* the next state looks at failures itself; a good answer is not promised */
  SLW_REQUEST_SECRET = 1 << 2,    /* what comes back is one */
  SLW_REQUEST_IMPATIENT = 1 << 3, /* the API being away is an answer at once */
} SlwRequestFlags;

typedef struct {
  SlwEffect effect;
  const char *method;
  char *path; /* from "/api" on, each segment escaped: slw_talk_path () */
  char *label;
  JsonNode *body;
  SlwSecret *secret_body;   /* JSON */
  SlwSecret *authorization; /* header of that name, for what is not the API */
  SlwRequestFlags flags;
  guint timeout; /* seconds */
  char *assumed; /* body to suppose in a plan */
  SlwTalkFunc then;
} SlwRequest;

typedef enum {
  SLW_TASK_SUCCESS,
  SLW_TASK_FAILED,
  SLW_TASK_LOST, /* the core does not know it (any more): look at what has become of it */
} SlwTaskState;

/**
 * SlwTalk:
 *
 * A conversation of one step run with the API of the platform's main server: connects (certificate, key), asks, sorts the
 * answers, waits for tasks. Pure: it hands out directives and takes results. It is the step run's data.
 */
struct _SlwTalk {
  SlwStepRun *run; /* not owned: it owns us */
  SlwServer *main; /* not owned */
  const SlwTalkSettings *settings;
  gboolean anonymous; /* no request has a key: there is none yet */
  gboolean may_lack;  /* that there is no API is no failure: no_api says so */
  gboolean no_api;    /* there is none yet: reads are assumed, too */
  gpointer work;      /* of the provider */
  GDestroyNotify free_work;

  /* what came back, for the next state */
  const SlwResult *result; /* of slw_talk_act () */
  SlwAnswer *answer;       /* of slw_talk_send () */
  SlwTaskState task;       /* of slw_talk_watch () */
  char *task_message;

  /*< private >*/
  gboolean connected;
  char *base;
  char *certificate;
  SlwSecret *key;
  gboolean renewed; /* the key was fetched again and nothing good came since */
  SlwDeadline away; /* the wait for an API that gives no answer */
  SlwRequest *request;
  SlwRequest *suspended; /* waits for a key */
  char *task_id;
  char *task_label;
  SlwDeadline task_deadline;
  SlwTalkFunc task_then;
  SlwTalkFunc after_connect;
  SlwTalkFunc then;
  SlwDirective *directive;
};

/* Returns: (transfer none): the conversation of @run, made at the first call, whose first state is then @start; %NULL with
 * an error when the platform has no main server or a setting is wrong. */
SlwTalk *slw_talk_of_run (SlwStepRun *run, const SlwTalkSettings *settings, SlwTalkFunc start, GError **error);

/* What SlwStepInterface.next of a provider returns. */
SlwDirective *slw_talk_next (SlwTalk *talk, const SlwResult *last, GError **error);

/* What comes next. Each returns TRUE. */
gboolean slw_talk_go (SlwTalk *talk, SlwTalkFunc then);
gboolean slw_talk_act (SlwTalk *talk, SlwAction *action, SlwTalkFunc then);
gboolean slw_talk_wait (SlwTalk *talk, guint seconds, const char *reason, SlwTalkFunc then);
gboolean slw_talk_done (SlwTalk *talk, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Fetches certificate and token only; then @then looks whether there is an API to talk to. */
gboolean slw_talk_connect (SlwTalk *talk, SlwTalkFunc then);

/* The command that reads the certificate of the main server. The file also holds the private key, which is to stay where it
 * is: only a certificate that is whole is printed, so that not even a damaged file lets the key out. */
const char *const *slw_talk_get_certificate_command (void);

/* A request: GET without a body by default; change what is to be changed before the state returns.
 * Returns: (transfer none): the request, which the talk sends */
SlwRequest *
slw_talk_send (SlwTalk *talk, SlwEffect effect, const char *method, char *path, const char *label, SlwTalkFunc then);

/* Waits for the task that the last answer names, and goes on with talk->task set. */
gboolean slw_talk_watch (SlwTalk *talk, const char *label, SlwTalkFunc then, GError **error);

/* The same for a task that was begun earlier; @id is one that slw_json_is_id() accepts. */
gboolean slw_talk_follow (SlwTalk *talk, const char *id, const char *label, SlwTalkFunc then, GError **error);

/* Returns: (transfer full): "/api" and each segment, escaped */
char *slw_talk_path (const char *first, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
