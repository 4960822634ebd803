//! Addresses that no spreadsheet has, found while a sheet is unpacked: the reader behind takes them for numbers and
//! multiplies them beyond what it can hold.
//!
//! Knows of XML only where tags begin and end and that `r` and `ref` hold addresses.
//! Source: ECMA-376, part 1, 18.3.1.4 (`c`) and 18.18.62 (`ST_Ref`); the last cell is XFD1048576.

use std::io::{self, Write};

/// The most letters and digits of an address.
const LETTERS: u8 = 3;
const DIGITS: u8 = 7;

/// A sink that looks for them.
#[derive(Debug, Default)]
pub struct Addresses {
    at: At,
    /// Whether one was found.
    pub is_beyond: bool,
}

/// Where the next byte stands.
#[derive(Debug, Clone, Copy, Default)]
enum At {
    /// Between tags.
    #[default]
    Outside,
    /// In a tag.
    Tag,
    /// In a tag, before a name.
    Name,
    /// Behind so many letters of `ref`; behind the first of `r` too.
    Letters(u8),
    /// Behind `r=` or `ref=`.
    Equals,
    /// In an address, behind so many letters and digits.
    Address(u8, u8),
}

impl Addresses {
    fn after(&mut self, byte: u8) -> At {
        match (self.at, byte) {
            (At::Outside, b'<') => At::Tag,
            (At::Outside, _) | (_, b'>') => At::Outside,
            (At::Address(..), b'"' | b'\'') => At::Tag,
            (At::Address(letters, digits), byte) => {
                let (letters, digits) = match byte {
                    b'0'..=b'9' => (letters, digits.saturating_add(1)),
                    byte if byte.is_ascii_alphabetic() => (letters.saturating_add(1), digits),
                    _ => (0, 0),
                };
                self.is_beyond |= letters > LETTERS || digits > DIGITS;
                At::Address(letters, digits)
            }
            (_, byte) if byte.is_ascii_whitespace() => At::Name,
            (At::Name, b'r') => At::Letters(1),
            (At::Letters(1), b'e') => At::Letters(2),
            (At::Letters(2), b'f') => At::Letters(3),
            (At::Letters(1 | 3), b'=') => At::Equals,
            (At::Equals, b'"' | b'\'') => At::Address(0, 0),
            _ => At::Tag,
        }
    }
}

impl Write for Addresses {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            self.at = self.after(*byte);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_no_spreadsheet_has_are_found_and_words_are_none() {
        for (xml, is_beyond) in [
            ("<row r=\"1048576\"><c r='XFD1048576' t=\"s\"/></row>", false),
            ("<dimension ref=\"A1:XFD1048576\"/><mergeCell ref=\"A1:B2 C3:D4\"/>", false),
            ("<c r=\"A1\" reference=\"ABCDEFGH123456789\"/>", false),
            ("<t> r=\"ABCDEFGH123456789\"</t>", false),
            ("<dimension ref=\"ZZZZZZZZZ99999999999999\"/>", true),
            ("<c t='n' r='A12345678'/>", true),
            ("<c\nr=\"ABCD1\"/>", true),
            ("<mergeCell ref=\"A1:ABCD1\"/>", true),
        ] {
            let mut found = Addresses::default();
            // However it comes in parts.
            for part in xml.as_bytes().chunks(3) {
                found.write_all(part).unwrap();
            }
            assert_eq!(found.is_beyond, is_beyond, "{xml}");
        }
    }
}
