// SPDX-License-Identifier: MIT OR Apache-2.0
//! The small part of Python's literals that headers of numpy arrays are written in.

use std::iter::Peekable;
use std::str::Chars;

/// Deepest nesting of lists.
const MAX_DEPTH: u32 = 8;

/// A Python literal.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Whole(u64),
    Flag(bool),
    /// A list or a tuple.
    List(Vec<Literal>),
}

/// Reads `{'key': literal, ...}`; `None` if the text is anything else.
pub(super) fn dictionary(text: &str) -> Option<Vec<(String, Literal)>> {
    let mut rest = text.chars().peekable();
    let mut entries = Vec::new();
    expect(&mut rest, '{')?;
    loop {
        if *next(&mut rest)? == '}' {
            rest.next();
            return next(&mut rest).is_none().then_some(entries);
        }
        let Literal::Text(key) = literal(&mut rest, 0)? else { return None };
        expect(&mut rest, ':')?;
        entries.push((key, literal(&mut rest, 0)?));
        separate(&mut rest, '}')?;
    }
}

fn literal(rest: &mut Peekable<Chars>, depth: u32) -> Option<Literal> {
    if depth > MAX_DEPTH {
        return None;
    }
    match *next(rest)? {
        '(' => list(rest, ')', depth).map(Literal::List),
        '[' => list(rest, ']', depth).map(Literal::List),
        '\'' | '"' => text(rest).map(Literal::Text),
        c if c.is_ascii_digit() => whole(rest).map(Literal::Whole),
        _ => flag(rest).map(Literal::Flag),
    }
}

fn list(rest: &mut Peekable<Chars>, end: char, depth: u32) -> Option<Vec<Literal>> {
    let mut items = Vec::new();
    rest.next();
    while *next(rest)? != end {
        items.push(literal(rest, depth + 1)?);
        separate(rest, end)?;
    }
    rest.next();
    Some(items)
}

fn text(rest: &mut Peekable<Chars>) -> Option<String> {
    let quote = rest.next()?;
    let mut text = String::new();
    loop {
        match rest.next()? {
            c if c == quote => return Some(text),
            '\\' => text.push(rest.next()?),
            c => text.push(c),
        }
    }
}

fn whole(rest: &mut Peekable<Chars>) -> Option<u64> {
    let mut digits = String::new();
    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    rest.next_if_eq(&'L'); // long integers of Python 2
    digits.parse().ok()
}

fn flag(rest: &mut Peekable<Chars>) -> Option<bool> {
    let mut word = String::new();
    while let Some(letter) = rest.next_if(char::is_ascii_alphabetic) {
        word.push(letter);
    }
    match word.as_str() {
        "True" => Some(true),
        "False" => Some(false),
        _ => None,
    }
}

fn next<'a>(rest: &'a mut Peekable<Chars>) -> Option<&'a char> {
    while rest.next_if(|c| c.is_whitespace()).is_some() {}
    rest.peek()
}

fn expect(rest: &mut Peekable<Chars>, sign: char) -> Option<()> {
    next(rest)?;
    rest.next_if_eq(&sign).map(|_| ())
}

/// Passes a comma; it may be missing before the end.
fn separate(rest: &mut Peekable<Chars>, end: char) -> Option<()> {
    if *next(rest)? == end { Some(()) } else { expect(rest, ',') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_numpy_are_understood() {
        let read = dictionary(
            "{'descr': [('Na\\'23', '<f8'), (\"b\", '|V4')], 'fortran_order': False, 'shape': (3L, 4,), } \n",
        );
        let field = |name: &str, kind: &str| {
            Literal::List(vec![Literal::Text(name.into()), Literal::Text(kind.into())])
        };
        let expected = vec![
            ("descr".to_string(), Literal::List(vec![field("Na'23", "<f8"), field("b", "|V4")])),
            ("fortran_order".to_string(), Literal::Flag(false)),
            ("shape".to_string(), Literal::List(vec![Literal::Whole(3), Literal::Whole(4)])),
        ];
        assert_eq!(read, Some(expected));
        assert_eq!(dictionary("{}"), Some(vec![]));
    }

    #[test]
    fn anything_else_is_none() {
        let deep = format!("{{'a': {}1{}}}", "(".repeat(50), ")".repeat(50));
        for text in [
            "",
            "{",
            "{'a'}",
            "{'a': }",
            "{'a': 1} x",
            "{'a': None}",
            "{1: 2}",
            "{'a': -1}",
            "{'a': 1 2}",
            &deep,
        ] {
            assert_eq!(dictionary(text), None, "{text}");
        }
        assert_eq!(dictionary("{'a': 99999999999999999999999}"), None);
    }
}
