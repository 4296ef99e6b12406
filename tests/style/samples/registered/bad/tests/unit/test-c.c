/* SPDX-License-Identifier: LGPL-2.1-or-later */
int x = g_test_add_func;
