/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* style:no-such-rule because of a reason */
int a;
/* style:goto */
int b;
/* style:goto nothing below needs this */
int c;
/* style:plugin-io nothing below needs this */
