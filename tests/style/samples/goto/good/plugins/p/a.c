/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* goto out; */
const char *a_text = "goto out;";
