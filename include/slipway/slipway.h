/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/**
 * All that a plugin may include. Each header also compiles alone.
 */

#include <slipway/slw-action.h>
#include <slipway/slw-bus.h>
#include <slipway/slw-directive.h>
#include <slipway/slw-effect.h>
#include <slipway/slw-error.h>
#include <slipway/slw-facts.h>
#include <slipway/slw-platform.h>
#include <slipway/slw-plugin.h>
#include <slipway/slw-result.h>
#include <slipway/slw-secret.h>
#include <slipway/slw-server.h>
#include <slipway/slw-step-run.h>
#include <slipway/slw-step.h>
#include <slipway/slw-text.h>
#include <slipway/slw-topics.h>
