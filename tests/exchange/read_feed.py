"""Fetches a feed as a calendar or a feed reader would, and reads it by readers that others wrote.

usage: read_feed.py calendar|news URL [PASSWORD]; prints what it says, as JSON. A refusal is {"status": code}.
"""

import base64
import json
import sys
import urllib.error
import urllib.request
from datetime import UTC

import feedparser
import icalendar
from dateutil.rrule import rrulestr

kind, url, *password = sys.argv[1:]
request = urllib.request.Request(url)
if password:
    pair = base64.b64encode(f"anybody:{password[0]}".encode()).decode()
    request.add_header("Authorization", f"Basic {pair}")
try:
    with urllib.request.urlopen(request) as response:
        headers, body = response.headers, response.read()
except urllib.error.HTTPError as error:
    print(json.dumps({"status": error.code, "challenge": error.headers.get("WWW-Authenticate")}))
    sys.exit()


def moment(at):
    return at.astimezone(UTC).isoformat()


def series(event, zones):
    """When a series begins each time, by the zone that the calendar itself defines."""
    start = event.start
    zone = zones[start.tzinfo.key].to_tz() if hasattr(start.tzinfo, "key") else start.tzinfo
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=start.replace(tzinfo=None))
    return [moment(at.replace(tzinfo=zone)) for at in rule]


def read_calendar():
    calendar = icalendar.Calendar.from_ical(body)
    zones = {zone.tz_name: zone for zone in calendar.timezones}
    events = {}
    for event in calendar.events:
        if event.errors:
            raise SystemExit(f"the reader complains: {event.errors}")
        events[str(event["UID"])] = {
            "sequence": event.sequence,
            "status": event["STATUS"],
            "start": moment(event.start),
            "end": moment(event.end),
            "stamp": moment(event.DTSTAMP),
            "changed": moment(event.LAST_MODIFIED),
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "url": str(event["URL"]),
            "organizer": [str(event["ORGANIZER"]), event["ORGANIZER"].params.get("CN")],
            "series": series(event, zones) if "RRULE" in event else None,
        }
    return {"name": str(calendar["X-WR-CALNAME"]), "zones": sorted(zones), "events": events}


def read_news():
    feed = feedparser.parse(body, response_headers={"content-type": headers["Content-Type"]})
    if feed.bozo:
        raise SystemExit(f"the reader complains: {feed.bozo_exception}")
    entries = [
        {
            "id": entry.id,
            "title": entry.title,
            "updated": entry.updated,
            "link": entry.get("link"),
            "kind": entry.tags[0].term,
            "content": entry.content[0].value if "content" in entry else None,
            "content_type": entry.content[0].type if "content" in entry else None,
            "summary": entry.get("summary"),
        }
        for entry in feed.entries
    ]
    return {"version": feed.version, "id": feed.feed.id, "title": feed.feed.title, "entries": entries}


read = read_calendar if kind == "calendar" else read_news
print(json.dumps({"status": 200, "etag": headers["ETag"], "body": body.decode(), **read()}))
