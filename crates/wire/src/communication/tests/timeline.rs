//! Timelines and feeds.

use super::*;

fn question() -> Option<common::QueryMeta> {
    Some(common::QueryMeta { initiative: "cluj-school".to_owned(), ..Default::default() })
}

#[test]
fn a_timeline_is_of_a_thread_and_comes_in_parts() {
    let of = |thread: &str, size: u32| {
        let page = Some(common::Page { page_size: size, page_token: String::new() });
        let thread_id = thread.to_owned();
        parse_get_timeline(&pb::GetTimelineRequest { meta: question(), page, thread_id }).map_err(fields)
    };
    let (asked, timeline) = of(THREAD, 2).unwrap();
    assert_eq!((asked.initiative.as_str(), timeline.page.size), ("cluj-school", 2));
    assert_eq!(timeline.thread.to_string(), THREAD);
    assert_eq!(of("7", 501).unwrap_err(), ["page.page_size", "thread_id"]);
}

#[test]
fn feeds_are_of_an_initiative() {
    assert!(parse_get_feeds(&pb::GetFeedsRequest { meta: question() }).is_ok());
    let nowhere = Some(common::QueryMeta { initiative: "Cluj School".to_owned(), ..Default::default() });
    let refused = parse_get_feeds(&pb::GetFeedsRequest { meta: nowhere }).unwrap_err();
    assert_eq!(fields(refused), ["meta.initiative"]);
}
