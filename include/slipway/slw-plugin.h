/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include <slipway/slw-step.h>

G_BEGIN_DECLS

#define SLW_PLUGIN_MAGIC 0x31574c53u /* "SLW1" in memory of a little-endian machine */
#define SLW_PLUGIN_ABI_MAJOR 1
#define SLW_PLUGIN_ABI_MINOR 0

/* Ranks, as distances between them matter less than their order. */
#define SLW_RANK_NONE 0
#define SLW_RANK_MARGINAL 64
#define SLW_RANK_SECONDARY 128
#define SLW_RANK_PRIMARY 256

/**
 * SlwProvide:
 * @kind: a kind, `noun.verb`, or %NULL at the end of the list
 * @get_type: type that implements #SlwStep; one object of it serves all kinds that name it
 * @rank: how much this provider should be preferred
 */
typedef struct {
  const char *kind;
  GType (*get_type) (void);
  int rank;
} SlwProvide;

/**
 * SlwPluginDescriptor:
 * @magic: %SLW_PLUGIN_MAGIC
 * @abi_major: %SLW_PLUGIN_ABI_MAJOR of the headers that it was built with
 * @abi_minor: %SLW_PLUGIN_ABI_MINOR of those
 * @struct_size: `sizeof (SlwPluginDescriptor)` of those
 * @id: name of the plugin, the same as in its manifest
 * @version: its version
 * @register_types: registers the plugin's dynamic types with the module; called once, before any get_type
 * @provides: (array zero-terminated=1): what it implements; ends with a %NULL kind
 * @get_bus_client_type: (nullable): type that implements #SlwBusClient, for a plugin that gates or observes
 *
 * The one symbol that a plugin exports, by %SLW_PLUGIN_DEFINE. It is constant data: the loader looks at it and
 * refuses the plugin before any of its code has run.
 */
typedef struct {
  guint32 magic;
  guint16 abi_major;
  guint16 abi_minor;
  guint32 struct_size;
  const char *id;
  const char *version;
  void (*register_types) (GTypeModule *module);
  const SlwProvide *provides;
  GType (*get_bus_client_type) (void);
  gpointer reserved[8];
} SlwPluginDescriptor;

#define SLW_PLUGIN_SYMBOL "slw_plugin_descriptor"

/**
 * SLW_PLUGIN_DEFINE:
 * @plugin_id: id, a string
 * @plugin_version: version, a string
 * @...: further members of #SlwPluginDescriptor, as designated initialisers
 */
#define SLW_PLUGIN_DEFINE(plugin_id, plugin_version, ...)                                          \
  extern __attribute__ ((visibility ("default"))) const SlwPluginDescriptor slw_plugin_descriptor; \
  const SlwPluginDescriptor slw_plugin_descriptor = { .magic = SLW_PLUGIN_MAGIC,                   \
                                                      .abi_major = SLW_PLUGIN_ABI_MAJOR,           \
                                                      .abi_minor = SLW_PLUGIN_ABI_MINOR,           \
                                                      .struct_size = sizeof (SlwPluginDescriptor), \
                                                      .id = plugin_id,                             \
                                                      .version = plugin_version,                   \
                                                      __VA_ARGS__ }

G_END_DECLS
