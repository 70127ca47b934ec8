"""The paginator of the customer's guide, completed as its users would: hour by hour the pages are
collected, each event is flattened to one row a change beside its raw payload, the rows go into a
gzip file and to the search engine in bulk requests.

Arguments: address of the API, address of the search engine, first hour, hours, folder.
"""

import datetime
import gzip
import json
import sys
import time

import requests

SESSION = requests.Session()
BULK = 5 * 1024 * 1024


def paginate(base, since, until):
    params = {"filter": "type=configuration", "dateFrom": since, "dateTo": until, "pageSize": 1000}
    collected = []
    while True:
        response = SESSION.get(
            base + "/api/v2/auditlogs", headers={"Authorization": "Bearer t"}, params=params)
        if response.status_code == 429:
            time.sleep(int(response.headers.get("Retry-After", 10)))
            continue
        response.raise_for_status()
        data = response.json()
        collected.extend(data.get("entities", []))
        params["pageToken"] = data.get("nextPage")
        if not params["pageToken"]:
            return collected
        if int(response.headers.get("X-RateLimit-Remaining", 100)) < 5:
            time.sleep(int(response.headers.get("X-RateLimit-Reset", 10)))


def flatten(event):
    before = event.get("before") or {}
    after = event.get("after") or {}
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    for index, key in enumerate(changed):
        yield {
            "auditId": event["auditId"],
            "userId": event.get("userId"),
            "userName": event.get("userName"),
            "timestamp": event["timestamp"],
            "action": event.get("action"),
            "entityType": event.get("entityType"),
            "entityId": event.get("entityId"),
            "changeIndex": index,
            "configurationKey": key,
            "previousValue": before.get(key),
            "newValue": after.get(key),
            "rawPayload": event,
        }


def send(engine, body):
    response = SESSION.post(
        engine + "/_bulk", data=body, headers={"Content-Type": "application/x-ndjson"})
    response.raise_for_status()
    if response.json()["errors"]:
        raise SystemExit("the engine refuses documents")


def carry(events, engine, path):
    body, size = [], 0
    with gzip.open(path, "wb", 6) as archive:
        for event in events:
            for row in flatten(event):
                line = json.dumps(row).encode() + b"\n"
                archive.write(line)
                action = {"index": {"_index": "audit-records",
                                    "_id": "%s-%d" % (row["auditId"], row["changeIndex"])}}
                body.append(json.dumps(action).encode() + b"\n" + line)
                size += len(body[-1])
                if size > BULK:
                    send(engine, b"".join(body))
                    body, size = [], 0
    if body:
        send(engine, b"".join(body))


def main(base, engine, first, hours, folder):
    hour = datetime.datetime.fromisoformat(first.replace("Z", "+00:00"))
    for number in range(int(hours)):
        since = hour + datetime.timedelta(hours=number)
        until = since + datetime.timedelta(hours=1)
        text = [moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (since, until)]
        carry(paginate(base, *text), engine, "%s/%d.jsonl.gz" % (folder, number))


main(*sys.argv[1:])
