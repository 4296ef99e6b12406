/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "slw-setup.h"

G_BEGIN_DECLS

/* Whether BlueMind takes the passwords of the settings at all: what it would refuse is refused before anything is changed. */
gboolean slw_passwords_check (const SlwSetupSettings *settings, GError **error);

/*
 * Makes the passwords of the administrator, the domain's administrator and the wizard those of the settings. With
 * setup->may_set the ones there are throw-away ones, and are replaced; else a wrong administrator's password is an error.
 */
gboolean slw_passwords_apply (SlwTalk *talk, SlwTalkFunc then);

/* Asks whether the administrator's password is the right one: a text, PASSWORD, PASSWORDEXPIRED or NONE among others. */
gboolean slw_passwords_try_admin (SlwTalk *talk, SlwTalkFunc then);

G_END_DECLS
