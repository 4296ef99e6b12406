/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/http/slw-http-library.h"

#include <dlfcn.h>

#include <slipway/slw-error.h>

#define CURL_SONAME "libcurl.so.4"

typedef struct {
  const char *name;
  gsize offset;
} Symbol;

#define SYMBOL(name) { #name, G_STRUCT_OFFSET (SlwHttpLibrary, name) },

static const Symbol symbols[] = { SLW_HTTP_CURL_CALLS (SYMBOL) SLW_HTTP_SSL_CALLS (SYMBOL) };

static gboolean
look_up (void *handle, SlwHttpLibrary *library, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++) {
    void **member = (void **) (void *) ((char *) library + symbols[i].offset);

    *member = dlsym (handle, symbols[i].name); /* also in what libcurl is linked to */
    if (*member == NULL) {
      g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED,
                   "%s has no %s: Slipway needs a libcurl that is built on OpenSSL 1.1.1 or later", CURL_SONAME,
                   symbols[i].name);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
load (SlwHttpLibrary *library, GError **error)
{
  void *handle = dlopen (CURL_SONAME, RTLD_NOW | RTLD_LOCAL);

  if (handle == NULL) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "libcurl cannot be loaded: %s", dlerror ());
    return FALSE;
  }
  /* never closed: OpenSSL leaves handlers behind that run at the end of the process */
  if (!look_up (handle, library, error))
    return FALSE;
  if (library->curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK)
    return TRUE;
  g_set_error_literal (error, SLW_ERROR, SLW_ERROR_FAILED, "libcurl cannot be initialized");
  return FALSE;
}

const SlwHttpLibrary *
slw_http_library_get (GError **error)
{
  static SlwHttpLibrary library;
  static gboolean loaded;

  if (!loaded)
    loaded = load (&library, error);
  return loaded ? &library : NULL;
}
