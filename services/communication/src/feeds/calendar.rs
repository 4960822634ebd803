//! Meetings as an iCalendar object (RFC 5545, RFC 7986), for calendars that subscribe to it.
//!
//! Knows no clock: stamps are those of the records, so the same records give the same text. A meeting that happens
//! once is given in UTC; one that recurs, on its own wall clock, since a series keeps its hour over a change of time.

use std::collections::BTreeMap;

use calcard::{
    common::PartialDateTime,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType as Kind, ICalendarEntry as Entry,
        ICalendarParameter as Parameter, ICalendarProperty as Property, ICalendarStatus as Status,
        ICalendarValue as Value, ICalendarValueType, Uri,
    },
};
use domain::{communication::meeting::AgendaItem, time::Timestamp};
use jiff::tz::TimeZone;
use views::communication::Meeting;

use super::Whose;

/// The definition of a zone begins so long before the first meeting on it…
const ZONE_BEFORE_S: i64 = 86_400;
/// …and is exact for so long after the last one begins; after that its rules of now go on.
const ZONE_AFTER_S: i64 = 10 * 366 * 86_400;
/// The most zones defined, and the longest time that one is defined for: each takes a walk through all that time.
const MAX_ZONES: usize = 50;
const MAX_ZONE_S: i64 = 60 * 366 * 86_400;
/// How often a calendar should look again.
const REFRESH: &str = "PT1H";

/// The calendar of an initiative.
pub fn written(whose: &Whose, meetings: &[Meeting]) -> String {
    let mut root = ICalendarComponent::new(Kind::VCalendar);
    let feed = format!("{}/meetings.ics", whose.base);
    root.add_property(Property::Version, text("2.0"));
    root.add_property(Property::Prodid, text("-//Hora//Hora//EN"));
    root.add_property(Property::Name, text(&whose.name));
    root.add_property(Property::Other("X-WR-CALNAME".to_owned()), text(&whose.name));
    let is_duration = Parameter::value(ICalendarValueType::Duration);
    root.add_property_with_params(Property::RefreshInterval, [is_duration], text(REFRESH));
    let mut written = ICalendar { components: vec![root] };
    let zones = zones(&mut written, meetings);
    for meeting in meetings {
        let zone = zones.get(meeting.tz.as_str()).filter(|_| meeting.rrule.is_some());
        add(&mut written, event(whose, &feed, meeting, zone));
    }
    let mut out = String::new();
    // A string takes all that is written to it.
    let _never_fails = written.write_to(&mut out);
    out
}

fn add(written: &mut ICalendar, component: ICalendarComponent) {
    let id = u32::try_from(written.components.len()).unwrap_or(u32::MAX);
    written.components.push(component);
    if let Some(root) = written.components.first_mut() {
        root.component_ids.push(id);
    }
}

/// Defines the zones that series are on; those that cannot be defined are left out, and their series are in UTC.
fn zones<'a>(written: &mut ICalendar, meetings: &'a [Meeting]) -> BTreeMap<&'a str, TimeZone> {
    let mut spans: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for meeting in meetings.iter().filter(|meeting| meeting.rrule.is_some()) {
        let start = seconds(meeting.start);
        let span = spans.entry(&meeting.tz).or_insert((start, start));
        *span = (span.0.min(start), span.1.max(start));
    }
    let mut zones = BTreeMap::new();
    for (name, (first, last)) in spans.into_iter().take(MAX_ZONES) {
        let from = first.saturating_sub(ZONE_BEFORE_S).max(0);
        let to = last.saturating_add(ZONE_AFTER_S).clamp(from, from.saturating_add(MAX_ZONE_S));
        if let Ok(zone) = TimeZone::get(name)
            && written.add_timezone(name, from, to).is_some()
        {
            zones.insert(name, zone);
        }
    }
    zones
}

fn event(whose: &Whose, feed: &str, meeting: &Meeting, zone: Option<&TimeZone>) -> ICalendarComponent {
    let mut event = ICalendarComponent::new(Kind::VEvent);
    event.add_uid(&meeting.ical_uid);
    event.add_sequence(i64::try_from(meeting.version).unwrap_or(i64::MAX));
    // Without METHOD it says when this was last changed. Source: RFC 5545, section 3.8.7.2.
    event.add_dtstamp(utc(meeting.changed_at));
    event.add_property(Property::LastModified, utc(meeting.changed_at));
    event.add_property(Property::Created, utc(meeting.called_at));
    for (name, at) in [(Property::Dtstart, meeting.start), (Property::Dtend, meeting.end)] {
        event.entries.push(match zone {
            Some(zone) => Entry::new(name)
                .with_param(Parameter::tzid(meeting.tz.clone()))
                .with_value(PartialDateTime::from_naive_timestamp(on_the_wall(zone, at))),
            None => Entry::new(name).with_value(utc(at)),
        });
    }
    event.add_property(Property::Summary, text(&meeting.title));
    let status = if meeting.status == "cancelled" { Status::Cancelled } else { Status::Confirmed };
    event.add_property(Property::Status, Value::Status(status));
    // No person: whoever organizes it does so for the initiative. CN takes no double quotes.
    let name = Parameter::cn(whose.name.replace('"', "'"));
    event.add_property_with_params(Property::Organizer, [name], uri(feed));
    event.add_property(Property::Url, uri(&format!("{}/meetings/{}", whose.base, meeting.id)));
    if let Some(place) = &meeting.place {
        event.add_property(Property::Location, text(place));
    }
    if let Some(url) = &meeting.url {
        let is_uri = Parameter::value(ICalendarValueType::Uri);
        event.add_property_with_params(Property::Conference, [is_uri], uri(url));
    }
    if let Some(rule) = &meeting.rrule {
        // As it was given: it was read as a rule before it was taken.
        event.add_property(Property::Rrule, text(rule));
    }
    let points: Vec<String> = meeting.agenda.iter().map(point).collect();
    if !points.is_empty() {
        event.add_property(Property::Description, text(&points.join("\n")));
    }
    if let Some(reason) = &meeting.rescheduled_for {
        event.add_property(Property::Comment, text(reason));
    }
    event
}

fn point(item: &AgendaItem) -> String {
    format!("- {} ({} min)", item.title, item.minutes)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// An address; what text would have to escape in it is written as addresses write it.
fn uri(address: &str) -> Value {
    let address = address.replace('\\', "%5C").replace(';', "%3B").replace(',', "%2C");
    Value::Uri(Uri::Location(address))
}

fn seconds(at: Timestamp) -> i64 {
    at.as_us().div_euclid(1_000_000)
}

fn utc(at: Timestamp) -> PartialDateTime {
    PartialDateTime::from_utc_timestamp(seconds(at))
}

/// The seconds that a clock on the wall shows, as if it stood in Greenwich.
fn on_the_wall(zone: &TimeZone, at: Timestamp) -> i64 {
    let offset = jiff::Timestamp::from_second(seconds(at)).map(|at| zone.to_offset(at).seconds());
    seconds(at).saturating_add(i64::from(offset.unwrap_or_default()))
}
