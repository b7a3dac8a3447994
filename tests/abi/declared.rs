// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a header declares: functions, structures, numbers. It reads what cbindgen writes, not all of C.

/// A type and a name: an argument or a field.
#[derive(Debug, PartialEq)]
pub struct Typed {
    pub of: String,
    pub name: String,
}

/// A function, or a pointer to one.
pub struct Function {
    pub name: String,
    pub result: String,
    pub arguments: Vec<Typed>,
}

#[derive(Default)]
pub struct Header {
    pub functions: Vec<Function>,
    pub callbacks: Vec<Function>,
    /// Structures whose fields are known.
    pub structures: Vec<(String, Vec<Typed>)>,
    /// Constants and the values of enumerations.
    pub numbers: Vec<(String, u32)>,
}

impl Header {
    pub fn read(text: &str) -> Self {
        let mut header = Self::default();
        let mut code = String::new();
        for line in text.lines().map(str::trim_start) {
            let number = line.strip_prefix("#define ").and_then(|rest| rest.split_once(' '));
            if let Some((name, Ok(number))) = number.map(|(name, number)| (name, number.parse())) {
                header.numbers.push((name.into(), number));
            }
            if !line.starts_with(['#', '/', '*']) && !line.contains("extern \"C\"") {
                code += line;
                code.push(' ');
            }
        }
        statements(&code).for_each(|statement| header.take(statement));
        header
    }

    fn take(&mut self, statement: &str) {
        let (opening, body) = statement.split_once('{').unwrap_or((statement, ""));
        let body = body.split('}').next().unwrap();
        if let Some(function) = opening.strip_prefix("LAMAP_API ") {
            self.functions.push(function_of(function));
        } else if let Some(callback) = opening.strip_prefix("typedef ").filter(|it| it.contains("(*")) {
            self.callbacks.push(function_of(&callback.replacen("(*", "", 1).replacen(')', "", 1)));
        } else if let Some(name) = opening.strip_prefix("typedef struct ").filter(|_| !body.is_empty()) {
            let fields = body.split(';').map(str::trim).filter(|field| !field.is_empty());
            self.structures.push((name.trim().into(), fields.map(typed).collect()));
        } else if opening.starts_with("enum ") {
            let values = body.split(',').filter_map(|value| value.split_once('='));
            self.numbers
                .extend(values.map(|(name, value)| (name.trim().into(), value.trim().parse().unwrap())));
        }
    }
}

/// The parts of a text that semicolons outside of braces end.
fn statements(code: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    code.split(move |sign| {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        sign == ';' && depth == 0
    })
    .map(str::trim)
}

fn function_of(declaration: &str) -> Function {
    let (before, arguments) = declaration.split_once('(').unwrap();
    let Typed { of: result, name } = typed(before);
    let arguments = arguments.trim_end().trim_end_matches(')').split(',');
    let arguments = arguments.map(str::trim).filter(|argument| *argument != "void").map(typed).collect();
    Function { name, result, arguments }
}

/// Splits "const char *name" before its name; each type is written in one way.
fn typed(text: &str) -> Typed {
    let start =
        text.trim_end().rfind(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_')).unwrap() + 1;
    let words = text[..start].split_whitespace().filter(|word| *word != "struct");
    Typed { of: words.collect::<Vec<_>>().join(" "), name: text[start..].trim().into() }
}

impl Function {
    /// Result and types of the arguments.
    pub fn signature(&self) -> String {
        let types: Vec<&str> = self.arguments.iter().map(|argument| argument.of.as_str()).collect();
        format!("{} ({})", self.result, types.join(", "))
    }
}
