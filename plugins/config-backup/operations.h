/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OperationType:
 * @OPERATION_FOLDER: a folder is made, or gets its owner and mode
 * @OPERATION_FILE: a file gets its content, owner and mode
 * @OPERATION_LINK: a symbolic link
 * @OPERATION_ATTRIBUTES: a folder or a file gets its access control lists and extended attributes
 * @OPERATION_EXTRA: there besides; left alone
 */
typedef enum {
  OPERATION_FOLDER,
  OPERATION_FILE,
  OPERATION_LINK,
  OPERATION_ATTRIBUTES,
  OPERATION_EXTRA,
} OperationType;

/**
 * Operation:
 * @type: what is to be done
 * @path: absolute path on the server
 * @mode: permission bits of a folder or a file
 * @owner: (nullable): `user:group`
 * @source: (nullable): path on the controller of a file's content
 * @target: (nullable): of a link
 * @attributes: (nullable): lines for `attributes.sh`, perhaps none
 *
 * One thing of a restoration, as `slipway backups operations` prints it.
 */
typedef struct {
  OperationType type;
  char *path;
  guint mode;
  char *owner;
  char *source;
  char *target;
  char *attributes;
} Operation;

/**
 * operations_parse:
 * @text: what was printed
 * @error: return location
 *
 * Returns: (transfer full) (element-type Operation): the operations in their order, or %NULL with %SLW_ERROR_INVALID when a
 *   line is none or the end is missing
 */
GPtrArray *operations_parse (const char *text, GError **error);

G_END_DECLS
