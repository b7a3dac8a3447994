// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a model computes, looked at before ONNX Runtime is given it.
//!
//! A loop can run for ever, even while a model loads, when it cannot be stopped: what is constant is computed then. No image
//! network needs one.

use super::message::{damaged, fields};
use crate::error::{Error, Result};

/// Fields of the messages of ONNX (onnx.proto3): of a model, a graph or function, a node and an attribute.
const GRAPH: u64 = 7;
const FUNCTIONS: u64 = 25;
const NODES_OF_GRAPH: u64 = 1;
const NODES_OF_FUNCTION: u64 = 7;
const OPERATOR: u64 = 4;
const ATTRIBUTES: u64 = 5;
const GRAPHS_OF_ATTRIBUTE: [u64; 2] = [6, 11];

/// Operators that repeat a graph as often as a value says.
const LOOPS: [&[u8]; 3] = [b"Loop", b"Scan", b"SequenceMap"];
/// Graphs within graphs, of a branch within a branch.
const DEPTH: usize = 8;

/// Refuses a model with a loop.
///
/// # Errors
/// [`Error::Model`], also if the bytes are no ONNX model.
pub fn check(model: &[u8]) -> Result<()> {
    for (number, part) in fields(model).ok_or_else(damaged)? {
        match number {
            GRAPH => check_nodes(part, NODES_OF_GRAPH, DEPTH)?,
            FUNCTIONS => check_nodes(part, NODES_OF_FUNCTION, DEPTH)?,
            _ => {}
        }
    }
    Ok(())
}

fn check_nodes(graph: &[u8], nodes: u64, depth: usize) -> Result<()> {
    for node in parts(graph, &[nodes])? {
        if let Some(name) = parts(node, &[OPERATOR])?.into_iter().find(|name| LOOPS.contains(name)) {
            let name = String::from_utf8_lossy(name);
            return Err(Error::Model(format!(
                "it has a loop ({name}), which may never end: use a model without loops"
            )));
        }
        for attribute in parts(node, &[ATTRIBUTES])? {
            for branch in parts(attribute, &GRAPHS_OF_ATTRIBUTE)? {
                let depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| Error::Model(format!("its branches are nested more than {DEPTH} deep")))?;
                check_nodes(branch, NODES_OF_GRAPH, depth)?;
            }
        }
    }
    Ok(())
}

/// The values of these fields of a message.
fn parts<'a>(message: &'a [u8], numbers: &[u64]) -> Result<Vec<&'a [u8]>> {
    let fields = fields(message).ok_or_else(damaged)?;
    Ok(fields.into_iter().filter(|(number, _)| numbers.contains(number)).map(|(_, value)| value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(number: u64, value: &[u8]) -> Vec<u8> {
        let length = value.len() as u64;
        let mut message = Vec::new();
        for mut rest in [number << 3 | 2, length] {
            while rest > 0x7f {
                message.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            message.push(rest as u8);
        }
        message.extend(value);
        message
    }

    /// A node within so many branches.
    fn nested(operator: &str, branches: usize) -> Vec<u8> {
        (0..branches).fold(field(NODES_OF_GRAPH, &field(OPERATOR, operator.as_bytes())), |graph, _| {
            field(NODES_OF_GRAPH, &field(ATTRIBUTES, &field(GRAPHS_OF_ATTRIBUTE[0], &graph)))
        })
    }

    #[test]
    fn loops_are_refused_wherever_they_stand() {
        for branches in 0..=DEPTH {
            assert_eq!(check(&field(GRAPH, &nested("Conv", branches))), Ok(()));
            let refused = check(&field(GRAPH, &nested("Loop", branches))).unwrap_err();
            assert!(refused.to_string().contains("a loop (Loop)"), "{refused}");
        }
        let refused = check(&field(GRAPH, &nested("Conv", DEPTH + 1))).unwrap_err();
        assert!(refused.to_string().contains("nested"), "{refused}");
        let function = field(FUNCTIONS, &field(NODES_OF_FUNCTION, &field(OPERATOR, b"Scan")));
        assert!(check(&function).unwrap_err().to_string().contains("(Scan)"));
    }
}
