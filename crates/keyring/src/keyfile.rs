//! One keys file `keys.<epoch>`: its header, its frames, and the reading of single keys.
//!
//! `magic epoch crc`, then frames. It knows the epoch key but not which subjects are alive.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::error::io;
use crate::frame::{self, HEADER_BYTES, Header};
use crate::secret::{WRAPPED_BYTES, WrappingKey};
use crate::{DataKey, Error, Owner, Subject, files};

const MAGIC: [u8; 8] = *b"HORAKEY1";
const AAD_TAG: &[u8] = b"hora/v1/wrapped";
const PREFIX: &str = "keys.";

/// Length of the file's header and offset of its first frame, in bytes.
pub(crate) const FIRST_FRAME: u64 = 20;

/// A keys file and the key that wraps what it holds.
pub(crate) struct KeyFile {
    pub(crate) file: File,
    pub(crate) path: PathBuf,
    pub(crate) epoch: u64,
    pub(crate) key: WrappingKey,
}

/// What stands at an offset of a keys file.
pub(crate) enum Next {
    /// A frame's payload and the offset at which it begins.
    Payload(u64, Vec<u8>),
    /// The end of the file, or of what was wholly written; `is_torn` if bytes follow.
    End { offset: u64, is_torn: bool },
}

impl KeyFile {
    /// The path of the keys file of `epoch`.
    pub(crate) fn path(folder: &Path, epoch: u64) -> PathBuf {
        folder.join(format!("{PREFIX}{epoch}"))
    }

    /// A new, empty keys file; neither it nor its name is durable yet.
    pub(crate) fn create(folder: &Path, epoch: u64, key: WrappingKey) -> Result<Self, Error> {
        let path = Self::path(folder, epoch);
        let file = files::create(&path)?;
        file.write_all_at(&header(epoch), 0).map_err(io("write", &path))?;
        Ok(Self { file, path, epoch, key })
    }

    /// The keys file of the living epoch.
    pub(crate) fn open(folder: &Path, epoch: u64, key: WrappingKey) -> Result<Self, Error> {
        let path = Self::path(folder, epoch);
        let file = match OpenOptions::new().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::KeysMissing { file: path });
            }
            Err(error) => return Err(io("open", &path)(error)),
        };
        let mut found = header(epoch);
        let is_header = file.read_exact_at(&mut found, 0).is_ok() && found == header(epoch);
        let opened = Self { file, path, epoch, key };
        if is_header {
            Ok(opened)
        } else {
            Err(opened.corrupt(0, "not the header of a keys file of this epoch"))
        }
    }

    /// What a key's wrapping is bound to.
    fn aad(&self, subject: Subject, owner: Owner) -> Vec<u8> {
        [AAD_TAG, &self.epoch.to_be_bytes(), &subject.to_bytes(), &owner.to_bytes()].concat()
    }

    /// Wraps `key` for this file.
    pub(crate) fn wrap(
        &self,
        subject: Subject,
        owner: Owner,
        key: &DataKey,
    ) -> Result<[u8; WRAPPED_BYTES], Error> {
        self.key.wrap(key, &self.aad(subject, owner))
    }

    /// Unwraps what lies at `offset`.
    pub(crate) fn unwrap(
        &self,
        subject: Subject,
        owner: Owner,
        wrapped: &[u8; WRAPPED_BYTES],
        offset: u64,
    ) -> Result<DataKey, Error> {
        self.key
            .unwrap(wrapped, &self.aad(subject, owner))
            .ok_or_else(|| self.corrupt(offset, "a wrapped key does not open"))
    }

    /// The key of `subject`, whose wrapped bytes begin at `offset`.
    pub(crate) fn read(&self, subject: Subject, owner: Owner, offset: u64) -> Result<DataKey, Error> {
        let mut wrapped = [0; WRAPPED_BYTES];
        self.file.read_exact_at(&mut wrapped, offset).map_err(io("read", &self.path))?;
        self.unwrap(subject, owner, &wrapped, offset)
    }

    /// Damage in this file.
    pub(crate) fn corrupt(&self, offset: u64, reason: &'static str) -> Error {
        Error::Corrupt { file: self.path.clone(), offset, reason }
    }

    /// Reads the frames from the first one on.
    pub(crate) fn frames(&self) -> Result<Frames<'_>, Error> {
        let end = self.file.metadata().map_err(io("read", &self.path))?.len();
        let mut reader = BufReader::new(&self.file);
        reader.seek(SeekFrom::Start(FIRST_FRAME)).map_err(io("read", &self.path))?;
        Ok(Frames { of: self, reader, offset: FIRST_FRAME, end })
    }
}

/// The frames of a keys file, in order.
pub(crate) struct Frames<'a> {
    of: &'a KeyFile,
    reader: BufReader<&'a File>,
    offset: u64,
    end: u64,
}

impl Frames<'_> {
    /// The next frame, the end, or damage.
    pub(crate) fn next(&mut self) -> Result<Next, Error> {
        let start = self.offset;
        if start == self.end {
            return Ok(Next::End { offset: start, is_torn: false });
        }
        match self.read_frame().map_err(io("read", &self.of.path))? {
            Some(payload) => Ok(Next::Payload(start + to_u64(HEADER_BYTES), payload)),
            None => self.tail(start),
        }
    }

    fn read_frame(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let left = self.end - self.offset;
        let mut header = [0; HEADER_BYTES];
        if left < to_u64(HEADER_BYTES) {
            return Ok(None);
        }
        self.reader.read_exact(&mut header)?;
        let Some(header) = Header::decode(&header, self.offset) else { return Ok(None) };
        let frame_bytes = to_u64(HEADER_BYTES + header.body_bytes());
        if left < frame_bytes {
            return Ok(None);
        }
        let mut body = vec![0; header.body_bytes()];
        self.reader.read_exact(&mut body)?;
        let is_whole = header.payload(&body).is_some();
        body.pop();
        self.offset += frame_bytes;
        Ok(is_whole.then_some(body))
    }

    /// The frame at `start` does not read well: the torn tail, or damage.
    fn tail(&self, start: u64) -> Result<Next, Error> {
        let damage = || self.of.corrupt(start, "a frame that was acknowledged does not match its checksum");
        let left = usize::try_from(self.end - start).map_err(|_| damage())?;
        if left > frame::MAX_FRAME_BYTES {
            return Err(damage());
        }
        let mut rest = vec![0; left];
        self.of.file.read_exact_at(&mut rest, start).map_err(io("read", &self.of.path))?;
        if frame::is_torn(&rest, start) {
            Ok(Next::End { offset: start, is_torn: true })
        } else {
            Err(damage())
        }
    }
}

/// The epochs of all keys files in `folder`.
pub(crate) fn epochs(folder: &Path) -> Result<Vec<u64>, Error> {
    let mut epochs = Vec::new();
    for entry in fs::read_dir(folder).map_err(io("list", folder))? {
        let name = entry.map_err(io("list", folder))?.file_name();
        let number = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX))
            .and_then(|text| text.parse::<u64>().ok());
        epochs.extend(number);
    }
    Ok(epochs)
}

/// A length in memory as a length in a file.
pub(crate) fn to_u64(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn header(epoch: u64) -> [u8; 20] {
    let mut bytes = [0; 20];
    let covered = [MAGIC.as_slice(), &epoch.to_be_bytes()].concat();
    let all = covered.iter().copied().chain(crc32c::crc32c(&covered).to_be_bytes());
    bytes.iter_mut().zip(all).for_each(|(slot, byte)| *slot = byte);
    bytes
}
