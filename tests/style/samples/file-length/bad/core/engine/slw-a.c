/* SPDX-License-Identifier: LGPL-2.1-or-later */
@@repeat 400 extern int slw_a;
