/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once
int slw_redact (void);
