//! What is called: the no-op, and the commands of the hub.
//!
//! Knows no figures. Requests are made and answers read with the generated code, as a Rust client does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use hora::actors::Person;
use tonic::{
    Request,
    metadata::{Ascii, MetadataValue},
    transport::{Channel, Endpoint},
};
use uuid::Uuid;
use wire::pb::{
    agenda::{CastStanceRequest, Position, agenda_commands_client::AgendaCommandsClient},
    common::CommandMeta,
    measurement::{
        ObservationRow, Period, ProposeIndicatorRequest, RecordObservationsRequest,
        measurement_commands_client::MeasurementCommandsClient,
    },
};

use crate::{
    circle::{Circle, DATA_SET, INDICATOR, SLUG},
    load::Calls,
};

/// Callers that fill a log: below the 512 requests that a hub decides at one time, so that none is refused.
pub const SEEDERS: usize = 400;
/// Callers that share one connection; the same for the no-op and for the peer.
const CALLERS_A_CONNECTION: usize = 16;
/// Weeks that each organization reports: with 64 organizations 6,400 streams.
const WEEKS: u64 = 100;
/// Every value ever recorded is another one, so that each command is an event.
static VALUE: AtomicU64 = AtomicU64::new(1);

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Subject {
    /// The no-op, one request and one answer.
    Noop,
    /// The no-op with what a hub is sent as well: a token of some 500 bytes.
    NoopToken,
    /// The no-op with a token, and a streamed request of one message.
    NoopStream,
    /// `RecordObservations` with one row, on 6,400 streams.
    Record,
    /// `CastStance` without a reason, all callers on one proposal.
    Stance,
    /// `CastStance` with a reason: private text, sealed.
    Reason,
    /// UmaDB: one event of 500 bytes a request.
    Umadb,
}

/// One caller of a server.
pub struct Caller {
    subject: Subject,
    number: u64,
    count: u64,
    bearer: Option<MetadataValue<Ascii>>,
    proposal: Arc<str>,
    measurement: MeasurementCommandsClient<Channel>,
    agenda: AgendaCommandsClient<Channel>,
}

/// Channels for so many callers.
async fn connect(url: &str, callers: usize) -> anyhow::Result<Vec<Channel>> {
    let endpoint = Endpoint::from_shared(url.to_owned())?.tcp_nodelay(true);
    let connections = callers.div_ceil(CALLERS_A_CONNECTION);
    Ok(futures::future::try_join_all((0..connections).map(|_| endpoint.connect())).await?)
}

/// Callers of a server at `url`, each another representative.
pub async fn callers(
    subject: Subject,
    url: &str,
    in_flight: usize,
    mut circle: Option<&mut Circle>,
) -> anyhow::Result<Vec<Caller>> {
    let channels = connect(url, in_flight).await?;
    let mut callers = Vec::with_capacity(in_flight);
    for (number, channel) in (0..in_flight).zip(channels.iter().cycle()) {
        let bearer = match &mut circle {
            Some(circle) => {
                let voters = circle.voters.len();
                let voter = circle.voters.get_mut(number % voters).context("a representative")?;
                bearer(voter).await?
            }
            None => None,
        };
        callers.push(Caller {
            subject,
            number: u64::try_from(number)?,
            count: 0,
            bearer,
            proposal: circle.as_ref().map_or("", |circle| circle.proposal.as_str()).into(),
            measurement: MeasurementCommandsClient::new(channel.clone()),
            agenda: AgendaCommandsClient::new(channel.clone()),
        });
    }
    Ok(callers)
}

async fn bearer(person: &mut Person) -> anyhow::Result<Option<MetadataValue<Ascii>>> {
    Ok(person.client().bearer(SLUG).await?)
}

fn meta() -> Option<CommandMeta> {
    Some(CommandMeta {
        command_id: Uuid::now_v7().to_string(),
        initiative: SLUG.to_owned(),
        ..CommandMeta::default()
    })
}

impl Caller {
    fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        if let Some(bearer) = &self.bearer {
            request.metadata_mut().insert("authorization", bearer.clone());
        }
        request
    }

    fn recording(&self) -> anyhow::Result<RecordObservationsRequest> {
        let week = i64::try_from((self.count + self.number * 7) % WEEKS)?;
        let start = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().weeks(week))?;
        let row = ObservationRow {
            indicator: INDICATOR.to_owned(),
            period: Some(Period { start: start.to_string(), length: "P1W".to_owned() }),
            value: Some(VALUE.fetch_add(1, Ordering::Relaxed).to_string()),
            ..ObservationRow::default()
        };
        Ok(RecordObservationsRequest {
            meta: meta(),
            data_set: DATA_SET.to_owned(),
            replaces: true,
            rows: vec![row],
            ..RecordObservationsRequest::default()
        })
    }

    fn stance(&self) -> CastStanceRequest {
        // Every stance is another one than before, so that each command is an event.
        let position = if self.count.is_multiple_of(2) { Position::Agree } else { Position::Abstain };
        let has_reason = self.subject == Subject::Reason;
        let reason = if has_reason { "We agree as long as the buses run in winter." } else { "" };
        CastStanceRequest {
            meta: meta(),
            proposal_id: self.proposal.to_string(),
            position: position.into(),
            reason: reason.to_owned(),
        }
    }
}

impl Calls for Caller {
    async fn call(&mut self) -> anyhow::Result<()> {
        self.count += 1;
        match self.subject {
            Subject::Noop | Subject::NoopToken => {
                let message = ProposeIndicatorRequest { meta: meta(), ..ProposeIndicatorRequest::default() };
                self.measurement.propose_indicator(self.request(message)).await?;
            }
            Subject::NoopStream | Subject::Record => {
                let request = self.request(tokio_stream::once(self.recording()?));
                self.measurement.record_observations(request).await?;
            }
            Subject::Stance | Subject::Reason => {
                let request = self.request(self.stance());
                let answer = self.agenda.cast_stance(request).await?.into_inner();
                anyhow::ensure!(
                    !answer.unchanged || self.count <= 2,
                    "a stance that changed nothing costs no sync"
                );
            }
            Subject::Umadb => anyhow::bail!("UmaDB is called by its own program"),
        }
        Ok(())
    }
}
