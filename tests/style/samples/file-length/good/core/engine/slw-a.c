/* SPDX-License-Identifier: LGPL-2.1-or-later */
@@repeat 399 extern int slw_a;
