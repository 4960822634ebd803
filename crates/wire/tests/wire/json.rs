//! JSON in and out of any RPC.

use prost::Message as _;
use wire::{
    json::{self, Streaming},
    pb::{common::CommandMeta, log},
};

use crate::sample;

const ADD_NOTE: &str = "/hora.sample.v1.SampleCommands/AddNote";
const LOAD: &str = "/hora.sample.v1.SampleCommands/Load";

fn fields(path: &str, body: &str) -> Vec<String> {
    let method = json::method_in(&sample::pool(), path).unwrap();
    method.request(body.as_bytes()).unwrap_err().violations.into_iter().map(|v| v.field).collect()
}

#[test]
fn a_request_becomes_the_bytes_of_its_message() {
    let body = br#"{"context": "agenda", "initiative": "cluj", "fromSequence": "7", "visibilities": ["VISIBILITY_PUBLIC"]}"#;
    let bytes = json::request("/hora.log.v1.Log/Read", body).unwrap();
    let expected = log::ReadRequest {
        context: "agenda".to_owned(),
        initiative: "cluj".to_owned(),
        from_sequence: 7,
        to_sequence: 0,
        visibilities: vec![1],
    };
    assert_eq!(log::ReadRequest::decode(bytes.as_slice()).unwrap(), expected);
    let by_proto_name = json::request("hora.log.v1.Log/Read", br#"{"from_sequence": 7}"#).unwrap();
    assert_eq!(log::ReadRequest::decode(by_proto_name.as_slice()).unwrap().from_sequence, 7);
    assert!(json::request("/hora.log.v1.Log/Head", b" ").unwrap().is_empty(), "an empty body says {{}}");
}

#[test]
fn an_answer_becomes_canonical_json() {
    let head =
        log::LogHead { sequence: 9_007_199_254_740_991, hash: "00".to_owned(), ..log::LogHead::default() };
    let bytes = log::HeadResponse { head: Some(head) }.encode_to_vec();
    let json = json::response("/hora.log.v1.Log/Head", &bytes).unwrap();
    assert_eq!(String::from_utf8(json).unwrap(), r#"{"head":{"sequence":"9007199254740991","hash":"00"}}"#);
    assert!(matches!(json::response("/hora.log.v1.Log/Head", &[0xff]), Err(json::Error::Bytes(_))));
    assert!(matches!(json::response("/no/Such", &[]), Err(json::Error::UnknownMethod(_))));
}

#[test]
fn an_unknown_field_is_refused_by_its_path_and_so_are_all_others() {
    let body = r#"{"txt": "a", "parts": [{"partText": "b"}, {"part": "c"}], "only": {"counts": {"any": "1"}, "x": 1}}"#;
    assert_eq!(fields(ADD_NOTE, body), ["only.x", "parts[1].part", "txt"]);
    let malformed = json::request("/hora.log.v1.Log/Head", br#"{"initiativ": "a"}"#).unwrap_err();
    assert_eq!(
        malformed.to_string(),
        "initiativ: is no field of HeadRequest; accepted are context, initiative"
    );
}

#[test]
fn a_value_of_the_wrong_type_is_named() {
    assert_eq!(fields(ADD_NOTE, r#"{"text": 1, "weight": "many", "parts": []}"#), ["text", "weight"]);
    assert_eq!(fields(ADD_NOTE, "[]"), [""]);
    assert_eq!(fields(ADD_NOTE, "{"), [""]);
    assert_eq!(fields(ADD_NOTE, r#"{"weight": -1}"#), ["weight"]);
}

fn told(path: &str, body: &str) -> String {
    let malformed = match json::method(path).unwrap() {
        method if method.streaming() == Streaming::Client => method.requests(body.as_bytes()).unwrap_err(),
        method => method.request(body.as_bytes()).unwrap_err(),
    };
    malformed.to_string()
}

#[test]
fn a_value_of_the_wrong_form_is_named_however_deep_it_lies() {
    const LIST: &str = "/hora.measurement.v1.MeasurementQueries/ListPublished";
    let whole = "accepted are whole numbers from 0 to";
    for (body, expected) in [
        (
            r#"{"meta": {"asOf": {"sequence": "-1"}}}"#,
            format!("meta.as_of.sequence: is `-1`; {whole} {}", u64::MAX),
        ),
        (
            r#"{"meta": {"asOf": {"sequence": 1.5}}}"#,
            format!("meta.as_of.sequence: is `1.5`; {whole} {}", u64::MAX),
        ),
        (r#"{"meta": {"cut": {"plan": "x"}}}"#, format!("meta.cut: `plan`: is `x`; {whole} {}", u64::MAX)),
        (r#"{"page": {"pageSize": -1}}"#, format!("page.page_size: is `-1`; {whole} {}", u32::MAX)),
        (r#"{"updatedAfter": []}"#, format!("updated_after: is `[]`; {whole} {}", u64::MAX)),
        (
            r#"{"meta": {"asOf": {"sequence": "1", "recordedAt": "2026-01-01"}}}"#,
            "meta.as_of: has sequence and recordedAt; accepted is one of sequence, recordedAt, effectiveAt"
                .to_owned(),
        ),
        (
            r#"{"dims": [{"dim": "A", "code": "B"}, {"dim": 7}]}"#,
            "dims[1].dim: is `7`; accepted is text in quotes, also for a decimal".to_owned(),
        ),
        (
            r#"{"exactDims": "yes"}"#,
            "exact_dims: is `yes`; accepted is true or false, without quotes".to_owned(),
        ),
    ] {
        assert_eq!(told(LIST, body), expected);
    }
    let mark = told(LIST, r#"{"obsStatus": "NORMAL"}"#);
    assert!(mark.starts_with("obs_status: is `NORMAL`; accepted are OBS_STATUS_NORMAL, "), "{mark}");
    assert!(!mark.contains("UNSPECIFIED"), "{mark}");
}

#[test]
fn a_row_of_a_stream_and_an_entry_of_a_list_are_named_by_their_places() {
    let body = r#"[{"rows": [{"value": "1"}]}, {"rows": [{"value": "2"}, {"value": 3, "obsStatus": "X"}]}]"#;
    let rows = told("/hora.measurement.v1.MeasurementCommands/RecordObservations", body);
    assert!(rows.contains("[1].rows[1].value: is `3`; accepted is text in quotes"), "{rows}");
    assert!(rows.contains("[1].rows[1].obs_status: is `X`; accepted are OBS_STATUS_NORMAL"), "{rows}");
    let define = "/hora.measurement.v1.MeasurementCommands/DefineDataSet";
    let codes = told(define, r#"{"indicators": ["A", 2], "compulsory": "A", "dueAfterDays": -1}"#);
    assert_eq!(
        codes,
        "compulsory: is no list; accepted is a list in [ ]; due_after_days: is `-1`; accepted are whole numbers \
        from 0 to 4294967295; indicators[1]: is `2`; accepted is text in quotes, also for a decimal"
    );
}

#[test]
fn a_value_in_the_place_of_a_message_is_answered_with_its_fields() {
    let body = br#"{"meta": {"initiative": "cluj", "asOf": "2026-11-23T10:00:00Z"}}"#;
    assert_eq!(
        json::request("/hora.agenda.v1.AgendaQueries/GetAgenda", body).unwrap_err().to_string(),
        "meta.as_of: is no json object; accepted is an object with one of sequence, recordedAt, effectiveAt; knownAt"
    );
    assert_eq!(fields(ADD_NOTE, r#"{"only": 1, "meta": []}"#), ["meta", "only"]);
    assert_eq!(fields(ADD_NOTE, r#"{"only": null, "parts": "a"}"#), ["parts"]);
}

#[test]
fn a_client_stream_is_an_array_of_messages() {
    let pool = sample::pool();
    let load = json::method_in(&pool, LOAD).unwrap();
    let body =
        br#"[{"meta": {"initiative": "cluj"}, "part": {"partText": "a"}}, {"part": {"partText": "b"}}]"#;
    let messages = load.requests(body).unwrap();
    assert_eq!(messages.len(), 2);
    let meta = CommandMeta { initiative: "cluj".to_owned(), ..CommandMeta::default() };
    assert!(messages[0].windows(meta.encoded_len()).any(|bytes| bytes == meta.encode_to_vec()));
    let wrong = load.requests(br#"[{}, {"prt": 1}]"#).unwrap_err();
    assert_eq!(wrong.violations[0].field, "[1].prt");
    assert!(load.requests(b"[]").is_err());
}

#[test]
fn who_streams_is_known() {
    let pool = sample::pool();
    let streaming = |path| json::method_in(&pool, path).map(|method| method.streaming());
    assert_eq!(streaming("/hora.log.v1.Log/Head"), Some(Streaming::Unary));
    assert_eq!(streaming("/hora.log.v1.Log/Read"), Some(Streaming::Server));
    assert_eq!(streaming(LOAD), Some(Streaming::Client));
    for none in ["", "/", "/hora.log.v1.Log/Nothing", "/hora.log.v1.Nothing/Read"] {
        assert_eq!(streaming(none), None, "{none}");
    }
    let both =
        sample::pool_with("Load(stream LoadRequest) returns (", "Load(stream LoadRequest) returns (stream ");
    assert!(json::method_in(&both, LOAD).is_none());
}
