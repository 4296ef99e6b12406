/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "openpgp.h"

#include <string.h>

#include <slipway/slw-error.h>

#define KEYRING_MOST (256 * 1024)
#define ARMOUR_BEGIN "-----BEGIN PGP PUBLIC KEY BLOCK-----"
#define ARMOUR_WIDTH 64
#define ARMOUR_END "-----END PGP PUBLIC KEY BLOCK-----"

/* RFC 4880 §4.3 */
#define TAG_SECRET_KEY 5
#define TAG_PUBLIC_KEY 6

typedef struct {
  guint tag;
  const guint8 *start; /* of its header */
  const guint8 *body;
  gsize length; /* of its body */
} Packet;

void
openpgp_key_free (OpenpgpKey *key)
{
  g_free (key->fingerprint);
  g_clear_pointer (&key->packets, g_bytes_unref);
  g_free (key);
}

char *
openpgp_normalize_fingerprint (const char *text)
{
  GString *out;

  if (text == NULL)
    return NULL;
  out = g_string_new (NULL);
  for (; *text != '\0' && out->len <= 40; text++) {
    if (g_ascii_isxdigit (*text))
      g_string_append_c (out, g_ascii_toupper (*text));
    else if (!g_ascii_isspace (*text) && *text != ':')
      break;
  }
  if (out->len != 40 || *text != '\0') {
    g_string_free (out, TRUE);
    return NULL;
  }
  return g_string_free (out, FALSE);
}

static gboolean
is_truncated (gsize wanted, gsize left, GError **error)
{
  if (wanted <= left)
    return FALSE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the keyring is cut off");
  return TRUE;
}

/* Length of a packet in the new format, §4.2.2. Returns how many bytes it is written in, 0 with an error. */
static gsize
read_new_length (const guint8 *p, gsize left, gsize *length, GError **error)
{
  if (is_truncated (1, left, error))
    return 0;
  if (p[0] < 192) {
    *length = p[0];
    return 1;
  }
  if (p[0] < 224) {
    if (is_truncated (2, left, error))
      return 0;
    *length = ((p[0] - 192u) << 8) + p[1] + 192u;
    return 2;
  }
  if (p[0] < 255) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the keyring has a packet of partial length, which no key has");
    return 0;
  }
  if (is_truncated (5, left, error))
    return 0;
  *length = ((gsize) p[1] << 24) | ((gsize) p[2] << 16) | ((gsize) p[3] << 8) | p[4];
  return 5;
}

/* The same in the old format, §4.2.1 */
static gsize
read_old_length (guint8 header, const guint8 *p, gsize left, gsize *length, GError **error)
{
  gsize width = (gsize) 1 << (header & 3);

  if (width == 8) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the keyring has a packet without a length, which no key has");
    return 0;
  }
  if (is_truncated (width, left, error))
    return 0;
  *length = 0;
  for (gsize i = 0; i < width; i++)
    *length = (*length << 8) | p[i];
  return width;
}

static gboolean
read_packet (const guint8 *p, gsize left, Packet *packet, GError **error)
{
  gsize width;

  if ((p[0] & 0x80) == 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "this is no OpenPGP keyring");
    return FALSE;
  }
  packet->start = p;
  if ((p[0] & 0x40) != 0) {
    packet->tag = p[0] & 0x3f;
    width = read_new_length (p + 1, left - 1, &packet->length, error);
  } else {
    packet->tag = (p[0] >> 2) & 0x0f;
    width = read_old_length (p[0], p + 1, left - 1, &packet->length, error);
  }
  if (width == 0 || is_truncated (packet->length, left - 1 - width, error))
    return FALSE;
  packet->body = p + 1 + width;
  return TRUE;
}

/* §12.2: SHA-1 of 0x99, the two bytes of the body's length, the body */
static char *
compute_fingerprint (const Packet *packet, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 head[3] = { 0x99, packet->length >> 8, packet->length & 0xff };

  if (packet->length < 6 || packet->length > G_MAXUINT16 || packet->body[0] != 4) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                 "the keyring holds a key of version %u; only version 4 is understood",
                 packet->length > 0 ? packet->body[0] : 0);
    return NULL;
  }
  g_checksum_update (sum, head, sizeof head);
  g_checksum_update (sum, packet->body, packet->length);
  return g_ascii_strup (g_checksum_get_string (sum), -1);
}

static void
end_key (OpenpgpKey *key, const guint8 *start, const guint8 *end)
{
  if (key != NULL)
    key->packets = g_bytes_new (start, end - start);
}

static GPtrArray *
read_binary (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) openpgp_key_free);
  OpenpgpKey *key = NULL;
  const guint8 *start = data;
  Packet packet;

  for (gsize at = 0; at < size; at = packet.body + packet.length - data) {
    if (!read_packet (data + at, size - at, &packet, error))
      return NULL;
    if (packet.tag == TAG_PUBLIC_KEY) {
      char *fingerprint = compute_fingerprint (&packet, error);

      if (fingerprint == NULL)
        return NULL;
      end_key (key, start, packet.start);
      key = g_new0 (OpenpgpKey, 1);
      key->fingerprint = fingerprint;
      start = packet.start;
      g_ptr_array_add (keys, key);
    } else if (key == NULL) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID,
                   packet.tag == TAG_SECRET_KEY ? "this is a secret key; export the public one"
                                                : "this is no keyring of public keys");
      return NULL;
    }
  }
  end_key (key, start, data + size);
  if (keys->len == 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the keyring is empty");
    return NULL;
  }
  return g_steal_pointer (&keys);
}

/* §6.1 */
static guint32
crc24 (const guint8 *data, gsize size)
{
  guint32 crc = 0xb704ce;

  for (gsize i = 0; i < size; i++) {
    crc ^= (guint32) data[i] << 16;
    for (guint bit = 0; bit < 8; bit++)
      crc = (crc << 1) ^ ((crc & 0x800000) != 0 ? 0x1864cfb : 0);
  }
  return crc & 0xffffff;
}

GBytes *
openpgp_armour (GBytes *packets)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (packets, &size);
  g_autofree char *base64 = g_base64_encode (data, size);
  guint32 crc = crc24 (data, size);
  const guint8 sum[3] = { (guint8) (crc >> 16), (guint8) (crc >> 8), (guint8) crc };
  g_autofree char *check = g_base64_encode (sum, sizeof sum);
  GString *out = g_string_new (ARMOUR_BEGIN "\n\n");

  for (const char *p = base64; *p != '\0'; p += strnlen (p, ARMOUR_WIDTH))
    g_string_append_printf (out, "%.*s\n", ARMOUR_WIDTH, p);
  g_string_append_printf (out, "=%s\n" ARMOUR_END "\n", check);
  return g_string_free_to_bytes (out);
}

static gboolean
check_crc (const guint8 *data, gsize size, const char *line, GError **error)
{
  gsize length = 0;
  g_autofree guint8 *sum = g_base64_decode (line + 1, &length);

  if (length == 3 && crc24 (data, size) == (((guint32) sum[0] << 16) | ((guint32) sum[1] << 8) | sum[2]))
    return TRUE;
  g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the armoured keyring is damaged: its checksum does not fit");
  return FALSE;
}

/* Adds what one armoured block holds, §6.2; its headers end at the first empty line, its checksum may be absent. */
static gboolean
decode_block (char **lines, GByteArray *out, GError **error)
{
  g_autoptr (GString) base64 = g_string_new (NULL);
  g_autofree guint8 *data = NULL;
  const char *crc = NULL;
  gsize size = 0;
  guint i = 0;

  while (lines[i] != NULL && *g_strstrip (lines[i]) != '\0')
    i++;
  for (; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);

    if (*line == '=')
      crc = line;
    else
      g_string_append (base64, line);
  }
  data = g_base64_decode (base64->str, &size);
  if (crc != NULL && !check_crc (data, size, crc, error))
    return FALSE;
  g_byte_array_append (out, data, size);
  return TRUE;
}

static GBytes *
dearmour (const char *text, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const char *begin = text;

  while ((begin = strstr (begin, ARMOUR_BEGIN)) != NULL) {
    const char *body = begin + strlen (ARMOUR_BEGIN);
    const char *end = strstr (body, ARMOUR_END);
    g_auto (GStrv) lines = NULL;
    g_autofree char *block = NULL;

    if (end == NULL) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the armoured keyring is cut off");
      return NULL;
    }
    /* the rest of the BEGIN line is not part of the headers */
    body += strcspn (body, "\n");
    body += *body == '\n';
    block = g_strndup (body, MAX (end - body, 0));
    lines = g_strsplit_set (block, "\n", -1);
    if (!decode_block (lines, out, error))
      return NULL;
    begin = end;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GPtrArray *
openpgp_read_keys (GBytes *keyring, GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (keyring, &size);
  g_autoptr (GBytes) binary = NULL;

  if (size > KEYRING_MOST) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_INVALID, "the keyring is larger than %u KiB", KEYRING_MOST / 1024);
    return NULL;
  }
  if (size > 0 && (data[0] & 0x80) == 0) {
    g_autofree char *text = g_strndup ((const char *) data, size);

    if (strstr (text, ARMOUR_BEGIN) != NULL) {
      binary = dearmour (text, error);
      if (binary == NULL)
        return NULL;
      data = g_bytes_get_data (binary, &size);
    }
  }
  /* the data of no bytes may be NULL */
  return read_binary (size > 0 ? data : (const guint8 *) "", size, error);
}
