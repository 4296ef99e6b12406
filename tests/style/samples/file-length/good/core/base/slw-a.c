/* SPDX-License-Identifier: LGPL-2.1-or-later */
@@repeat 999 extern int slw_a;
