/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/plugin/slw-loader.h"

#include <dlfcn.h>
#include <ltdl.h>
#include <string.h>

#include <slipway/slw-error.h>

#include "core/plugin/slw-ownership.h"

/* Why the last module could not be opened. libltdl itself says "file not found" whatever the reason was. */
static char *last_error;

static void
remember_error (void)
{
  const char *text = dlerror ();

  g_free (last_error);
  last_error = g_strdup (text != NULL ? text : "unknown reason");
}

static lt_module
open_module (lt_user_data data, const char *path, lt_dladvise advise)
{
  /* NOW: a symbol that is missing is an error here and no crash in the middle of a run. LOCAL: two plugins may each have
   * a function of the same name. */
  lt_module module = dlopen (path, RTLD_NOW | RTLD_LOCAL);

  if (module == NULL)
    remember_error ();
  return module;
}

static int
close_module (lt_user_data data, lt_module module)
{
  return dlclose (module);
}

static void *
find_symbol (lt_user_data data, lt_module module, const char *name)
{
  void *symbol = dlsym (module, name);

  if (symbol == NULL)
    remember_error ();
  return symbol;
}

static gboolean
start (GError **error)
{
  static const lt_dlvtable vtable = {
    .name = "slipway",
    .module_open = open_module,
    .module_close = close_module,
    .find_sym = find_symbol,
    .priority = LT_DLLOADER_PREPEND,
  };
  static gboolean started;

  if (started)
    return TRUE;
  if (lt_dlinit () != 0 || lt_dlloader_add (&vtable) != 0) {
    g_set_error (error, SLW_ERROR, SLW_ERROR_FAILED, "libltdl does not start: %s", lt_dlerror ());
    return FALSE;
  }
  /* It would open what ours has refused, with its symbols bound late. Its table is the caller's once it is removed. */
  g_free (lt_dlloader_remove ("lt_dlopen"));
  started = TRUE;
  return TRUE;
}

static gboolean refuse (GError **error, const SlwManifest *manifest, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, const SlwManifest *manifest, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, SLW_ERROR, SLW_ERROR_PLUGIN, "plugin %s: %s: %s", manifest->id, manifest->module, text);
  return FALSE;
}

static gboolean
check_version (const SlwPluginDescriptor *descriptor, const SlwManifest *manifest, GError **error)
{
  if (descriptor->magic != SLW_PLUGIN_MAGIC)
    return refuse (error, manifest, "is no plugin of Slipway: its descriptor begins with 0x%08x, wanted is 0x%08x",
                   descriptor->magic, SLW_PLUGIN_MAGIC);
  if (descriptor->abi_major != SLW_PLUGIN_ABI_MAJOR)
    return refuse (error, manifest, "was built for ABI %u.%u, wanted is %u.x; build it again with these headers",
                   descriptor->abi_major, descriptor->abi_minor, SLW_PLUGIN_ABI_MAJOR);
  if (descriptor->abi_minor > SLW_PLUGIN_ABI_MINOR)
    return refuse (error, manifest, "was built for ABI %u.%u, this Slipway has %u.%u; it needs a newer Slipway",
                   descriptor->abi_major, descriptor->abi_minor, SLW_PLUGIN_ABI_MAJOR, SLW_PLUGIN_ABI_MINOR);
  if (descriptor->struct_size < sizeof (SlwPluginDescriptor))
    return refuse (error, manifest, "its descriptor has %u bytes, wanted are %" G_GSIZE_FORMAT, descriptor->struct_size,
                   sizeof (SlwPluginDescriptor));
  return TRUE;
}

static gboolean
check_provide (const SlwProvide *provide, const SlwManifest *manifest, GHashTable *seen, GError **error)
{
  if (provide->get_type == NULL)
    return refuse (error, manifest, "provides %s without a type", provide->kind);
  if (!g_strv_contains ((const char *const *) manifest->kinds, provide->kind))
    return refuse (error, manifest, "provides %s, which is not among the Kinds= of %s", provide->kind, manifest->path);
  if (!g_hash_table_add (seen, (gpointer) provide->kind))
    return refuse (error, manifest, "provides %s twice", provide->kind);
  return TRUE;
}

static gboolean
check_provides (const SlwPluginDescriptor *descriptor, const SlwManifest *manifest, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (const SlwProvide *p = descriptor->provides; p != NULL && p->kind != NULL; p++)
    if (!check_provide (p, manifest, seen, error))
      return FALSE;
  for (guint i = 0; manifest->kinds[i] != NULL; i++)
    if (!g_hash_table_contains (seen, manifest->kinds[i]))
      return refuse (error, manifest, "does not provide %s, which %s promises", manifest->kinds[i], manifest->path);
  return TRUE;
}

gboolean
slw_loader_check (const SlwPluginDescriptor *descriptor, const SlwManifest *manifest, GError **error)
{
  g_return_val_if_fail (descriptor != NULL && manifest != NULL, FALSE);

  /* The members behind struct_size are there only once the first four are right. */
  if (!check_version (descriptor, manifest, error))
    return FALSE;
  if (g_strcmp0 (descriptor->id, manifest->id) != 0)
    return refuse (error, manifest, "says that it is %s, its manifest says %s",
                   descriptor->id != NULL ? descriptor->id : "nobody", manifest->id);
  if (descriptor->register_types == NULL)
    return refuse (error, manifest, "has no register_types");
  if (manifest->bus_client && descriptor->get_bus_client_type == NULL)
    return refuse (error, manifest, "has no get_bus_client_type, but %s says BusClient=true", manifest->path);
  return check_provides (descriptor, manifest, error);
}

const SlwPluginDescriptor *
slw_loader_open (const SlwManifest *manifest, GError **error)
{
  const SlwPluginDescriptor *descriptor;
  lt_dlhandle handle;

  g_return_val_if_fail (manifest != NULL, NULL);

  if (!slw_ownership_check (manifest->module, error)) {
    g_prefix_error (error, "plugin %s: ", manifest->id);
    return NULL;
  }
  if (!start (error))
    return NULL;
  g_clear_pointer (&last_error, g_free);
  handle = lt_dlopen (manifest->module);
  if (handle == NULL) {
    refuse (error, manifest, "cannot be opened: %s", last_error != NULL ? last_error : lt_dlerror ());
    return NULL;
  }
  descriptor = lt_dlsym (handle, SLW_PLUGIN_SYMBOL);
  if (descriptor == NULL) {
    refuse (error, manifest, "is no plugin of Slipway: it has no symbol %s (SLW_PLUGIN_DEFINE makes it)",
            SLW_PLUGIN_SYMBOL);
    lt_dlclose (handle);
    return NULL;
  }
  if (!slw_loader_check (descriptor, manifest, error)) {
    lt_dlclose (handle);
    return NULL;
  }
  lt_dlmakeresident (handle);
  return descriptor;
}
