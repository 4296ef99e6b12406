/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/remote/slw-ssh-key.h"

#include <slipway/slw-error.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/remote/slw-host-keys.h"
#include "core/remote/slw-ssh-wire.h"

#define LARGEST_KEY (256 * 1024)
#define OPENSSH_BEGIN "-----BEGIN OPENSSH PRIVATE KEY-----"
#define OPENSSH_END "-----END OPENSSH PRIVATE KEY-----"
#define OPENSSH_MAGIC "openssh-key-v1" /* with the NUL at its end */

/* The other formats say their type in the first line, if at all. */
static const struct {
  const char *begin;
  const char *type;
} pem_formats[] = {
  { "-----BEGIN RSA PRIVATE KEY-----", "ssh-rsa" },       { "-----BEGIN EC PRIVATE KEY-----", "ecdsa" },
  { "-----BEGIN DSA PRIVATE KEY-----", "ssh-dss" },       { "-----BEGIN PRIVATE KEY-----", "unknown" },
  { "-----BEGIN ENCRYPTED PRIVATE KEY-----", "unknown" },
};

SlwSshKey *
slw_ssh_key_ref (SlwSshKey *key)
{
  g_ref_count_inc (&key->refs);
  return key;
}

void
slw_ssh_key_unref (SlwSshKey *key)
{
  if (!g_ref_count_dec (&key->refs))
    return;
  g_bytes_unref (key->content);
  g_clear_pointer (&key->public_key, g_bytes_unref);
  g_free (key->path);
  g_free (key->type);
  g_free (key->fingerprint);
  g_free (key->public_line);
  g_free (key);
}

gboolean
slw_ssh_key_is_rsa (const SlwSshKey *key)
{
  return strcmp (key->type, "ssh-rsa") == 0;
}

char *
slw_ssh_key_describe (const SlwSshKey *key)
{
  return g_strdup_printf ("key %s (%s%s%s)", key->path, key->type, key->fingerprint != NULL ? " " : "",
                          key->fingerprint != NULL ? key->fingerprint : "");
}

/* OpenSSH's PROTOCOL.key: magic, cipher, kdf, kdf's options, number of keys, public key, private part */
static gboolean
parse_openssh (SlwSshKey *self, const guint8 *data, gsize length)
{
  SlwSshWire wire = { data + sizeof OPENSSH_MAGIC, length - sizeof OPENSSH_MAGIC };
  SlwSshWire cipher, kdf, options, blob;
  g_autofree char *base64 = NULL;
  guint32 count;

  if (length < sizeof OPENSSH_MAGIC || memcmp (data, OPENSSH_MAGIC, sizeof OPENSSH_MAGIC) != 0)
    return FALSE;
  if (!slw_ssh_wire_take_string (&wire, &cipher) || !slw_ssh_wire_take_string (&wire, &kdf)
      || !slw_ssh_wire_take_string (&wire, &options) || !slw_ssh_wire_take_number (&wire, &count)
      || !slw_ssh_wire_take_string (&wire, &blob))
    return FALSE;
  self->type = slw_host_keys_dup_type (blob.data, blob.length);
  self->encrypted = !slw_ssh_wire_equals (&cipher, "none");
  self->public_key = g_bytes_new (blob.data, blob.length);
  self->fingerprint = slw_host_keys_dup_fingerprint (blob.data, blob.length);
  base64 = g_base64_encode (blob.data, blob.length);
  self->public_line = self->type != NULL ? g_strdup_printf ("%s %s\n", self->type, base64) : NULL;
  return self->type != NULL;
}

static gboolean
parse_text (SlwSshKey *self, const char *text)
{
  const char *line = strstr (text, OPENSSH_BEGIN);
  const char *begin = line != NULL ? line + strlen (OPENSSH_BEGIN) : NULL;
  const char *end = begin != NULL ? strstr (begin, OPENSSH_END) : NULL;

  if (end != NULL) {
    g_autofree char *base64 = g_strndup (begin, end - begin);
    gsize length;
    guchar *data = g_base64_decode (base64, &length);
    gboolean good = parse_openssh (self, data, length);

    explicit_bzero (base64, strlen (base64));
    explicit_bzero (data, length);
    g_free (data);
    return good;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (pem_formats); i++) {
    if (strstr (text, pem_formats[i].begin) == NULL)
      continue;
    self->type = g_strdup (pem_formats[i].type);
    self->encrypted = strstr (text, "ENCRYPTED") != NULL;
    return TRUE;
  }
  return FALSE;
}

SlwSshKey *
slw_ssh_key_parse (const char *path, GBytes *content, GError **error)
{
  g_autoptr (SlwSshKey) self = g_new0 (SlwSshKey, 1);
  gsize length;
  const char *data = g_bytes_get_data (content, &length);
  g_autofree char *text = g_strndup (length > 0 ? data : "", length); /* the data of no bytes may be NULL */
  gboolean good;

  g_ref_count_init (&self->refs);
  self->path = g_strdup (path);
  self->content = g_bytes_ref (content);
  good = parse_text (self, text);
  explicit_bzero (text, strlen (text));
  if (!good) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s is no private key that is understood here", path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

typedef struct {
  struct stat stat;
  SlwSshKey *key;
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  slw_ssh_key_unref (loaded->key);
  g_free (loaded);
}

static gboolean
same_file (const struct stat *a, const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size
         && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static gboolean
check_stat (const char *path, struct stat *now, GError **error)
{
  if (stat (path, now) < 0) {
    int code = errno;

    g_set_error (error, SLW_ERROR, code == ENOENT ? SLW_ERROR_NOT_FOUND : SLW_ERROR_INVALID, "%s: %s", path,
                 g_strerror (code));
    return FALSE;
  }
  if (!S_ISREG (now->st_mode) || now->st_size > LARGEST_KEY) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s is no private key", path);
    return FALSE;
  }
  if (now->st_uid == getuid () && (now->st_mode & 077) != 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "%s can be read by others (mode %04o); type: chmod 600 %s", path,
                 now->st_mode & 07777, path);
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  char *data;
  gsize length;
} Wiped;

static void
wiped_free (gpointer data)
{
  Wiped *wiped = data;

  explicit_bzero (wiped->data, wiped->length);
  g_free (wiped->data);
  g_free (wiped);
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  Wiped *wiped = g_new0 (Wiped, 1);

  if (!g_file_get_contents (path, &wiped->data, &wiped->length, &local)) {
    g_set_error_literal (error, SLW_ERROR, SLW_ERROR_INVALID, local->message);
    g_free (wiped);
    return NULL;
  }
  return g_bytes_new_with_free_func (wiped->data, wiped->length, wiped_free, wiped);
}

SlwSshKey *
slw_ssh_key_load (const char *path, GError **error)
{
  static GHashTable *cache; /* path -> Loaded */
  g_autoptr (GBytes) content = NULL;
  Loaded *loaded;
  SlwSshKey *key;
  struct stat now;

  if (cache == NULL)
    cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, loaded_free);
  if (!check_stat (path, &now, error))
    return NULL;
  loaded = g_hash_table_lookup (cache, path);
  if (loaded != NULL && same_file (&loaded->stat, &now))
    return slw_ssh_key_ref (loaded->key);
  content = read_file (path, error);
  key = content != NULL ? slw_ssh_key_parse (path, content, error) : NULL;
  if (key == NULL)
    return NULL;
  loaded = g_new0 (Loaded, 1);
  loaded->stat = now;
  loaded->key = slw_ssh_key_ref (key);
  g_hash_table_replace (cache, g_strdup (path), loaded);
  return key;
}
