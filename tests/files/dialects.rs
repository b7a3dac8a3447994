// SPDX-License-Identifier: MIT OR Apache-2.0
//! Any matrix in the dialects of numpy, pandas, R and Excel comes back exactly or is refused; its shape never changes unsaid.

use lamap::files::read;
use std::fmt::Write;
use std::path::Path;

/// Matrices of each dialect.
const MATRICES: usize = 600;
/// Most of them that may be refused, where the dialect says what is a value.
const REFUSED: usize = MATRICES / 5;

/// Pseudo-random numbers (a linear congruential generator).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// Rows of values; missing ones are NaN.
type Matrix = Vec<Vec<f32>>;

/// `least`: fewest rows and columns.
fn matrix(random: &mut Random, least: usize) -> Matrix {
    let (rows, columns) = (least + random.below(7), least + random.below(7));
    let whole = random.one_in(4);
    let missing = [0, 0, 3, 12][random.below(4)];
    let mut value = || {
        if missing > 0 && random.one_in(missing) {
            return f32::NAN;
        }
        let value = random.below(3_000_000) as f32 / 1000.0;
        if whole { value.round() } else { value }
    };
    (0..rows).map(|_| (0..columns).map(|_| value()).collect()).collect()
}

/// How a program writes a matrix.
#[derive(Debug, Clone, Copy)]
struct Dialect {
    name: &'static str,
    separator: &'static str,
    missing: &'static str,
    end: &'static str,
    comma: bool,
    /// Whole numbers of a matrix with fractions keep a decimal place.
    point_always: bool,
    header: Header,
    index: Index,
    encoding: Encoding,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Header {
    No,
    Comment,
    /// 0, 1, 2, ...
    Counts,
    /// "V1", "V2", ...
    Names,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Index {
    No,
    /// 0, 1, 2, ... below an empty cell of the header.
    Counts,
    /// "1", "2", ... below an empty cell.
    Quoted,
    /// "1", "2", ... in a table whose header has no cell for them.
    Unnamed,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Encoding {
    Plain,
    Mark,
    Wide,
}

const NUMPY: Dialect = Dialect {
    name: "numpy.savetxt",
    separator: " ",
    missing: "nan",
    end: "\n",
    comma: false,
    point_always: true,
    header: Header::No,
    index: Index::No,
    encoding: Encoding::Plain,
};
const EXCEL: Dialect =
    Dialect { name: "Excel csv", separator: ",", missing: "", end: "\r\n", point_always: false, ..NUMPY };
const PANDAS: Dialect = Dialect {
    name: "pandas to_csv",
    separator: ",",
    missing: "",
    header: Header::Counts,
    index: Index::Counts,
    ..NUMPY
};
const R: Dialect = Dialect {
    name: "R write.csv",
    separator: ",",
    missing: "NA",
    point_always: false,
    header: Header::Names,
    index: Index::Quoted,
    ..NUMPY
};

const DIALECTS: [Dialect; 18] = [
    NUMPY,
    Dialect { name: "numpy.savetxt, comma", separator: ",", header: Header::Comment, ..NUMPY },
    Dialect { name: "numpy.savetxt, tab", separator: "\t", ..NUMPY },
    PANDAS,
    Dialect { name: "pandas without index", index: Index::No, ..PANDAS },
    Dialect { name: "pandas without header", header: Header::No, ..PANDAS },
    Dialect { name: "pandas bare", header: Header::No, index: Index::No, ..PANDAS },
    R,
    Dialect { name: "R without row names", index: Index::No, ..R },
    Dialect { name: "R write.table", separator: " ", index: Index::Unnamed, ..R },
    Dialect { name: "R write.csv2", separator: ";", comma: true, ..R },
    EXCEL,
    Dialect { name: "Excel, semicolon", separator: ";", comma: true, ..EXCEL },
    Dialect { name: "Excel, tab", separator: "\t", comma: true, ..EXCEL },
    Dialect { name: "Excel, UTF-8", encoding: Encoding::Mark, ..EXCEL },
    Dialect { name: "Excel, Unicode text", separator: "\t", encoding: Encoding::Wide, ..EXCEL },
    Dialect { name: "Excel, Macintosh", end: "\r", ..EXCEL },
    Dialect { name: "csv with CR CR LF", end: "\r\r\n", ..EXCEL },
];

impl Dialect {
    /// A single line with a count before it is told from a line that begins with 0 by nothing.
    fn least(&self) -> usize {
        match (self.header, self.index) {
            (Header::Counts, Index::No) | (Header::No, Index::Counts) => 2,
            _ => 1,
        }
    }
}

fn number(value: f32, fractions: bool, dialect: &Dialect) -> String {
    if value.is_nan() {
        return dialect.missing.into();
    }
    let text = format!("{value}");
    let text = if fractions && dialect.point_always && !text.contains('.') { text + ".0" } else { text };
    if dialect.comma { text.replace('.', ",") } else { text }
}

fn written(matrix: &Matrix, dialect: &Dialect) -> Vec<u8> {
    let fractions = matrix.iter().flatten().any(|value| value.fract() != 0.0);
    let mut lines = Vec::new();
    let columns = 0..matrix[0].len();
    let names: Vec<String> = match dialect.header {
        Header::No | Header::Comment => Vec::new(),
        Header::Counts => columns.map(|i| i.to_string()).collect(),
        Header::Names => columns.map(|i| format!("\"V{}\"", i + 1)).collect(),
    };
    if dialect.header == Header::Comment {
        lines.push("# Ba in counts".into());
    }
    if !names.is_empty() {
        let corner = match dialect.index {
            Index::No | Index::Unnamed => None,
            Index::Counts => Some(String::new()),
            Index::Quoted => Some("\"\"".into()),
        };
        lines.push(corner.into_iter().chain(names).collect::<Vec<_>>().join(dialect.separator));
    }
    for (i, row) in matrix.iter().enumerate() {
        let label = match dialect.index {
            Index::No => None,
            Index::Counts => Some(i.to_string()),
            Index::Quoted | Index::Unnamed => Some(format!("\"{}\"", i + 1)),
        };
        let values = row.iter().map(|value| number(*value, fractions, dialect));
        lines.push(label.into_iter().chain(values).collect::<Vec<_>>().join(dialect.separator));
    }
    let text = lines.iter().fold(String::new(), |mut text, line| {
        write!(text, "{line}{}", dialect.end).unwrap();
        text
    });
    match dialect.encoding {
        Encoding::Plain => text.into_bytes(),
        Encoding::Mark => format!("\u{feff}{text}").into_bytes(),
        Encoding::Wide => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
    }
}

fn same(a: &Matrix, b: &Matrix) -> bool {
    let same = |(a, b): (&f32, &f32)| a == b || (a.is_nan() && b.is_nan());
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(same))
}

/// The matrix without rows and columns at its edges that hold no value.
fn trimmed(matrix: &Matrix) -> Matrix {
    let rows = |m: &Matrix| -> Matrix {
        let full = |row: &Vec<f32>| row.iter().any(|value| !value.is_nan());
        let (Some(first), Some(last)) = (m.iter().position(full), m.iter().rposition(full)) else {
            return vec![];
        };
        m[first..=last].to_vec()
    };
    let turned = |m: Matrix| -> Matrix {
        (0..m.first().map_or(0, Vec::len)).map(|j| m.iter().map(|row| row[j]).collect()).collect()
    };
    turned(rows(&turned(rows(matrix))))
}

/// Whether the matrix came back; `None` if it was refused.
fn comes_back(path: &Path, matrix: &Matrix, dialect: &Dialect) -> Option<()> {
    let bytes = written(matrix, dialect);
    std::fs::write(path, &bytes).unwrap();
    let map = read(&[path.to_path_buf()]).ok()?;
    let back: Matrix = map.element(0).outer_iter().map(|row| row.to_vec()).collect();
    // cells left empty at the edges are told from no cells by nothing but the note
    let said = map.notes.iter().any(|note| note.contains("left out"));
    assert!(
        same(&back, matrix)
            || (dialect.missing.is_empty() && said && same(&trimmed(&back), &trimmed(matrix))),
        "{}: {matrix:?} came back as {back:?} with {:?} from {:?}",
        dialect.name,
        map.notes,
        String::from_utf8_lossy(&bytes)
    );
    Some(())
}

#[test]
fn every_matrix_comes_back_exactly_or_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("Ba.csv");
    let mut random = Random(2024);
    for dialect in DIALECTS {
        let mut refused = 0;
        for _ in 0..MATRICES {
            let matrix = matrix(&mut random, dialect.least());
            refused += usize::from(comes_back(&path, &matrix, &dialect).is_none());
        }
        assert!(dialect.least() > 1 || refused <= REFUSED, "{}: {refused} refused", dialect.name);
    }
}
