// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines of a text: where they end, and what in them is a comment.

use super::cell::is_sheet_error;
use crate::task::Task;
use std::ops::Deref;

/// A text that a task reads. Its lines end early once the task is cancelled: what was made of them then is nobody's.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub text: &'a str,
    pub task: &'a Task,
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

impl<'a> Text<'a> {
    /// All lines as they are, without what ends them; the task is told how far they are.
    pub fn ended(self) -> impl Iterator<Item = &'a str> {
        let goes_on = move |line: &&str| {
            let before = line.as_ptr() as usize - self.text.as_ptr() as usize;
            self.task.at(before as f64 / self.text.len() as f64).is_ok()
        };
        ended(self.text).take_while(goes_on)
    }

    /// The same text, read by another task.
    pub fn of(self, task: &'a Task) -> Self {
        Self { task, ..self }
    }
}

/// What one line of a text holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Content<'a> {
    Blank,
    /// Nothing but a comment.
    Comment(&'a str),
    Cells(&'a str),
}

/// All lines with their numbers from 1.
///
/// A line ends by LF, by CR (old Macintosh programs), or by any number of CR and one LF (programs that turn LF into
/// CR LF more than once), also where one text mixes them.
pub(super) fn lines(text: Text<'_>) -> impl Iterator<Item = (usize, Content<'_>)> {
    text.ended().enumerate().map(|(i, line)| (i + 1, content(line)))
}

/// All lines as they are, without what ends them.
pub(super) fn ended(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else {
            rest = None;
            return Some(text);
        };
        let after = text[end..].trim_start_matches('\r');
        rest = Some(after.strip_prefix('\n').unwrap_or(&text[end + 1..])).filter(|rest| !rest.is_empty());
        Some(&text[..end])
    })
}

/// The cells of a line between separators; those in quotation marks may hold the separator.
pub(super) fn divide(line: &str, separator: char) -> Vec<&str> {
    divide_by(line, |c| c == separator)
}

/// The cells of a line between any number of blanks and tabs; those in quotation marks may hold them.
pub(super) fn divide_at_blanks(line: &str) -> Vec<&str> {
    // no-break blanks group thousands
    divide_by(line, |c| c.is_ascii_whitespace()).into_iter().filter(|cell| !cell.is_empty()).collect()
}

fn divide_by(line: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    // an odd mark is one of inches, or damage
    if line.matches('"').count() % 2 == 1 {
        return line.split(is_separator).collect();
    }
    let mut quoted = false;
    let between = |c: char| {
        quoted ^= c == '"';
        is_separator(c) && !quoted
    };
    line.split(between).collect()
}

fn content(line: &str) -> Content<'_> {
    let line = line.trim_matches(' ');
    // as MATLAB and its kin write comments
    if line.starts_with('%') {
        return Content::Comment(line);
    }
    match without_comment(line) {
        "" if line.is_empty() => Content::Blank,
        "" => Content::Comment(line),
        cells => Content::Cells(cells),
    }
}

fn without_comment(line: &str) -> &str {
    let mut previous = ' ';
    for (at, c) in line.char_indices() {
        if c == '#' && previous.is_whitespace() && !begins_with_error(&line[at..], at == 0) {
            return line[..at].trim_end_matches(' ');
        }
        previous = c;
    }
    line
}

/// Errors of spreadsheets begin like a comment; so do lines of `#` that are drawn around one.
fn begins_with_error(rest: &str, starts_line: bool) -> bool {
    let end = rest.find([',', ';', '\t', ' ', '"']).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let drawn = starts_line && word.chars().all(|c| c == '#') && !after.starts_with([',', ';', '\t']);
    !drawn && is_sheet_error(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(text: &str) -> Vec<(usize, Content<'_>)> {
        lines(Text { text, task: Box::leak(Box::default()) }).collect()
    }

    fn cells(text: &str) -> Vec<&str> {
        let only = |(_, content)| if let Content::Cells(cells) = content { Some(cells) } else { None };
        contents(text).into_iter().filter_map(only).collect()
    }

    #[test]
    fn every_end_of_a_line_is_one_even_if_they_are_mixed() {
        for text in ["1,2\n3,4\n5", "1,2\r\n3,4\r\n5", "1,2\r3,4\r5", "1,2\r\r\n3,4\r5\n", "1,2\n3,4\r5\r\n"]
        {
            assert_eq!(cells(text), ["1,2", "3,4", "5"], "{text:?}");
        }
        assert_eq!(
            contents("1\n\n2").iter().map(|(_, c)| *c == Content::Blank).collect::<Vec<_>>(),
            [false, true, false]
        );
        assert_eq!(contents("1\r\r2")[1], (2, Content::Blank));
    }

    #[test]
    fn lines_end_early_once_their_task_is_cancelled() {
        let task = Task::new();
        let mut lines = lines(Text { text: "1\n2\n3\n", task: &task });
        assert!(lines.next().is_some());
        task.cancel();
        assert_eq!(lines.next(), None);
    }

    #[test]
    fn a_quoted_cell_holds_the_separator() {
        assert_eq!(divide("\"a, b\",2,c", ','), ["\"a, b\"", "2", "c"]);
        assert_eq!(divide("5\",2", ','), ["5\"", "2"]);
        assert_eq!(divide_at_blanks("\"RSD (%)\"  2\t 3"), ["\"RSD (%)\"", "2", "3"]);
    }

    #[test]
    fn comments_end_a_line_and_errors_of_spreadsheets_are_none() {
        assert_eq!(cells("# a\n1,2 # b\n#WERT!;5\n3\t#NV\t4\n"), ["1,2", "#WERT!;5", "3\t#NV\t4"]);
        assert_eq!(cells("#### A ####\n####\n####;1\n2;3\n"), ["####;1", "2;3"]);
        assert_eq!(contents(" # a")[0], (1, Content::Comment("# a")));
    }
}
