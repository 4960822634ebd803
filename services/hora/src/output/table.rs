//! Tables for people: the lists of an answer with their rows, then what stands beside them.

use comfy_table::{ContentArrangement, Table, presets::UTF8_BORDERS_ONLY};

use super::{
    Tree,
    layout::{self, List},
};

/// The answer as tables; columns that are empty in every row are left out.
pub fn render(tree: &Tree, lists: &[List]) -> String {
    let mut parts = Vec::new();
    for list in lists {
        let Some(Tree::List(rows)) = layout::at(tree, &list.path) else { continue };
        if lists.len() > 1 {
            parts.push(format!("{}:", list.path.join(".")));
        }
        parts.push(if rows.is_empty() { "(none)".to_owned() } else { rows_table(rows, &list.columns) });
    }
    let beside = layout::scalars(tree);
    if lists.is_empty() {
        parts.push(fields_table(&beside));
    } else {
        let lines = beside.iter().filter(|(_, text)| !text.is_empty());
        parts.extend(lines.map(|(name, text)| format!("{name}: {text}")));
    }
    parts.join("\n")
}

/// Rows under their columns.
pub fn rows_table(rows: &[Tree], columns: &[String]) -> String {
    let cells: Vec<Vec<String>> = rows.iter().map(|row| layout::cells(row, columns)).collect();
    let is_used = |place: usize| cells.iter().any(|row| row.get(place).is_some_and(|cell| !cell.is_empty()));
    let used: Vec<bool> = (0..columns.len()).map(is_used).collect();
    let only_used = |row: &[String]| -> Vec<String> {
        row.iter().zip(&used).filter(|(_, used)| **used).map(|(cell, _)| shown(cell)).collect()
    };
    let mut table = empty();
    table.set_header(only_used(columns));
    table.add_rows(cells.iter().map(|row| only_used(row)));
    table.to_string()
}

fn fields_table(fields: &[(String, String)]) -> String {
    let mut table = empty();
    table.add_rows(
        fields.iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| [name.clone(), shown(text)]),
    );
    table.to_string()
}

fn empty() -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table
}

/// What others wrote must not move the cursor or color the terminal.
pub fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_under_the_columns_in_use() {
        let tree =
            Tree::parse(br#"{"answered":{"sequence":"7"},"goals":[{"code":"A","title":"x"},{"code":"B"}]}"#)
                .unwrap();
        let columns = ["code", "lead", "title"].map(str::to_owned).to_vec();
        let text = render(&tree, &[List { path: vec!["goals".to_owned()], columns }]);
        assert!(text.contains("code") && text.contains("title") && !text.contains("lead"), "{text}");
        assert!(text.ends_with("answered.sequence: 7"), "{text}");
    }

    #[test]
    fn an_answer_without_lists_is_a_table_of_fields() {
        let tree = Tree::parse(br#"{"sequence":"9","unchanged":true,"eventIds":["e1","e2"]}"#).unwrap();
        let text = render(&tree, &[]);
        assert!(text.contains("eventIds") && text.contains("e1, e2"), "{text}");
    }

    #[test]
    fn a_stored_text_cannot_steer_the_terminal() {
        assert_eq!(shown("a\u{1b}[2Jb"), "a\u{fffd}[2Jb");
    }
}
