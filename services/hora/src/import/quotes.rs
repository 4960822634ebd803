//! Quotes in a table that nothing closes, or that close in the middle of a cell.
//!
//! The reader of tables takes both silently: a quote that is never closed makes one cell of the whole rest of the
//! file, and the next quote, meant to open another cell, closes it. Source: RFC 4180, sections 2.5 to 2.7, but for
//! quotes inside a cell that does not begin with one, which are text, and white space behind a closing quote.

/// Where in a table the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before a row; an empty line is one, as a spreadsheet counts.
    Row,
    /// Behind a carriage return, which a line feed may follow.
    Return,
    /// Before a cell.
    Cell,
    /// In a cell without quotes, or behind a quoted one.
    Plain,
    /// In a quoted cell.
    Quoted,
    /// Behind a quote in a quoted cell, which ends it unless another quote follows.
    Quote,
}

/// Every quote is closed, at the end of its cell.
///
/// # Errors
/// One is not; rows count the first as 1.
pub fn check(text: &str, separator: u8) -> Result<(), String> {
    let (mut row, mut at) = (1_usize, At::Row);
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Return, b'\n') => At::Row,
            (At::Row | At::Return | At::Cell, b'"') | (At::Quote, b'"') | (At::Quoted, 0..=b'!' | b'#'..) => {
                At::Quoted
            }
            (At::Quoted, b'"') => At::Quote,
            (_, byte) if byte == separator => At::Cell,
            (_, b'\r' | b'\n') => {
                row = row.saturating_add(1);
                if byte == b'\r' { At::Return } else { At::Row }
            }
            (At::Quote, _) if !byte.is_ascii_whitespace() => {
                return Err(format!(
                    "a quoted cell of row {row} has text behind its closing quote; accepted is a separator or the end of \
                     the row, and a quote inside written as two"
                ));
            }
            _ => At::Plain,
        };
    }
    if at == At::Quoted {
        return Err(format!("a quote opened in row {row} is never closed; accepted is a closing quote"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_that_close_pass() {
        for text in [
            "",
            "a,b\n",
            "\"a\",\"b,\n\"\"c\"\"\"\r\n\r\n1,\"\"\n",
            "5\" pipe,b\n",
            "\"a\" ,b\n1,\"c\"\t",
            "\"a\"",
        ] {
            check(text, b',').unwrap_or_else(|wrong| panic!("{text}: {wrong}"));
        }
    }

    #[test]
    fn a_quote_that_never_closes_is_named_by_its_row() {
        for (text, row) in [
            ("id,text\n1,\"two\nlines\"\n\n2,\"never\n3,\"\"x\"\"\n", 4),
            ("\"id,text\n", 1),
            ("id\r\n1\r\n\"a\"\"", 3),
            ("\r\nid\r\n\r\n\"a", 4),
            ("id\r\r\"a", 3),
        ] {
            let told = check(text, b',').unwrap_err();
            assert!(told.contains(&format!("a quote opened in row {row} is never closed")), "{told}");
        }
    }

    #[test]
    fn a_quote_that_closes_inside_a_cell_is_named() {
        let told = check("id,text\n1,\"opened\n2,\"fine\"\n", b',').unwrap_err();
        assert!(told.contains("cell of row 2 has text behind its closing quote"), "{told}");
    }
}
