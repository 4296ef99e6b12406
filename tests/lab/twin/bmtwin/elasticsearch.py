# SPDX-License-Identifier: LGPL-2.1-or-later
"""bm-elasticsearch on 9200: nothing but the health of the cluster, green unless es-status says otherwise."""
import json
import threading

from . import httpd, settings


def answer(handler):
    path = handler.path.partition("?")[0]
    handler.read_body()
    if path == "/_cluster/health":
        body = {"cluster_name": "bluemind-es", "status": settings.get("es-status", "green"), "timed_out": False,
                "number_of_nodes": 1, "number_of_data_nodes": 1, "unassigned_shards": 0}
    else:
        body = {"name": "bm", "cluster_name": "bluemind-es", "tagline": "You Know, for Search"}
    return httpd.Response(200 if path in ("/", "/_cluster/health") else 404, json.dumps(body).encode(),
                          [("Content-Type", "application/json; charset=UTF-8")])


if __name__ == "__main__":
    httpd.Server(settings.get("listen", "0.0.0.0"), 9200, answer).start()
    threading.Event().wait()
