/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TO@@DO: later */
const char *a = "not impl@@emented";
