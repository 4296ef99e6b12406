/* SPDX-License-Identifier: LGPL-2.1-or-later */
@@repeat 1000 extern int slw_a;
