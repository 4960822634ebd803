//! The file store of data keys, one per subject, outside the log and outside its backups.
