//! The demo's numbers: two indicators over eight quarters, a correction, a target that was missed and one that was met.
//!
//! Knows no rules.

use serde_json::{Value, json};

use super::{
    agenda::Decided,
    circle::{Circle, INSPECTORATE, MENTORS},
};

/// Pupils absent for ten days or more, of a thousand, quarter by quarter. The last one is put right afterwards.
const ABSENT: [u32; 8] = [462, 455, 447, 440, 431, 424, 417, 410];
/// What the last one should have been.
const ABSENT_CORRECTED: u32 = 385;
/// Girls and boys with a mentor, quarter by quarter; the first quarters are small, and hidden from the public.
const MENTORED: [(u32, u32); 8] =
    [(6, 4), (14, 8), (25, 19), (38, 30), (52, 41), (63, 55), (80, 66), (97, 84)];

/// The content hash of the two indicators in their first version: what is decided on.
const INDICATORS_CONTENT: &str = "48ccb19bb9ad9c5cf6d8875187ad48a1fc8c5f17680e73fe9249c46f52ee9201";

/// Defines, reports, publishes, sets targets, corrects and tells.
pub async fn measure(circle: &mut Circle, decided: &Decided) -> anyhow::Result<()> {
    define(circle).await?;
    activate(circle).await?;
    let quarters: Vec<Value> =
        quarters(circle).into_iter().map(|start| json!({"start": start, "length": "P3M"})).collect();
    let ends = quarters.last().cloned().unwrap_or_default();
    let begins = quarters.first().cloned().unwrap_or_default();
    for (code, baseline, target, source) in [
        ("ABSENT", "46.2", "35.0", "Registrele școlilor / The schools' registers"),
        ("MENTORED", "10", "150", "Listele mentorilor / The mentors' lists"),
    ] {
        let baseline = json!({"code": code, "period": begins, "value": baseline, "source": source});
        circle.staff.run("measurement/SetBaseline", baseline).await?;
        let target = json!({"code": code, "byPeriod": ends, "value": target, "path": "TARGET_PATH_LINEAR",
            "decidedBy": {"context": "agenda", "id": decided.proposal}});
        circle.staff.run("measurement/SetTarget", target).await?;
    }
    let absent = ABSENT.iter().zip(&quarters).map(|(absent, quarter)| absent_row(*absent, quarter)).collect();
    publish(circle, INSPECTORATE, "SCHOOLS", absent, &quarters).await?;
    let mentored = MENTORED
        .iter()
        .zip(&quarters)
        .flat_map(|(counts, quarter)| mentored_rows(*counts, quarter))
        .collect();
    publish(circle, MENTORS, "MENTORING", mentored, &quarters).await?;
    correct(circle, &ends).await
}

/// Decided by all; the hub puts them in force by itself.
async fn activate(circle: &mut Circle) -> anyhow::Result<()> {
    let indicators = json!([{"code": "ABSENT", "version": 1}, {"code": "MENTORED", "version": 1}]);
    let rule = json!({"counting": {"method": "METHOD_MAJORITY", "quorumBp": 5_000}, "reasonPolicy": "REASON_POLICY_OPTIONAL"});
    let draft = json!({"kind": "PROPOSAL_KIND_ADOPT_INDICATOR_SET", "subjectRef": {"indicatorSet": {"indicators": indicators}},
        "subjectHash": INDICATORS_CONTENT, "text": "Măsurăm cu toții astfel? / Shall we all measure like this?", "rule": rule});
    let proposal = circle.make("agenda/DraftProposal", draft, "proposalId").await?;
    super::agenda::vote(circle, &proposal, None).await?;
    Ok(())
}

async fn define(circle: &mut Circle) -> anyhow::Result<()> {
    let absent = json!({"name": "Elevi absenți zece zile sau mai mult / Pupils absent for ten days or more",
        "level": "LEVEL_POPULATION", "resultType": "RESULT_TYPE_OUTCOME", "valueType": "VALUE_TYPE_PERCENT", "unit": "percent",
        "decimals": 1, "direction": "DIRECTION_DOWN", "numerator": "pupils absent for ten days or more",
        "denominator": "pupils enrolled", "aggregation": "AGGREGATION_WEIGHTED_MEAN", "stockOrFlow": "STOCK_OR_FLOW_FLOW",
        "periodType": "PERIOD_TYPE_QUARTERS", "goals": ["STAY_IN_SCHOOL"]});
    let mentored = json!({"name": "Elevi cu mentor / Pupils with a mentor", "level": "LEVEL_PERFORMANCE",
        "rba": "RBA_HOW_MUCH", "resultType": "RESULT_TYPE_OUTPUT", "valueType": "VALUE_TYPE_COUNT", "unit": "pupils",
        "direction": "DIRECTION_UP", "aggregation": "AGGREGATION_SUM", "stockOrFlow": "STOCK_OR_FLOW_FLOW",
        "dims": [{"code": "SEX", "codes": ["F", "M"], "partition": true}], "periodType": "PERIOD_TYPE_QUARTERS",
        "goals": ["STAY_IN_SCHOOL", "READ_AT_TEN"]});
    for (code, definition) in [("ABSENT", absent), ("MENTORED", mentored)] {
        let proposed = json!({"code": code, "definition": definition});
        circle.staff.run("measurement/ProposeIndicator", proposed).await?;
    }
    for (code, indicator, organization) in
        [("SCHOOLS", "ABSENT", INSPECTORATE), ("MENTORING", "MENTORED", MENTORS)]
    {
        let set = json!({"code": code, "indicators": [indicator], "periodType": "PERIOD_TYPE_QUARTERS",
            "dueAfterDays": 800, "closesAfterDays": 3_000, "compulsory": [indicator]});
        circle.staff.run("measurement/DefineDataSet", set).await?;
        let reporters = json!({"dataSet": code, "orgs": [circle.org(organization)?]});
        circle.staff.run("measurement/AssignReporters", reporters).await?;
        let agreement = json!({"dataSets": [code], "from": circle.day(-3 * 365).to_string(),
            "to": circle.day(5 * 365).to_string(), "retentionMonths": 60,
            "purposes": ["Să vedem cine vine la școală. / To see who comes to school."]});
        circle.of(organization)?.run("measurement/SignSharingAgreement", agreement).await?;
    }
    Ok(())
}

/// Recorded and submitted by the organization, approved by the staff, published by the organization.
async fn publish(
    circle: &mut Circle,
    organization: usize,
    set: &str,
    rows: Vec<Value>,
    quarters: &[Value],
) -> anyhow::Result<()> {
    let of = json!({"dataSet": set, "org": circle.org(organization)?, "periods": quarters,
        "attestation": "Verificat. / Checked."});
    let reporter = circle.of(organization)?;
    reporter.run_rows("measurement/RecordObservations", vec![json!({"dataSet": set, "rows": rows})]).await?;
    reporter.run("measurement/SubmitData", of.clone()).await?;
    let mut of = of;
    if let Some(fields) = of.as_object_mut() {
        fields.remove("attestation");
    }
    let approved = circle.analyst.run("measurement/ApproveData", of.clone()).await?;
    if let (Some(fields), Some(ids)) = (of.as_object_mut(), approved.get("eventIds")) {
        fields.insert("meta".to_owned(), json!({"approves": ids}));
    }
    circle.of(organization)?.run("measurement/PublishData", of).await?;
    Ok(())
}

/// 41.0 % becomes 38.5 %; the story before it is of the older revision, and the one behind it of the newer.
async fn correct(circle: &mut Circle, quarter: &Value) -> anyhow::Result<()> {
    let story = |revision: u32, story: &str, next: &str| {
        json!({"dataSet": "SCHOOLS", "period": quarter, "indicator": "ABSENT", "revision": revision, "story": story,
            "whatWorks": "Un mentor în fiecare sat. / A mentor in every village.", "nextSteps": [next]})
    };
    let first = story(
        1,
        "Două linii de autobuz au fost închise. / Two lines of the bus were closed.",
        "Cerem autobuzul înapoi. / Ask for the bus.",
    );
    let second = story(
        2,
        "O clasă fusese numărată de două ori; ținta de 35% tot nu e atinsă. / A class had been counted twice; the target of 35 % is missed all the same.",
        "Numărăm pe elev, nu pe clasă. / Count by pupil, not by class.",
    );
    let correction = json!({"dataSet": "SCHOOLS", "reason": "CORRECTION_REASON_ERROR",
        "note": "O clasă numărată de două ori. / A class was counted twice.", "rows": [absent_row(ABSENT_CORRECTED, quarter)]});
    let reporter = circle.of(INSPECTORATE)?;
    reporter.run("measurement/TellStory", first).await?;
    reporter.run_rows("measurement/CorrectPublished", vec![correction]).await?;
    reporter.run("measurement/TellStory", second).await?;
    Ok(())
}

fn absent_row(of_a_thousand: u32, quarter: &Value) -> Value {
    let percent = format!("{}.{}", of_a_thousand / 10, of_a_thousand % 10);
    json!({"indicator": "ABSENT", "period": quarter, "value": percent, "numerator": of_a_thousand.to_string(),
        "denominator": "1000"})
}

fn mentored_rows((girls, boys): (u32, u32), quarter: &Value) -> Vec<Value> {
    let row = |value: u32, dims: Value| json!({"indicator": "MENTORED", "period": quarter, "value": value.to_string(), "dims": dims});
    let of = |sex: &str| json!([{"dim": "SEX", "code": sex}]);
    vec![row(girls.saturating_add(boys), json!([])), row(girls, of("F")), row(boys, of("M"))]
}

/// The first days of the last eight whole quarters.
fn quarters(circle: &Circle) -> Vec<String> {
    let today = circle.day(0);
    let this = i32::from(today.year()) * 4 + (i32::from(today.month()) - 1) / 3;
    (this - 8..this).map(|quarter| format!("{:04}-{:02}-01", quarter / 4, quarter % 4 * 3 + 1)).collect()
}
